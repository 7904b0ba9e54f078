"""Cancels of one order over the API."""


def test_a_resting_order_is_cancelled(served):
    order_id = served.buy(type="LIMIT", limit_price="185")
    told = served.good("DELETE", f"/v1/orders/{order_id}")
    assert told == {"order_id": order_id, "order_ids": [order_id]}
    assert served.ledger.orders[order_id].status == "CANCELED"


def test_a_cancel_under_way_is_not_sent_again(served):
    order_id = served.buy(type="LIMIT", limit_price="185")
    served.venue.silent = True
    served.good("DELETE", f"/v1/orders/{order_id}")
    again = served.good("DELETE", f"/v1/orders/{order_id}")
    assert again["order_ids"] == []
    assert served.ledger.orders[order_id].status == "PENDING_CANCEL"


def test_a_filled_order_is_a_conflict_and_an_unknown_one_not_found(served):
    order_id = served.buy()
    assert served.no(409, "DELETE", f"/v1/orders/{order_id}")["code"] == "ORDER_CLOSED"
    error = served.no(404, "DELETE", "/v1/orders/nope")
    assert (error["code"], error["errors"][0]["path"]) == ("UNKNOWN_ORDER", "order_id")
