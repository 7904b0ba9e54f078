"""Trailing stops: where the stop stands, drawn after the best price and never loosened."""

from __future__ import annotations

from decimal import Decimal

from holdfast.exchange.working import WorkingOrder
from holdfast.model.instructions import Trail, TrailUnit
from holdfast.model.numbers import round_down

_CENT = Decimal("0.01")


def follow(order: WorkingOrder, price: Decimal) -> bool:
    """Draw the stop after a price of the trigger's source; tell whether anything changed.

    A sale's stop stands below the highest price and only rises, a buy's above the lowest and
    only falls. Nothing counts before the activation price.
    """
    more = order.more
    if more is None or more.trail is None:
        return False
    trail = more.trail
    if not more.began:
        activation = trail.activation_price
        if activation is not None and not _is_beyond(order, price, activation):
            return False
        more.began = True
        more.level = order.stop_price
    elif more.best is not None and not (price < more.best if order.is_buy else price > more.best):
        return False
    more.best = price
    level = _stop_at(order, trail, price)
    if more.level is None or _is_tighter(order, level, more.level):
        more.level = level
    return True


def is_news(order: WorkingOrder, price: Decimal) -> bool:
    """Tell at a glance whether a price may change anything."""
    more = order.more
    if more is None or more.best is None or not more.began:
        return True
    return price < more.best if order.is_buy else price > more.best


def tighten(order: WorkingOrder, stop: Decimal) -> None:
    """Draw the stop to a price that its owner names."""
    more = order.more
    if more is not None and more.began:
        more.level = stop


def loosens(order: WorkingOrder, stop: Decimal) -> bool:
    """Tell whether a stop price would stand further from the market than a trailing stop does."""
    more = order.more
    if more is None or more.trail is None or more.level is None:
        return False
    return _is_tighter(order, more.level, stop)


def limit_when_triggered(order: WorkingOrder) -> Decimal | None:
    """Return the limit price of a trailing stop that has been touched; None for a market order."""
    more = order.more
    if more is None or more.trail is None or more.level is None:
        return None
    offset = more.trail.limit_offset
    if offset is None:
        return None
    tick = order.floor.tick
    return max(more.level + offset if order.is_buy else more.level - offset, tick)


def _stop_at(order: WorkingOrder, trail: Trail, price: Decimal) -> Decimal:
    """Return the stop for a best price, on the tick that is not nearer than was asked."""
    tick = order.floor.tick
    if trail.unit is TrailUnit.PERCENT:
        distance = price * trail.amount * _CENT
    elif trail.unit is TrailUnit.TICKS:
        distance = trail.amount * tick
    else:
        distance = trail.amount
    exact = price + distance if order.is_buy else price - distance
    down = round_down(exact, tick)
    return down + tick if order.is_buy and down != exact else down


def _is_beyond(order: WorkingOrder, price: Decimal, activation: Decimal) -> bool:
    return price <= activation if order.is_buy else price >= activation


def _is_tighter(order: WorkingOrder, one: Decimal, other: Decimal) -> bool:
    return one < other if order.is_buy else one > other
