"""The exit's own count of what has left for a parent."""

from decimal import Decimal as D

import pytest

from holdfast.core.ledger import Order
from holdfast.messages import commands as c
from holdfast.model.order import OrderStatus, Side, Tactic
from holdfast.runtime import slices_left as room
from holdfast.runtime.slices_left import SlicesLeft
from tests.support.desks import PlayedDesk, ready_desk

TWAP = Tactic("twap", {"duration_s": 60, "slices": 4, "jitter": "0"})


@pytest.fixture
def desk() -> PlayedDesk:
    desk = ready_desk()
    desk.desk.engine.take(
        c.SubmitOrder("A", "AAPL", Side.BUY, D(100), tactic=TWAP, principal="trader")
    )
    desk.desk.engine.commit()
    return desk


def slice_of(desk: PlayedDesk, name: str, qty: int) -> c.SubmitOrder:
    """Put a slice of the first parent into the ledger, past everything that would count it."""
    terms = c.SubmitOrder("A", "AAPL", Side.BUY, D(qty), parent_id=next(iter(desk.ledger.parents)))
    order = Order(name, terms, OrderStatus.SENT, D(qty), None, None, D(0), None, 0, 0, 0, 10**6)
    desk.ledger.orders[name] = order
    return terms


def test_slices_may_leave_up_to_their_parent_and_not_a_unit_more(desk: PlayedDesk) -> None:
    count = SlicesLeft(desk.ledger)
    assert count.may_leave("s1", slice_of(desk, "s1", 60))
    assert count.may_leave("s2", slice_of(desk, "s2", 40))
    assert not count.may_leave("s3", slice_of(desk, "s3", 1))


def test_what_did_not_leave_is_not_counted(desk: PlayedDesk) -> None:
    count = SlicesLeft(desk.ledger)
    assert not count.may_leave("s1", slice_of(desk, "s1", 101))
    assert count.may_leave("s2", slice_of(desk, "s2", 100))


def test_a_slice_that_is_over_counts_with_what_it_traded(desk: PlayedDesk) -> None:
    count = SlicesLeft(desk.ledger)
    assert count.may_leave("s1", slice_of(desk, "s1", 100))
    first = desk.ledger.orders["s1"]
    first.status, first.cum_qty = OrderStatus.EXPIRED, D(30)
    assert not count.may_leave("s2", slice_of(desk, "s2", 71))
    assert count.may_leave("s3", slice_of(desk, "s3", 70))


def test_a_slice_of_nobody_does_not_leave(desk: PlayedDesk) -> None:
    terms = c.SubmitOrder("A", "AAPL", Side.BUY, D(1), parent_id="nobody")
    assert not SlicesLeft(desk.ledger).may_leave("s1", terms)


def test_parents_that_are_over_are_forgotten_in_the_end(
    desk: PlayedDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "PARENTS_MAX", 1)
    count = SlicesLeft(desk.ledger)
    first = next(iter(desk.ledger.parents))
    assert count.may_leave("s1", slice_of(desk, "s1", 1))
    desk.ledger.orders[first].status = OrderStatus.CANCELED
    second = desk.desk.ask(
        c.SubmitOrder("A", "AAPL", Side.BUY, D(10), tactic=TWAP, principal="trader")
    ).order_id
    terms = c.SubmitOrder("A", "AAPL", Side.BUY, D(1), parent_id=second)
    assert count.may_leave("s2", terms)
    assert list(count._given) == [second]
