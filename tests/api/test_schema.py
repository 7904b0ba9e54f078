"""Schemas say what the doors do."""

import jsonschema
import pytest

from holdfast.api.plans import PlanRequest
from holdfast.api.schema import components, schema_of
from tests.api.served import decision, plan


@pytest.fixture(scope="module")
def validator():
    schema = schema_of(PlanRequest)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("value", ["1", "0.5", 1, 0.5, "999999999999"])
def test_amounts_are_numbers_or_text(validator, value):
    assert validator.is_valid(plan("p", decision(value)))


@pytest.mark.parametrize("value", ["-1", "1e3", "NaN", -1, 10**12, "1" * 13, True, None])
def test_what_is_no_amount_is_no_amount_in_the_schema_either(validator, value):
    assert not validator.is_valid(plan("p", decision(value)))


@pytest.mark.parametrize("name", ["", "=x", "x" * 65, "a\nb", 7])
def test_names_have_their_pattern(validator, name):
    assert not validator.is_valid(plan(name, decision()))


def test_what_is_not_known_is_not_allowed(validator):
    assert not validator.is_valid({**plan("p", decision()), "more": 1})
    assert not validator.is_valid(plan("p", decision(colour="red")))
    assert not validator.is_valid(plan("p", *[decision()] * 1001))


def test_a_reply_has_its_amounts_as_text_alone():
    from holdfast.runtime.preview import Preview

    schemas = components([], [Preview], "#/{name}")
    measured = schemas["DecisionVerdict"]["properties"]["price"]
    assert measured == {"anyOf": [{"type": "string", "format": "decimal"}, {"type": "null"}]}
