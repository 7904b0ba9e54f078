"""Reduce-only orders: never more of them trades than brings a position to flat."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from holdfast.exchange.executions import Executions
from holdfast.exchange.icebergs import hide_less
from holdfast.exchange.working import WorkingOrder
from holdfast.messages.reports import Report
from holdfast.model.numbers import ZERO, Nanos

DETAIL = "REDUCE_ONLY"


class Reducible(Protocol):
    """What is asked of a market in which such orders rest."""

    def leave(self, order: WorkingOrder) -> None: ...

    def shrink(self, order: WorkingOrder, qty: Decimal) -> None: ...


def excess(venue: Executions, order: WorkingOrder) -> Decimal:
    """Return how much of an order may not trade, since it would open or add to a position."""
    more = order.more
    if more is None or not more.reduce_only:
        return ZERO
    held = venue.holding(order)
    room = -held if order.is_buy else held
    return max(order.leaves - max(room, ZERO), ZERO)


def may_trade(
    market: Reducible, venue: Executions, order: WorkingOrder, at: Nanos, out: list[Report]
) -> bool:
    """Cut a resting order that only reduces to what it may; tell whether anything is left."""
    too_much = excess(venue, order)
    if too_much == order.leaves:
        market.leave(order)
    elif too_much:
        market.shrink(order, too_much)
    return trim(venue, order, at, out)


def trim(venue: Executions, order: WorkingOrder, at: Nanos, out: list[Report]) -> bool:
    """Cut an order that rests nowhere to what it may trade; tell whether anything is left."""
    too_much = excess(venue, order)
    if too_much:
        cut(venue, order, too_much, at, out)
    return order.is_open


def cut(venue: Executions, order: WorkingOrder, qty: Decimal, at: Nanos, out: list[Report]) -> None:
    """Take this much off an order and tell so; one of which nothing is left is cancelled."""
    if qty == order.leaves:
        venue.cancel(order, at, DETAIL, out)
        return
    hide_less(order, order.leaves - qty)
    order.qty -= qty
    order.leaves -= qty
    venue.tell_change(order, at, out)
