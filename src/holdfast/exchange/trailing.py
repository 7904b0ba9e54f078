"""Trailing stops: where the stop stands, drawn after the best price and never loosened."""

from __future__ import annotations

from decimal import Decimal

from holdfast.exchange.ladder import Ladder
from holdfast.exchange.working import WorkingOrder
from holdfast.model.instructions import Trail, TrailUnit, TriggerSource
from holdfast.model.numbers import ZERO, round_down

_CENT = Decimal("0.01")


_INFINITY = Decimal("Infinity")
_LEAST = Decimal("1E-12")  # finer than any price
_Group = tuple[TriggerSource | None, bool]


class Trails:
    """Trailing stops by source and side; of many, a price looks only at those that it moves."""

    __slots__ = ("_ladders",)

    def __init__(self) -> None:
        self._ladders: dict[_Group, Ladder] = {}

    def add(self, order: WorkingOrder) -> None:
        """Have the stop follow the prices of its source from now on."""
        group = order.terms.trigger, order.is_buy
        ladder = self._ladders.get(group)
        if ladder is None:
            ladder = self._ladders[group] = Ladder(highest_first=order.is_buy)
        ladder.add(order, _moves_at(order))

    def remove(self, order: WorkingOrder) -> None:
        group = order.terms.trigger, order.is_buy
        ladder = self._ladders.get(group)
        if ladder is not None and ladder.remove(order, _moves_at(order)) and not ladder.orders:
            del self._ladders[group]

    def groups(self) -> list[_Group]:
        """List the sources and sides that are followed, each at a steady place."""
        return [*self._ladders]

    def next_moved(self, group: _Group, price: Decimal) -> WorkingOrder | None:
        """Take out a stop of the group that the price moves or begins; None where there is none."""
        ladder = self._ladders[group]
        if not ladder.orders or not is_news(ladder.orders[-1], price):
            return None
        return ladder.pop()


def is_news(order: WorkingOrder, price: Decimal) -> bool:
    """Tell whether a price begins the trail, or is better than all since it began."""
    more = order.more
    if more is None or more.trail is None:
        return False
    if not more.began:
        activation = more.trail.activation_price
        return activation is None or _is_beyond(order, price, activation)
    return more.best is None or (price < more.best if order.is_buy else price > more.best)


def follow(order: WorkingOrder, price: Decimal) -> bool:
    """Draw the stop after a price of the trigger's source; tell whether anything changed.

    A sale's stop stands below the highest price and only rises, a buy's above the lowest and
    only falls. Nothing counts before the activation price.
    """
    more = order.more
    if more is None or more.trail is None or not is_news(order, price):
        return False
    trail = more.trail
    if not more.began:
        more.began = True
        more.level = order.stop_price
    more.best = price
    level = _stop_at(order, trail, price)
    if more.level is None or _is_tighter(order, level, more.level):
        more.level = level
    return True


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


def _moves_at(order: WorkingOrder) -> Decimal:
    """Return the price beyond which the stop begins or moves."""
    more = order.more
    if more is not None and more.trail is not None:
        if more.best is not None:
            return more.best
        activation = more.trail.activation_price
        if activation is not None:
            # it begins at this very price, at which one that has been there does not move
            return activation + _LEAST if order.is_buy else activation - _LEAST
    return _INFINITY if order.is_buy else ZERO


def _is_beyond(order: WorkingOrder, price: Decimal, activation: Decimal) -> bool:
    return price <= activation if order.is_buy else price >= activation


def _is_tighter(order: WorkingOrder, one: Decimal, other: Decimal) -> bool:
    return one < other if order.is_buy else one > other
