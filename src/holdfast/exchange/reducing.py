"""Reduce-only orders: never more of them trades than brings a position to flat."""

from __future__ import annotations

from decimal import Decimal

from holdfast.exchange.executions import Executions
from holdfast.exchange.icebergs import hide_less
from holdfast.exchange.working import WorkingOrder
from holdfast.messages.reports import Report
from holdfast.model.numbers import ZERO, Nanos

DETAIL = "REDUCE_ONLY"


def excess(venue: Executions, order: WorkingOrder) -> Decimal:
    """Return how much of an order may not trade, since it would open or add to a position."""
    more = order.more
    if more is None or not more.reduce_only:
        return ZERO
    held = venue.holding(order)
    room = -held if order.is_buy else held
    return max(order.leaves - max(room, ZERO), ZERO)


def cut(venue: Executions, order: WorkingOrder, qty: Decimal, at: Nanos, out: list[Report]) -> None:
    """Take this much off an order and tell so; one of which nothing is left is cancelled."""
    if qty == order.leaves:
        venue.cancel(order, at, DETAIL, out)
        return
    hide_less(order, order.leaves - qty)
    order.qty -= qty
    order.leaves -= qty
    venue.tell_change(order, at, out)
