"""Post-only orders that slide: what would cross rests one tick away."""

from __future__ import annotations

from holdfast.messages import reports as r
from holdfast.model.order import OrderStatus, OrderType, Side
from tests.algos.emulated.held_desk import D, ask, children, held_desk


def test_a_price_that_would_cross_becomes_one_tick_from_the_other_side() -> None:
    for side, limit, price in (
        (Side.BUY, "100.05", "100.00"),
        (Side.BUY, "99.50", "99.50"),
        (Side.SELL, "99.90", "100.00"),
        (Side.SELL, "100.20", "100.20"),
    ):
        desk = held_desk()
        ask(desk, 10, side, type=OrderType.LIMIT, limit_price=D(limit), post_only_slide=True)
        (child,) = children(desk)
        assert (child.limit_price, child.terms.post_only) == (D(price), True)


def test_it_slides_again_a_few_times_where_the_market_was_faster() -> None:
    desk = held_desk()
    limit = D("100.05")
    order = ask(desk, 10, Side.BUY, type=OrderType.LIMIT, limit_price=limit, post_only_slide=True)
    for _ in range(4):
        desk.take(r.VenueRejects(children(desk)[-1].id, "CROSSES", "", desk.time.now()))
    assert (order.status, len(children(desk))) == (OrderStatus.CANCELED, 4)
    desk.check()
