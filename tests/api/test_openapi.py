"""The OpenAPI document is valid, complete, and true to what the doors hold requests to."""

import json

import jsonschema
import pytest
from schemathesis.specs.openapi import definitions

from holdfast.api.operations import OPERATIONS
from holdfast.api.reading import read
from tests.api.served import decision, plan


@pytest.fixture(scope="module")
def document():
    from holdfast.api.openapi import schema_bytes

    return json.loads(schema_bytes(OPERATIONS))


def test_the_document_is_valid_openapi_3_1(document):
    assert document["openapi"] == "3.1.0"
    validator = jsonschema.validators.validator_for(definitions.OPENAPI_31)
    errors = list(validator(definitions.OPENAPI_31).iter_errors(document))
    assert errors == []


def test_every_schema_in_it_is_valid_json_schema_and_every_reference_leads_somewhere(document):
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    for reference in references(document):
        assert reference.removeprefix("#/components/schemas/") in schemas


def references(value):
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for each in value.values():
            yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def test_every_operation_is_in_it_once(document):
    told = [
        (method.upper(), path, each["operationId"])
        for path, methods in document["paths"].items()
        for method, each in methods.items()
    ]
    made = [(each.method, each.path, each.name) for each in OPERATIONS]
    assert sorted(told) == sorted(made)
    assert len({each.name for each in OPERATIONS}) == len(OPERATIONS)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_the_example_of_an_operation_can_be_read(operation):
    request = read(dict(operation.example), operation.request)
    assert isinstance(request, operation.request), request


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.name)
def test_types_of_one_name_are_one_type(operation):
    others = [each for each in OPERATIONS if each.reply.__name__ == operation.reply.__name__]
    assert {each.reply for each in others} == {operation.reply}


def test_replies_are_as_the_document_says(served, document):
    served.buy("10", stop_loss="180")
    order_id = served.buy("10", type="LIMIT", limit_price="185")
    asked = [
        ("GET", "/health", None),
        ("POST", "/v1/check-constraints", plan("p", decision(), decision("5000"))),
        ("POST", "/v1/submit-orders", plan("p", decision(), decision("5000"))),
        ("POST", "/v1/order-state", {"order_ids": [order_id, "e-1", "x"]}),
        ("GET", "/v1/orders", None),
        ("GET", "/v1/fills", None),
        ("GET", "/v1/positions", None),
        ("GET", "/v1/accounts", None),
        ("GET", "/v1/plans", None),
        ("GET", "/v1/portfolio", None),
        ("GET", "/v1/costs", None),
        ("GET", "/v1/instruments", None),
        ("GET", "/v1/quotes", None),
        ("GET", "/v1/discrepancies", None),
        ("GET", f"/v1/orders/{order_id}/explain", None),
        ("DELETE", f"/v1/orders/{order_id}", None),
        ("DELETE", f"/v1/orders/{order_id}", None),
    ]
    for method, path, body in asked:
        response = served.ask(method, path, body)
        template = path.replace(order_id, "{order_id}")
        described = document["paths"][template][method.lower()]["responses"]
        schema = described[str(response.status_code)]["content"]["application/json"]["schema"]
        whole = {**schema, "components": document["components"]}
        jsonschema.Draft202012Validator(whole).validate(response.json())


def test_the_served_document_is_this_one(served, document):
    assert served.good("GET", "/schema") == document
