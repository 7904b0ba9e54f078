"""Self-trade prevention: what happens instead of a trade between two orders of one account."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from holdfast.exchange.executions import Executions
from holdfast.exchange.working import WorkingOrder
from holdfast.messages.reports import Report
from holdfast.model.numbers import Nanos
from holdfast.model.order import SelfTrade

DETAIL = "SELF_TRADE_PREVENTION"

Take = Callable[[WorkingOrder, Decimal], None]
"""How a market takes size from a resting order; all of its leaves takes it out."""


def is_self_trade(venue: Executions, taker: WorkingOrder, maker: WorkingOrder) -> bool:
    """Tell whether the two orders may not trade with each other."""
    if venue.config.self_trade is SelfTrade.NONE:
        return False
    return taker.terms.account == maker.terms.account


def may_lose(venue: Executions, taker: WorkingOrder, makers: Iterable[WorkingOrder]) -> bool:
    """Tell whether meeting one of these would take away from the taker instead of filling it."""
    if venue.config.self_trade in (SelfTrade.NONE, SelfTrade.EXPIRE_MAKER):
        return False
    return any(
        is_self_trade(venue, taker, maker)
        for maker in makers
        if maker.limit_price is None or taker.accepts(maker.limit_price)
    )


def prevent(
    venue: Executions,
    taker: WorkingOrder,
    maker: WorkingOrder,
    take: Take,
    at: Nanos,
    out: list[Report],
) -> None:
    """Resolve the meeting by the venue's mode; afterwards at least one of the two is closed."""
    mode = venue.config.self_trade
    overlap = min(taker.leaves, maker.leaves)
    if mode is SelfTrade.DECREMENT:
        take(maker, overlap)
        _shrink(venue, maker, overlap, at, out)
        _shrink(venue, taker, overlap, at, out)
        return
    if mode in (SelfTrade.EXPIRE_MAKER, SelfTrade.EXPIRE_BOTH):
        take(maker, maker.leaves)
        venue.cancel(maker, at, DETAIL, out)
    if mode in (SelfTrade.EXPIRE_TAKER, SelfTrade.EXPIRE_BOTH):
        venue.cancel(taker, at, DETAIL, out)


def _shrink(
    venue: Executions, order: WorkingOrder, overlap: Decimal, at: Nanos, out: list[Report]
) -> None:
    if order.leaves == overlap:
        venue.cancel(order, at, DETAIL, out)
        return
    order.qty -= overlap
    order.leaves -= overlap
    venue.tell_change(order, at, out)
