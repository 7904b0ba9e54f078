"""Pegged orders: the price that follows the best bid, the best ask or the mid of others."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from holdfast.exchange.working import WorkingOrder
from holdfast.model.instructions import PegReference, TriggerSource
from holdfast.model.numbers import round_down

Seen = Callable[[TriggerSource | None, bool], tuple[Decimal, ...]]


def peg_price(order: WorkingOrder, seen: Seen) -> Decimal | None:
    """Return where the order stands now, None while there is nothing to follow.

    On the tick that is not nearer to the market than was asked, and never beyond its own limit.
    """
    more = order.more
    if more is None or more.peg is None:
        return order.limit_price
    references = _references(more.peg.to, order.is_buy, seen)
    if not references:
        return None
    tick = order.floor.tick
    exact = references[0] + more.peg.offset
    price = round_down(exact, tick)
    if order.is_buy:
        price = price if more.cap is None else min(price, more.cap)
    else:
        price = price if price == exact else price + tick
        price = price if more.cap is None else max(price, more.cap)
    return price if price > 0 else None


def is_passive_peg(order: WorkingOrder) -> bool:
    """Tell whether the order follows its own side or the mid, so that it waits to be met there."""
    more = order.more
    return more is not None and more.peg is not None and more.peg.to is not PegReference.MARKET


def _references(to: PegReference, is_buy: bool, seen: Seen) -> tuple[Decimal, ...]:
    if to is PegReference.MID:
        return seen(TriggerSource.MID, is_buy)
    # a buy sees the ask and a sale the bid, so the own side is what the other side sees
    return seen(TriggerSource.BID_ASK, is_buy is (to is PegReference.MARKET))
