"""Stories of orders over the API."""

from holdfast.messages.retention import Forget

EVER = 2**62


def test_the_story_goes_from_the_request_to_the_fill(served):
    told = served.good("GET", f"/v1/orders/{served.buy()}/explain")
    assert told["complete"] is True
    texts = " / ".join(line["text"] for line in told["lines"])
    assert "AAPL" in texts
    assert "190.01" in texts
    assert [line["seq"] for line in told["lines"]] == sorted(line["seq"] for line in told["lines"])


def test_the_story_of_a_refused_order_has_the_reasons(served):
    order = {"account": "paper", "instrument": "AAPL", "side": "BUY", "qty": "5000"}
    order_id = served.no(422, "POST", "/v1/orders", order)["order_id"]
    told = served.good("GET", f"/v1/orders/{order_id}/explain")
    assert any("ORDER_QTY_MAX" in line["text"] for line in told["lines"])


def test_exits_are_told_of_as_kin(served):
    told = served.good("GET", f"/v1/orders/{served.buy(stop_loss='180')}/explain")
    assert {line["depth"] for line in told["lines"]} == {0, 1}


def test_an_unknown_order_has_no_story(served):
    assert served.no(404, "GET", "/v1/orders/nope/explain")["code"] == "UNKNOWN_ORDER"


def test_a_story_outlives_the_order_in_the_ledger(served):
    order_id = served.buy()
    before = served.good("GET", f"/v1/orders/{order_id}/explain")
    served.command(Forget(EVER, 0, 10, EVER))
    assert order_id not in served.desk.ledger.orders
    assert served.good("GET", f"/v1/orders/{order_id}/explain") == before
    for _ in range(2):
        served.command(Forget(EVER, 0, 0, EVER))
    told = served.no(404, "GET", f"/v1/orders/{order_id}/explain")
    assert "older than the desk's memory" in str(told)
