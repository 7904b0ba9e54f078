"""A desk forgets as its commits come round, and not more often than it has to."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.core.forgetting import FORGOTTEN_MAX
from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages.retention import OrdersForgotten
from holdfast.model.order import Side
from holdfast.model.retention import Retention
from holdfast.runtime.tidying import LOOK_EVERY_INPUTS
from tests.support.desks import SECOND, PlayedDesk, ready_desk

DAY = 86_400 * SECOND


@pytest.fixture
def desk() -> PlayedDesk:
    return ready_desk()


def refused(desk: PlayedDesk, orders: int) -> None:
    """Orders that are over at once, a millisecond apart."""
    for _ in range(orders):
        desk.time.advance(desk.time.now() + SECOND // 1_000)
        terms = c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(10**7), principal="trader")
        desk.desk.ask(terms)


def forgettings(desk: PlayedDesk) -> list[OrdersForgotten]:
    events = (event for entry in desk.journal.entries() for event in entry.events)
    return [event for event in events if isinstance(event, OrdersForgotten)]


def test_a_desk_without_a_retention_keeps_all(desk: PlayedDesk) -> None:
    refused(desk, 2 * FORGOTTEN_MAX)
    assert forgettings(desk) == []


def test_a_desk_keeps_within_reach_of_what_it_is_to_hold(desk: PlayedDesk) -> None:
    desk.desk.forget_by(Retention(DAY, 100, 10_000))
    refused(desk, 1_500)
    assert len(desk.ledger.orders) <= 100 + FORGOTTEN_MAX + LOOK_EVERY_INPUTS
    # a lot each time, lest every batch brings an entry for a single order
    assert all(len(each.order_ids) > FORGOTTEN_MAX / 2 for each in forgettings(desk))
    desk.check()
    desk.check_decisions()


def test_what_is_over_for_a_day_goes_when_something_happens_again(desk: PlayedDesk) -> None:
    desk.desk.forget_by(Retention(DAY, 10_000, 10_000))
    refused(desk, 10)
    desk.time.advance(desk.time.now() + 2 * DAY)
    refused(desk, LOOK_EVERY_INPUTS + 2)
    (told,) = forgettings(desk)
    assert len(told.order_ids) == 10


def test_what_was_packed_is_dropped_when_it_is_too_much(desk: PlayedDesk) -> None:
    desk.desk.forget_by(Retention(DAY, 10, 300))
    refused(desk, 2_000)
    memory = desk.ledger.memory
    assert len(memory.families) <= 300
    assert memory.forgotten - memory.dropped == len(memory.families)
    assert memory.dropped > 0


def test_a_cancel_that_has_not_left_yet_finds_its_order(desk: PlayedDesk) -> None:
    """An order may be over in the batch that sends its cancel: it must outlive that batch."""
    engine, at = desk.desk.engine, desk.time.now()
    terms = c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(10), client_order_id="o")
    desk.take(terms)
    order_id = desk.order("o").id
    desk.desk.forget_by(Retention(0, 0, 0))
    engine.take(c.CancelOrder(order_id, "trader"))
    engine.take(r.VenueCancels(order_id, at))
    desk.desk.tidy()
    assert not desk.ledger.orders[order_id].is_open
    engine.commit()
    assert [type(each) for each in desk.venue.sent] == [q.PlaceOrder, q.PullOrder]
    assert engine.halted == ""
