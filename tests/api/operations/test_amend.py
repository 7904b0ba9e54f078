"""Amending a parent over the API."""

from decimal import Decimal

TWAP = {"name": "twap", "params": {"duration_s": 600, "slices": 10, "jitter": "0"}}


def test_total_limit_and_parameters_change(served):
    order_id = served.buy("100", type="LIMIT", limit_price="185", tactic=TWAP)
    asked = {"qty": "120", "limit_price": "184.50", "params": {"duration_s": 900}}
    assert served.good("POST", f"/v1/orders/{order_id}/amend", asked) == {"order_id": order_id}
    order, state = served.ledger.orders[order_id], served.ledger.parents[order_id]
    assert (order.qty, order.limit_price) == (120, Decimal("184.50"))
    assert state.tactic.params == {"duration_s": 900, "slices": 10, "jitter": "0"}


def test_what_is_out_stays_out(served):
    served.venue.silent = True
    order_id = served.buy("100", type="LIMIT", limit_price="185", tactic=TWAP)
    error = served.no(422, "POST", f"/v1/orders/{order_id}/amend", {"qty": "5"})
    assert error["code"] == "PARENT_OVERRUN"
    assert served.ledger.orders[order_id].qty == 100
