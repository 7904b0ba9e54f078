"""From raw values to requests, and every error by its path."""

from decimal import Decimal

import jsonschema
import msgspec
from hypothesis import given
from hypothesis import strategies as st

from holdfast.api.faults import Unreadable
from holdfast.api.order_request import OrderRequest
from holdfast.api.plans import PlanRequest
from holdfast.api.reading import read
from holdfast.api.schema import schema_of
from holdfast.model.order import Side

ORDER = {"account": "paper", "instrument": "AAPL", "side": "BUY", "qty": "1"}


def faults(raw, kind=OrderRequest):
    found = read(raw, kind)
    assert isinstance(found, Unreadable), found
    return {fault.path: fault.rule for fault in found.faults}


def test_a_request_is_read_with_exact_numbers():
    request = read({**ORDER, "qty": Decimal("1.10"), "limit_price": 5}, OrderRequest)
    assert isinstance(request, OrderRequest)
    assert (str(request.qty), request.limit_price, request.side) == ("1.10", 5, Side.BUY)


def test_every_error_is_told_at_once():
    raw = {"account": 7, "side": "buy", "qty": [], "tactic": {"params": {"a": {}}}, "colour": 1}
    assert faults(raw) == {
        "account": "must be text",
        "instrument": "is missing",
        "side": "must be one of BUY, SELL",
        "qty": "must be a number or a decimal number as text",
        "tactic.name": "is missing",
        "tactic.params.a": "must be text or a whole number or true or false",
        "colour": "is no field here",
    }


def test_numbers_deep_inside_are_held_to_the_rules_of_numbers():
    size = {"value": "-1"}
    plan = {"plan_id": "p", "account": "a", "decisions": [{"instrument": "I", "action": "BUY"}]}
    plan["decisions"][0]["size"] = size
    assert faults({"decision_plan": plan}, PlanRequest) == {
        "decision_plan.decisions[0].size.value": "must not be negative"
    }


@given(
    st.dictionaries(
        st.sampled_from([*OrderRequest.__struct_fields__, "more"]),
        st.sampled_from(["BUY", "1", 1, -1, True, None, {}, [], "DAY", "LIMIT", {"name": "x"}]),
    )
)
def test_decoder_and_schema_agree_on_what_can_be_read(raw):
    """Where one of them says no, the caller is told something, and the schema never lies."""
    made = {**ORDER, **raw}
    found = read(made, OrderRequest)
    valid = jsonschema.Draft202012Validator(schema_of(OrderRequest)).is_valid(made)
    assert valid is not isinstance(found, Unreadable)
    if isinstance(found, Unreadable):
        assert all(fault.rule and not fault.rule.startswith("breaks") for fault in found.faults)
    else:
        assert msgspec.structs.asdict(found)["side"] is Side.BUY
