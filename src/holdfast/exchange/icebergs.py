"""Icebergs: how much of a resting order is shown, and what comes up when that has traded."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from holdfast.exchange.working import WorkingOrder
from holdfast.model.numbers import ONE, round_down


def shown(order: WorkingOrder) -> Decimal:
    """Return how much of a resting order the market sees."""
    more = order.more
    return order.leaves if more is None or more.tip is None else more.tip


def show(order: WorkingOrder, rng: Random) -> bool:
    """Let an order rest with a tip, a fresh one if nothing is left of it; tell whether it hides."""
    more = order.more
    if more is None or more.display_qty is None:
        return False
    tip = more.tip or _draw(order, more.display_qty, more.display_variance, rng)
    more.tip = min(tip, order.leaves)
    return True


def trade_shown(order: WorkingOrder, qty: Decimal) -> bool:
    """Take what has traded off the tip; tell whether a fresh one must come up."""
    more = order.more
    if more is None or more.tip is None:
        return False
    more.tip -= qty
    return more.tip <= 0 < order.leaves


def hide_less(order: WorkingOrder, leaves: Decimal) -> None:
    """Let an order become smaller: what is hidden goes first."""
    more = order.more
    if more is not None and more.tip is not None:
        more.tip = min(more.tip, leaves)


def _draw(order: WorkingOrder, qty: Decimal, variance: Decimal, rng: Random) -> Decimal:
    """Draw a tip, in whole lots and evenly, from `variance` below the quantity to as much above."""
    lot = order.floor.listing.lot
    if not variance:
        return qty
    low = max(-(-(qty * (ONE - variance)) // lot), ONE)
    high = max(round_down(qty * (ONE + variance), lot) / lot, low)
    return lot * rng.randint(int(low), int(high))
