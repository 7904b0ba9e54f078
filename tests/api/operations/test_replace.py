"""Changes of open orders over the API."""


def resting(served, **more):
    return served.buy("10", type="LIMIT", limit_price="185", **more)


def test_a_resting_order_is_changed(served):
    order_id = resting(served)
    told = served.good("PATCH", f"/v1/orders/{order_id}", {"qty": "20", "limit_price": "186"})
    assert told == {"order_id": order_id, "is_queued": False, "repeated": False}
    order = served.ledger.orders[order_id]
    assert (order.qty, order.limit_price, order.status) == (20, 186, "NEW")


def test_the_gate_judges_the_changed_order(served):
    order_id = resting(served)
    error = served.no(422, "PATCH", f"/v1/orders/{order_id}", {"qty": "2000"})
    assert error["code"] == "ORDER_QTY_MAX"
    assert served.ledger.orders[order_id].qty == 10


def test_unknown_closed_and_unchanged_orders_are_refused_each_in_its_way(served):
    filled, open_order = served.buy(), resting(served)
    assert served.no(404, "PATCH", "/v1/orders/nope", {"qty": "1"})["code"] == "UNKNOWN_ORDER"
    assert served.no(409, "PATCH", f"/v1/orders/{filled}", {"qty": "9"})["code"] == "ORDER_CLOSED"
    assert served.no(422, "PATCH", f"/v1/orders/{open_order}", {})["code"] == "NOTHING_TO_DO"


def test_the_path_says_which_order_and_the_body_may_not(served):
    error = served.no(422, "PATCH", "/v1/orders/e-1", {"order_id": "e-2", "qty": "1"})
    assert error["errors"][0]["path"] == "order_id"
    assert served.no(422, "PATCH", "/v1/orders/e-1", [])["errors"][0]["rule"] == "must be an object"


def test_a_named_change_is_made_once_and_its_name_is_taken(served):
    order_id = resting(served)
    change = {"qty": "20", "client_order_id": "mine-2"}
    assert served.good("PATCH", f"/v1/orders/{order_id}", change)["repeated"] is False
    assert served.good("PATCH", f"/v1/orders/{order_id}", change)["repeated"] is True
    other = {"qty": "30", "client_order_id": "mine-2"}
    error = served.no(409, "PATCH", f"/v1/orders/{order_id}", other)
    assert error["code"] == "CLIENT_ORDER_ID_CONFLICT"
    assert served.ledger.orders[order_id].qty == 20


def test_an_end_that_is_no_time_is_refused(served):
    order_id = resting(served)
    change = {"time_in_force": "GTD", "expire_at": "tomorrow"}
    error = served.no(422, "PATCH", f"/v1/orders/{order_id}", change)
    assert error["errors"][0]["path"] == "expire_at"
