"""Pausing a parent over the API."""

TWAP = {"name": "twap", "params": {"duration_s": 600, "slices": 10, "jitter": "0"}}


def test_a_parent_gives_out_no_more_and_its_children_go_on(served):
    order_id = served.buy("100", type="LIMIT", limit_price="185", tactic=TWAP)
    told = served.good("POST", f"/v1/orders/{order_id}/pause", {})
    assert told == {"order_id": order_id, "order_ids": []}
    assert served.ledger.parents[order_id].paused


def test_its_children_may_be_cancelled_with_it(served):
    served.venue.silent = True
    order_id = served.buy("100", type="LIMIT", limit_price="185", tactic=TWAP)
    told = served.good("POST", f"/v1/orders/{order_id}/pause", {"cancel_children": True})
    assert told["order_ids"] == list(served.ledger.parents[order_id].children)


def test_what_is_no_parent_or_paused_is_refused(served):
    order_id = served.buy(type="LIMIT", limit_price="185")
    assert served.no(422, "POST", f"/v1/orders/{order_id}/pause", {})["code"] == "UNSUPPORTED"
    assert served.no(404, "POST", "/v1/orders/nope/pause", {})["code"] == "UNKNOWN_ORDER"
