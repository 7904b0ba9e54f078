"""What a venue says that makes no sense: kept as evidence, for a person to judge."""

from __future__ import annotations

from holdfast.core.ledger import Ledger, Order
from holdfast.messages import events as e


def ours(ledger: Ledger, order_id: str) -> Order | None:
    """Return the order that a report names, if it is one that went to a venue or might have."""
    order = ledger.orders.get(order_id)
    return order if order is not None and order.terms.tactic is None else None


def stray(order_id: str, message: object) -> tuple[e.Event, ...]:
    return (e.DiscrepancyFound(order_id, "a report names no order of ours", repr(message)),)


def strange(order: Order, message: object) -> tuple[e.Event, ...]:
    detail = f"a report does not fit an order that is {order.status}"
    return (e.DiscrepancyFound(order.id, detail, repr(message)),)
