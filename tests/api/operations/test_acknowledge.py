"""Soft blocks over the API: one at a time, with a reason."""

import pytest

PATH = "/v1/acknowledge"
ORDER = {"account": "paper", "instrument": "AAPL", "side": "BUY", "qty": "10"}


@pytest.fixture
def block_id(served):
    """The soft block of an order over 1,000."""
    limits = served.good("GET", "/v1/limits")["limits"][0]["limits"]
    body = {"account": "paper", "limits": {**limits, "order_value_soft": "1000"}}
    served.good("POST", "/v1/limits", body)
    error = served.no(422, "POST", "/v1/orders", ORDER)
    return error["refusals"][0]["block_id"]


def test_an_acknowledged_order_passes_once(served, block_id):
    served.good("POST", PATH, {"block_id": block_id, "why": "meant"})
    served.good("POST", "/v1/orders", {**ORDER, "client_order_id": "again"})
    served.no(422, "POST", "/v1/orders", {**ORDER, "client_order_id": "once more"})


def test_many_blocks_are_not_acknowledged_by_one_call(served, block_id):
    for many in ([block_id] * 711, {"ids": [block_id]}):
        served.no(422, "POST", PATH, {"block_id": many, "why": "all"})
    for name in ("*", "", f"{block_id},{block_id}"):
        served.no(422, "POST", PATH, {"block_id": name, "why": "all"})
    assert not served.ledger.permits


def test_a_block_without_a_reason_stays(served, block_id):
    served.no(422, "POST", PATH, {"block_id": block_id, "why": " "})
    served.no(422, "POST", PATH, {"block_id": block_id})


def test_a_hard_block_is_not_acknowledged(served):
    error = served.no(422, "POST", "/v1/orders", {**ORDER, "qty": "1001"})
    hard = f"{error['order_id']}/ORDER_QTY_MAX"
    told = served.no(422, "POST", PATH, {"block_id": hard, "why": "please"})
    assert told["code"] == "NOT_OVERRIDABLE"
