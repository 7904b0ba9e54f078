"""Reconciliation over the API."""

from decimal import Decimal

from holdfast.messages.commands import SubmitOrder
from holdfast.model.order import OrderType, Side

PATH = "/v1/reconcile"


def test_the_venue_is_asked_after_what_is_open(served):
    order_id = served.buy(type="LIMIT", limit_price="185")
    told = served.good("POST", PATH, {})
    paper, other = told["accounts"]
    assert (paper["account"], paper["orders"], paper["answered"]) == ("paper", 1, True)
    assert (other["account"], other["orders"], other["is_complete"]) == ("other", 0, True)
    assert (told["open_orders"], told["found"], told["discrepancies"]) == (1, [], 0)
    assert served.ledger.orders[order_id].status == "NEW"


def test_an_order_that_the_venue_does_not_have_is_found_out(served):
    order_id = served.buy(type="LIMIT", limit_price="185")
    served.venue.open.clear()
    served.good("POST", PATH, {"account": "paper"})
    (row,) = served.good("GET", "/v1/discrepancies")["discrepancies"]
    assert row["subject"] == order_id
    assert served.no(422, "POST", PATH, {"account": "x"})["code"] == "UNKNOWN_ACCOUNT"


def test_what_is_found_is_told_with_the_answer(served):
    terms = SubmitOrder("paper", "AAPL", Side.BUY, Decimal(5), OrderType.LIMIT, Decimal(180))
    served.venue.open["human-1"] = terms
    told = served.good("POST", PATH, {"account": "paper"})
    (found,) = told["found"]
    assert (found["kind"], found["state"]) == ("ORDER_EXTERNAL", "OPEN")
    assert found["subject"] == "EXT-PAPER-v-human-1"
    assert (told["repaired"], told["discrepancies"]) == (0, 1)
    assert served.good("POST", PATH, {})["found"] == []
    assert served.good("GET", "/health")["discrepancies"] == 1
    (row,) = served.good("GET", "/v1/orders?standing=open")["orders"]
    assert (row["id"], row["strategy"]) == ("EXT-PAPER-v-human-1", "EXTERNAL")


def test_a_venue_that_does_not_answer_is_told_of_and_not_waited_for_longer_than_asked(served):
    served.venue.silent = True
    told = served.good("POST", PATH, {"account": "paper", "wait_s": 0.01})
    (paper,) = told["accounts"]
    assert (paper["answered"], paper["failure"]) == (False, "the venue has not answered yet")
