"""Slices: the children of a parent, with all that they take over from it."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.core.working import Parent
from holdfast.messages.commands import SubmitOrder
from holdfast.model.order import OrderRole, OrderType, TimeInForce


def slice_of(parent: Parent, qty: Decimal) -> SubmitOrder:
    """Make a market order for the day of so much of the parent."""
    terms = parent.order.terms
    return SubmitOrder(
        account=terms.account,
        instrument=terms.instrument,
        side=terms.side,
        qty=qty,
        time_in_force=TimeInForce.DAY,
        strategy=terms.strategy,
        principal=terms.principal,
        venue=terms.venue,
        reduce_only=terms.reduce_only,
        max_slippage_bps=terms.max_slippage_bps,
        parent_id=parent.order.id,
        role=OrderRole.SLICE,
        correlation_id=terms.correlation_id,
        short_sale=terms.short_sale,
        locate_id=terms.locate_id,
        self_trade=terms.self_trade,
        extended_hours=terms.extended_hours,
    )


def aggressive(parent: Parent, qty: Decimal) -> SubmitOrder:
    """Take what is there: at any price, or up to the parent's limit and no longer than now."""
    limit = parent.order.limit_price
    if limit is None:
        return slice_of(parent, qty)
    # what does not trade now goes back to the schedule
    return at_or_better(parent, qty, limit)


def at_or_better(parent: Parent, qty: Decimal, price: Decimal) -> SubmitOrder:
    """Take what is there at this price or better, and no longer than now."""
    return _priced(slice_of(parent, qty), price, TimeInForce.IOC)


def resting(
    parent: Parent, qty: Decimal, price: Decimal, *, post_only: bool = False
) -> SubmitOrder:
    """Rest at a price for the day."""
    return _priced(slice_of(parent, qty), price, TimeInForce.DAY, post_only=post_only)


def own_touch(parent: Parent) -> Decimal | None:
    """Return the best price of the parent's own side, within its limit; None where none is told."""
    quote = parent.quote
    if quote is None:
        return None
    return within_limit(parent, quote.bid if parent.order.is_buy else quote.ask)


def opposite_touch(parent: Parent) -> Decimal | None:
    """Return the best price that the parent could trade at now, None where none is told."""
    quote = parent.quote
    if quote is None:
        return None
    return (quote.ask if parent.order.is_buy else quote.bid) or None


def within_limit(parent: Parent, price: Decimal) -> Decimal | None:
    """Return a price no worse than the parent's limit; None for the zero that is no price."""
    limit = parent.order.limit_price
    if not price or limit is None:
        return price or None
    return min(price, limit) if parent.order.is_buy else max(price, limit)


def is_at_or_better(parent: Parent, price: Decimal, level: Decimal) -> bool:
    """Tell whether a price is at a level or better, as the parent's side sees it."""
    return price <= level if parent.order.is_buy else price >= level


def _priced(
    child: SubmitOrder, price: Decimal, tif: TimeInForce, *, post_only: bool = False
) -> SubmitOrder:
    return msgspec.structs.replace(
        child,
        type=OrderType.LIMIT,
        limit_price=price,
        time_in_force=tif,
        post_only=post_only,
        max_slippage_bps=None,  # the limit protects it
    )
