"""How far an order would get in a book before it trades."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from holdfast.exchange.executions import Executions
from holdfast.exchange.order_book import BookSide
from holdfast.exchange.self_trade import is_self_trade
from holdfast.exchange.working import WorkingOrder
from holdfast.model.numbers import ZERO


def fillable(venue: Executions, opposite: BookSide, order: WorkingOrder) -> Decimal:
    """Return how much an order could trade at once, no more than it has left."""
    found = ZERO
    for level in opposite:
        if not opposite.reaches(level.price, order.limit_price) or found >= order.leaves:
            break
        for entry in level:
            owner = entry.owner
            if owner is None:
                found += max(entry.size - entry.taken, ZERO)
            elif not is_self_trade(venue, order, owner) and not _may_shrink(owner):
                found += owner.leaves
    return min(found, order.leaves)


def ours_in(side: BookSide) -> Iterator[WorkingOrder]:
    """Walk our orders of a side, the best first."""
    for level in side:
        if level.ours:
            for entry in level:
                if entry.owner is not None:
                    yield entry.owner


def _may_shrink(order: WorkingOrder) -> bool:
    """Tell whether the order may turn out to be smaller, since it only reduces."""
    return order.more is not None and order.more.reduce_only
