"""Icebergs that the desk holds: one part after the other."""

from __future__ import annotations

from holdfast.messages import reports as r
from holdfast.model.order import OrderStatus, OrderType, Side
from tests.algos.emulated.held_desk import D, ask, children, fill, held_desk

LIMIT = OrderType.LIMIT


def test_the_next_part_leaves_once_the_last_has_filled() -> None:
    desk = held_desk()
    order = ask(desk, 25, Side.BUY, type=LIMIT, limit_price=D(100), display_qty=D(10))
    for qty in (10, 10, 5):
        child = children(desk)[-1]
        assert (child.qty, child.terms.display_qty) == (qty, None)
        fill(desk, child, qty)
    assert order.status is OrderStatus.FILLED
    desk.check()
    desk.check_decisions()


def test_parts_vary_by_the_seed_and_come_to_the_whole() -> None:
    desk = held_desk()
    variance = D("0.5")
    order = ask(
        desk,
        200,
        Side.BUY,
        type=LIMIT,
        limit_price=D(100),
        display_qty=D(20),
        display_variance=variance,
    )
    while order.is_open:
        fill(desk, children(desk)[-1], int(children(desk)[-1].qty))
    sizes = [int(each.qty) for each in children(desk)]
    assert sum(sizes) == 200
    assert all(10 <= size <= 30 for size in sizes[:-1])
    assert len(set(sizes)) > 2


def test_a_part_that_the_venue_cancels_ends_the_order() -> None:
    desk = held_desk()
    order = ask(desk, 25, Side.BUY, type=LIMIT, limit_price=D(100), display_qty=D(10))
    desk.take(r.VenueCancels(children(desk)[0].id, desk.time.now()))
    assert (order.status, len(children(desk))) == (OrderStatus.CANCELED, 1)
