"""What the gate would say of one order, and that asking leaves no trace."""

from holdfast.core.ledger import freeze
from holdfast.risk import CHECKS

PATH = "/v1/orders/check"
ORDER = {"account": "paper", "instrument": "AAPL", "side": "BUY", "qty": "10"}


def test_every_rule_is_told_with_cost_position_and_account(served):
    before = freeze(served.ledger)
    told = served.good("POST", PATH, ORDER)
    (only,) = told["decisions"]
    assert told["passed"] is True
    assert [each["check"] for each in only["checks"]] == [check.name for check in CHECKS]
    assert only["cost"]["half_spread"] == "0.1"
    assert told["positions"] == [
        {"instrument": "AAPL", "before": "0", "after": "10", "value_after": "1900"}
    ]
    assert told["before"]["buying_power"] == "2000000"
    assert freeze(served.ledger) == before


def test_a_breach_is_told_and_is_what_submitting_then_gives(served):
    order = {**ORDER, "qty": "1001"}
    told = served.good("POST", PATH, order)
    assert told["passed"] is False
    error = served.no(422, "POST", "/v1/orders", order)
    assert [each["code"] for each in told["decisions"][0]["refusals"]] == [
        each["code"] for each in error["refusals"]
    ]


def test_an_order_that_makes_no_sense_has_the_faults_of_its_form_alone(served):
    told = served.good("POST", PATH, {**ORDER, "type": "LIMIT", "limit_price": "190.001"})
    (only,) = told["decisions"]
    assert (only["checks"], [each["code"] for each in only["refusals"]]) == ([], ["TICK"])


def test_a_body_that_cannot_be_read_is_told_by_field(served):
    error = served.no(422, "POST", PATH, {**ORDER, "qty": "-1", "expire_at": "soon"})
    assert error["code"] == "INVALID_REQUEST"
    error = served.no(422, "POST", PATH, {**ORDER, "time_in_force": "GTD", "expire_at": "soon"})
    assert error["refusals"][0]["field"] == "expire_at"
