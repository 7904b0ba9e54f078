"""Resuming a parent over the API."""

TWAP = {"name": "twap", "params": {"duration_s": 600, "slices": 10, "jitter": "0"}}


def test_a_paused_parent_goes_on(served):
    order_id = served.buy("100", type="LIMIT", limit_price="185", tactic=TWAP)
    served.good("POST", f"/v1/orders/{order_id}/pause", {})
    assert served.good("POST", f"/v1/orders/{order_id}/resume", {}) == {"order_id": order_id}
    assert not served.ledger.parents[order_id].paused


def test_one_that_is_not_paused_has_nothing_to_resume(served):
    order_id = served.buy("100", type="LIMIT", limit_price="185", tactic=TWAP)
    error = served.no(422, "POST", f"/v1/orders/{order_id}/resume", {})
    assert error["code"] == "NOTHING_TO_DO"
