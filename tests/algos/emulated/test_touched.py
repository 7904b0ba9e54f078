"""Orders if touched that the desk holds: they wait for the better price."""

from __future__ import annotations

from holdfast.model.instructions import TriggerSource
from holdfast.model.order import OrderType, Side
from tests.algos.emulated.held_desk import D, ask, children, held_desk, prints


def test_a_buy_is_touched_at_or_below_and_a_sale_at_or_above() -> None:
    kind, last = OrderType.MARKET_IF_TOUCHED, TriggerSource.LAST
    for side, far, met in ((Side.BUY, "98.01", "98"), (Side.SELL, "97.99", "98")):
        desk = held_desk()
        ask(desk, 10, side, type=kind, stop_price=D(98), trigger=last)
        prints(desk, far)
        assert children(desk) == []
        prints(desk, met)
        assert [each.terms.type for each in children(desk)] == [OrderType.MARKET]
        desk.check_decisions()


def test_with_a_limit_it_becomes_a_limit_order() -> None:
    desk = held_desk()
    kind = OrderType.LIMIT_IF_TOUCHED
    ask(desk, 10, type=kind, stop_price=D(102), limit_price=D("101.5"))
    prints(desk, "102")
    (child,) = children(desk)
    assert (child.terms.type, child.limit_price) == (OrderType.LIMIT, D("101.5"))
