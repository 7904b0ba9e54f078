"""Orders that trade at least so much at once or not at all: all-or-none, and a minimum quantity."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from holdfast.exchange.executions import Executions
from holdfast.exchange.ladder import Ladder
from holdfast.exchange.waiting import Waiting
from holdfast.exchange.working import WorkingOrder
from holdfast.messages.reports import Report
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.order import Liquidity


class Rests(Protocol):
    """What is asked of a market in which such orders wait."""

    waiting: Waiting

    def adopt(self, order: WorkingOrder) -> None: ...


def needed(order: WorkingOrder) -> Decimal:
    """Return the least that must trade at once; zero where any quantity is welcome."""
    more = order.more
    if more is None:
        return ZERO
    if more.all_or_none:
        return order.leaves
    if more.qty_min is not None and not order.cum:
        return min(more.qty_min, order.leaves)
    return ZERO


def fill_aside(
    market: Rests,
    venue: Executions,
    ladder: Ladder,
    price: Decimal,
    left: Decimal,
    at: Nanos,
    out: list[Report],
) -> Decimal:
    """Fill waiting orders by what went through their price; return how much it was.

    They stand behind all others, so what trades at their very price is not for them.
    """
    filled = ZERO
    for order in list(ladder):
        limit = order.limit_price
        if limit is None or limit == price or not order.accepts(price):
            break
        qty = min(order.leaves, left - filled)
        if qty >= needed(order):
            market.waiting.remove(order)
            venue.fill(order, qty, limit, Liquidity.MAKER, at, out)
            filled += qty
            if order.leaves:
                market.adopt(order)
    return filled
