"""Who an order works for: its parent, and that one's parent, up to the order that was asked for."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.core.ledger import Ledger, Order


def above(ledger: Ledger, order: Order) -> Iterator[Order]:
    """Yield an order's parent, its parent's parent and so on; nothing for what has none."""
    while order.terms.parent_id:
        order = ledger.orders[order.terms.parent_id]
        yield order


def root_of(ledger: Ledger, order: Order) -> Order:
    """Return the order that was asked for: the last parent, or the order itself."""
    while order.terms.parent_id:
        order = ledger.orders[order.terms.parent_id]
    return order


def works_for(ledger: Ledger, order: Order, order_id: str) -> bool:
    """Tell whether an order is this one, or is worked for it."""
    return order.id == order_id or any(each.id == order_id for each in above(ledger, order))


def below(ledger: Ledger, order_id: str) -> Iterator[str]:
    """Yield the ids of what a parent has open, and of what those have; parents come first."""
    state = ledger.parents.get(order_id)
    if state is not None:
        for child_id in state.open_children:
            yield child_id
            yield from below(ledger, child_id)
