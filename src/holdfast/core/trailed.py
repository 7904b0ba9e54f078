"""What a venue tells of an order's terms, compared; a stop that it trails is its own word."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.ledger import Order
from holdfast.model.order import OrderType

Terms = tuple[Decimal | None, Decimal | None, Decimal | None]  # quantity, limit and stop price


def own_stop(order: Order) -> Decimal | None:
    """Return the stop price that was asked for: None where the venue moves the stop by itself.

    What the desk trails is at no venue.
    """
    is_trailed = order.terms.type is OrderType.TRAILING_STOP and order.venue_order_id
    return None if is_trailed else order.stop_price


def terms_of(order: Order) -> Terms:
    """Return the terms of an order that are its owner's."""
    return order.qty, order.limit_price, own_stop(order)


def terms_asked(order: Order) -> Terms:
    """Return the terms that the change in flight is to bring."""
    return order.pending_qty, order.pending_limit_price, order.pending_stop_price


def is_same(order: Order, told: Terms, known: Terms) -> bool:
    """Tell whether terms are those that are known; a trailed stop that nobody named may be any."""
    if known[2] is None and order.terms.type is OrderType.TRAILING_STOP:
        return told[:2] == known[:2]
    return told == known


def has_trailed(order: Order, stop_price: Decimal | None) -> bool:
    """Tell whether the venue has moved the stop of an order by itself."""
    is_trailed = order.terms.type is OrderType.TRAILING_STOP
    return is_trailed and stop_price is not None and stop_price != order.stop_price
