"""Reconciliation over the API."""

PATH = "/v1/reconcile"


def test_the_venue_is_asked_after_what_is_open(served):
    order_id = served.buy(type="LIMIT", limit_price="185")
    told = served.good("POST", PATH, {})
    assert (told["accounts"], told["open_orders"]) == (2, 1)
    assert served.ledger.orders[order_id].status == "NEW"


def test_an_order_that_the_venue_does_not_have_is_found_out(served):
    order_id = served.buy(type="LIMIT", limit_price="185")
    served.venue.open.clear()
    served.good("POST", PATH, {"account": "paper"})
    (row,) = served.good("GET", "/v1/discrepancies")["discrepancies"]
    assert row["subject"] == order_id
    assert served.no(422, "POST", PATH, {"account": "x"})["code"] == "UNKNOWN_ACCOUNT"
