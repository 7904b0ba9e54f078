"""Knight, 2012: 212 parent orders became four million, since no parent saw its children fill.

Here the ledger is made as blind as that: what children are given and what they fill never
reaches their parent. A second count, kept at the exit, has to hold the line by itself.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.core import order_facts
from holdfast.core.ledger import Ledger, Order
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.order import Liquidity, Side, Tactic
from holdfast.model.scope import FIRM
from holdfast.model.trading import KILL
from tests.controls.rows import learns
from tests.support.desks import SECOND, PlayedDesk, ready_desk

PARENTS = 212
QTY = Decimal(1_000)
MINUTES = 45
TWAP = Tactic("twap", {"duration_s": 60, "slices": 4, "jitter": "0"})


def _no_sum(ledger: Ledger, child: Order) -> None:
    parent = ledger.parents[child.terms.parent_id]
    parent.children.append(child.id)
    parent.open_children[child.id] = None


def _no_fill(ledger: Ledger, parent: Order, event: e.OrderFilled) -> None:
    """Withhold the fill from the parent."""


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(order_facts, "_give_out", _no_sum)
    monkeypatch.setattr(order_facts, "_fill_parent", _no_fill)


def with_parents() -> PlayedDesk:
    desk = ready_desk(cash="1000000000")
    for _ in range(PARENTS):
        desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, QTY, tactic=TWAP))
    assert len(desk.ledger.parents) == PARENTS
    return desk


def fill_all(desk: PlayedDesk, answered: int) -> int:
    """Fill every order that has come to the venue since, whole and at once."""
    for request in desk.venue.sent[answered:]:
        if isinstance(request, q.PlaceOrder):
            terms, one = request.terms, request.order_id
            price, at = Decimal("100.01"), desk.time.now()
            desk.take(
                r.VenueFills(
                    one, f"X{one}", terms.qty, price, Decimal(0), "USD", Liquidity.TAKER, at
                )
            )
    return len(desk.venue.sent)


def run(desk: PlayedDesk, seconds: int) -> None:
    answered = 0
    for _ in range(0, seconds, 5):
        answered = fill_all(desk, answered)
        desk.quote("99.99", "100.01")
        desk.wait(5 * SECOND)
    fill_all(desk, answered)


def sent_by_parent(desk: PlayedDesk) -> dict[str, Decimal]:
    sent: dict[str, Decimal] = {}
    for request in desk.venue.sent:
        if isinstance(request, q.PlaceOrder):
            parent = request.terms.parent_id
            sent[parent] = sent.get(parent, Decimal(0)) + request.terms.qty
    return sent


def test_parents_that_see_their_fills_send_what_was_ordered_and_no_more() -> None:
    desk = with_parents()
    run(desk, 100)
    assert sent_by_parent(desk) == dict.fromkeys(desk.ledger.parents, QTY)
    assert desk.ledger.position("A", "AAPL").qty == PARENTS * QTY
    desk.check()


@learns("KN-1")
@pytest.mark.usefixtures("blind")
def test_parents_that_are_blind_to_their_fills_send_no_more_and_the_desk_stops_itself() -> None:
    desk = with_parents()
    run(desk, MINUTES * 60)
    sent = sent_by_parent(desk)
    assert all(qty <= QTY for qty in sent.values())
    assert sum(sent.values()) <= PARENTS * QTY
    assert desk.ledger.position("A", "AAPL").qty == sum(sent.values())
    # they did run away: what the ledger would have let go is more than what left
    asked = [order for order in desk.ledger.orders.values() if order.terms.parent_id]
    wanted = sum((order.qty for order in asked if not order.refusals), Decimal(0))
    assert wanted > sum(sent.values())


@pytest.mark.usefixtures("blind")
def test_the_runaway_kills_the_firm_and_says_which_parent_it_was() -> None:
    desk = with_parents()
    run(desk, 60)
    stop = desk.ledger.scopes[FIRM.key].stops[KILL]
    assert "would outrun it" in stop.why
    told = [found for found in desk.ledger.discrepancies if "did not leave" in found.detail]
    assert told
    before = len(desk.venue.sent)
    run(desk, 600)
    placed = [each for each in desk.venue.sent[before:] if isinstance(each, q.PlaceOrder)]
    assert placed == []


@pytest.mark.usefixtures("blind")
def test_a_restart_in_the_middle_does_not_forget_what_has_left() -> None:
    desk = with_parents()
    run(desk, 30)
    before = sent_by_parent(desk)
    assert before
    desk.restart()
    run(desk, 600)
    sent = sent_by_parent(desk)
    assert all(qty <= QTY for qty in sent.values())
