"""What a venue says that makes no sense is kept in words that a person can read."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.strange import worded
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.order import OrderType, Side
from tests.support.desks import ready_desk

D = Decimal


def test_evidence_names_what_was_said_and_leaves_out_what_was_not() -> None:
    told = worded(r.VenueReplaces("o", "V1", D(100), D("190.4100"), None, 10**18))
    assert told == (
        "VenueReplaces: order_id o, venue_order_id V1, qty 100, limit_price 190.41, "
        "at 2001-09-09T01:46:40.000000000Z"
    )


def test_what_is_within_evidence_is_json() -> None:
    refusal = Refusal(Reason.LOT, "odd", "qty")
    told = worded(e.RequestRefused("o", (refusal,)))
    assert told.startswith("RequestRefused: ")
    assert '"LOT"' in told
    assert "Refusal(" not in told


def test_a_discrepancy_holds_no_python() -> None:
    desk = ready_desk()
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, D(10), OrderType.LIMIT, D(100)))
    order_id = next(iter(desk.ledger.orders))
    desk.take(r.VenueAccepts(order_id, "V", 1))
    told = desk.take(r.VenueReplaces(order_id, "V", D(10), D(101), None, 2))
    (found,) = [each for each in told if isinstance(each, e.DiscrepancyFound)]
    assert found.detail == "was changed otherwise than asked"
    assert found.evidence.startswith(f"VenueReplaces: order_id {order_id}, ")
    assert "Decimal(" not in found.evidence
