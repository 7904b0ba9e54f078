"""One-shot authorisations over the API."""

PATH = "/v1/authorize"
ORDER = {"account": "paper", "instrument": "AAPL", "side": "BUY", "qty": "1001"}


def authorise(served, order_hash, by="second"):
    body = {
        "order_hash": order_hash,
        "codes": ["ORDER_QTY_MAX", "POSITION_LIMIT", "ORDER_VALUE_MAX"],
        "until": "2026-01-05T23:00:00Z",
        "why": "a block",
    }
    return served.good("POST", PATH, body, headers={"x-principal": by})


def test_the_hash_of_a_refusal_lets_that_order_pass_once(served):
    error = served.no(422, "POST", "/v1/orders", ORDER)
    order_hash = error["order_hash"]
    (state,) = served.good("POST", "/v1/order-state", {"order_ids": [error["order_id"]]})["orders"]
    assert state["order_hash"] == order_hash
    authorise(served, order_hash)
    other = {**ORDER, "qty": "1002"}
    assert served.no(422, "POST", "/v1/orders", other)["order_hash"] != order_hash
    order_id = served.good("POST", "/v1/orders", ORDER)["order_id"]
    told = served.good("GET", f"/v1/orders/{order_id}/explain")
    assert any("by permit" in line["text"] for line in told["lines"])
    assert served.no(422, "POST", "/v1/orders", ORDER)["code"] == "ORDER_QTY_MAX"


def test_nobody_authorises_their_own_order(served):
    error = served.no(422, "POST", "/v1/orders", ORDER)
    authorise(served, error["order_hash"], by="trader")
    served.no(422, "POST", "/v1/orders", ORDER)
