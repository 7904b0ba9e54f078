"""Several orders in one request, each answered alone."""

PATH = "/v1/submit-batch"


def line(name, **more):
    order = {"account": "paper", "instrument": "AAPL", "side": "BUY", "qty": "1"}
    return {**order, "client_order_id": name, **more}


def test_a_refused_line_holds_up_no_other(served):
    orders = [line("a"), line("b", qty="100000"), line("c", expire_at="soon"), line("d")]
    told = served.good("POST", PATH, {"orders": orders})
    names = [each["client_order_id"] for each in told["lines"]]
    assert names == ["a", "b", "c", "d"]
    codes = [[each["code"] for each in row["refusals"]] for row in told["lines"]]
    assert codes[0] == codes[3] == []
    assert "ORDER_QTY_MAX" in codes[1]
    assert codes[2] == ["INVALID_ORDER"]
    assert told["lines"][1]["order_id"], "a refused order is on record"
    assert len(told["order_ids"]) == 2
    assert [served.ledger.orders[each].status for each in told["order_ids"]] == ["FILLED"] * 2


def test_a_batch_asked_again_is_answered_line_by_line_as_before(served):
    orders = [line("a"), line("b")]
    first = served.good("POST", PATH, {"orders": orders})
    again = served.good("POST", PATH, {"orders": [*orders, line("a", qty="2"), line("c")]})
    assert [each["repeated"] for each in again["lines"]] == [True, True, False, False]
    assert again["order_ids"][:2] == first["order_ids"]
    assert again["lines"][2]["refusals"][0]["code"] == "CLIENT_ORDER_ID_CONFLICT"
    assert len(served.ledger.orders) == 3
