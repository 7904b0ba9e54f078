"""Health, as a probe sees it."""

import re


def test_a_well_desk_says_where_its_journal_ends(served):
    head = served.journal.head()
    told = served.good("GET", "/health")
    assert told["status"] == "ok"
    assert told["reason"] == ""
    assert (told["journal_seq"], told["journal_hash"]) == (head.seq, head.hash)
    assert (told["desk"], told["environment"]) == ("desk", "PAPER")
    assert re.fullmatch(r"2026-01-05T14:30:\d\d\.\d{9}Z", told["market_time"])


def test_open_and_unprotected_are_counted(served):
    served.buy(type="LIMIT", limit_price="185")
    told = served.good("GET", "/health")
    assert (told["open_orders"], told["unknown_orders"], told["unprotected_qty"]) == (1, 0, "0")


def test_an_order_whose_answer_was_lost_is_counted_as_unknown(served):
    served.venue.silent = True
    served.lose(served.buy())
    assert served.good("GET", "/health")["unknown_orders"] == 1


def test_a_halted_desk_says_so_and_why_and_nothing_else_is_answered(served):
    served.desk.engine.halt("a person stopped it")
    told = served.good("GET", "/health")
    assert (told["status"], told["reason"]) == ("halted", "a person stopped it")
    for method, path, body in [
        ("GET", "/v1/orders", None),
        ("POST", "/v1/cancel-all", {}),
        ("POST", "/v1/order-state", {"order_ids": ["e-1"]}),
    ]:
        error = served.no(503, method, path, body)
        assert error["code"] == "DESK_HALTED"
        assert "a person stopped it" in error["message"]
