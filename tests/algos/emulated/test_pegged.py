"""Pegged orders that the desk holds: moved as their reference moves."""

from __future__ import annotations

import pytest

from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.model.instructions import Peg, PegReference
from holdfast.model.order import OrderType, Side
from tests.algos.emulated.held_desk import D, ask, children, held_desk

PEGGED = OrderType.PEGGED


@pytest.mark.parametrize(
    ("side", "peg", "price"),
    [
        (Side.BUY, Peg(PegReference.PRIMARY), "99.99"),
        (Side.SELL, Peg(PegReference.PRIMARY, D("0.02")), "100.03"),
        (Side.BUY, Peg(PegReference.MID), "100"),
        (Side.SELL, Peg(PegReference.MARKET), "99.99"),
        (Side.BUY, Peg(PegReference.MARKET, D("-0.01")), "100"),
    ],
)
def test_the_limit_follows_its_reference(side: Side, peg: Peg, price: str) -> None:
    desk = held_desk()
    ask(desk, 10, side, type=PEGGED, peg=peg)
    assert [each.limit_price for each in children(desk)] == [D(price)]


def test_it_is_amended_no_further_than_its_limit() -> None:
    desk = held_desk()
    peg = Peg(PegReference.PRIMARY)
    ask(desk, 10, Side.BUY, type=PEGGED, peg=peg, limit_price=D(100))
    child = children(desk)[0]
    desk.take(r.VenueAccepts(child.id, "V1", 0))
    desk.quote("100.10", "100.12")
    told = desk.wait(0)
    assert [each.limit_price for each in told if isinstance(each, e.ReplaceSent)] == [D(100)]
    assert len(children(desk)) == 1


def test_where_nothing_is_replaced_the_old_one_is_over_before_the_new_one_leaves() -> None:
    desk = held_desk(replaces=False)
    ask(desk, 10, Side.BUY, type=PEGGED, peg=Peg(PegReference.PRIMARY))
    child = children(desk)[0]
    desk.take(r.VenueAccepts(child.id, "V1", 0))
    desk.quote("100.10", "100.12")
    desk.wait(0)
    assert child.cancel_wanted
    assert len(children(desk)) == 1
    desk.take(r.VenueCancels(child.id, desk.time.now()))
    assert [each.limit_price for each in children(desk)] == [D("99.99"), D("100.10")]
    desk.check()
