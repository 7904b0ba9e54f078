"""Discrepancies over the API."""

from decimal import Decimal

from holdfast.messages.reports import VenueHolds, VenueSnapshot

PATH = "/v1/discrepancies"


def holds(served, qty, name="AAPL"):
    served.deliver(VenueHolds("PAPER", "paper", name, Decimal(qty), served.time.now()))


def shows(served, qty):
    at = served.time.now()
    held = {"AAPL": Decimal(qty)}
    served.deliver(
        VenueSnapshot("PAPER", "paper", (), (), held, {}, None, is_complete=True, as_of=at, at=at)
    )


def test_a_position_that_differs_is_listed(served):
    assert served.good("GET", PATH)["discrepancies"] == []
    holds(served, 7)
    (row,) = served.good("GET", PATH)["discrepancies"]
    assert (row["kind"], row["state"], row["policy"]) == ("POSITION", "OPEN", "ASK")
    assert "7" in row["evidence"]
    assert served.good("GET", f"{PATH}?cursor=1")["discrepancies"] == []
    assert served.no(422, "GET", f"{PATH}?cursor=x")["code"] == "INVALID_ORDER"


def test_they_are_filtered_and_paged_by_number(served):
    for name in ("AAPL", "MSFT", "SPY"):
        holds(served, 7, name)
    holds(served, 0, "MSFT")
    page = served.good("GET", f"{PATH}?limit=2")
    assert [each["id"] for each in page["discrepancies"]] == ["e-D1", "e-D2"]
    (last,) = served.good("GET", f"{PATH}?cursor={page['next_cursor']}")["discrepancies"]
    assert last["subject"] == "position paper SPY"
    (gone,) = served.good("GET", f"{PATH}?state=GONE")["discrepancies"]
    assert gone["subject"] == "position paper MSFT"
    assert served.good("GET", f"{PATH}?kind=CASH")["discrepancies"] == []
    assert served.good("GET", f"{PATH}?account=other")["discrepancies"] == []


def test_one_is_shown_with_the_repair_that_is_proposed_and_repaired(served):
    shows(served, 7)
    assert served.good("GET", f"{PATH}/e-D1")["proposed"] == "book +7 AAPL at 190.01"
    body = {"action": "REPAIR", "why": "a transfer"}
    told = served.good("POST", f"{PATH}/e-D1/resolve", body)
    assert (told["state"], told["principal"], told["why"]) == ("REPAIRED", "trader", "a transfer")
    assert served.ledger.position("paper", "AAPL").qty == 7
    refusal = served.no(409, "POST", f"{PATH}/e-D1/resolve", body)
    assert refusal["code"] == "NOT_REPAIRABLE"


def test_one_is_dismissed_and_stays_so(served):
    shows(served, 7)
    body = {"action": "DISMISS", "why": "a transfer on its way"}
    assert served.good("POST", f"{PATH}/e-D1/resolve", body)["state"] == "DISMISSED"
    shows(served, 7)
    assert len(served.good("GET", PATH)["discrepancies"]) == 1


def test_one_that_is_not_known_is_not_found(served):
    assert served.no(404, "GET", f"{PATH}/e-D9")["code"] == "UNKNOWN_DISCREPANCY"
    body = {"action": "DISMISS", "why": "x"}
    told = served.no(404, "POST", f"{PATH}/e-D9/resolve", body)
    assert told["code"] == "UNKNOWN_DISCREPANCY"
