"""What could not leave for its venue, provably: known by the code that it was ended with."""

from __future__ import annotations

from holdfast.core.ledger import Ledger, Order
from holdfast.model.ids import OrderId
from holdfast.model.order import OrderStatus

UNREACHABLE = "UNREACHABLE"


def never_left(ledger: Ledger, order: Order) -> bool:
    """Tell whether an order is over because it, or what was worked for it last, could not leave."""
    last = _last(ledger, order)
    is_over = not order.is_open and last.status is OrderStatus.REJECTED
    return is_over and last.reason.startswith(UNREACHABLE)


def exits_in_vain(ledger: Ledger, entry_id: OrderId) -> int:
    """Count the exits of an entry that could not leave, since the last one that could."""
    count = 0
    for order_id in reversed(ledger.brackets[entry_id].exits):
        order = ledger.orders[order_id]
        if never_left(ledger, order):
            count += 1
        elif _last(ledger, order).status is not OrderStatus.SENT:
            # of what is on its way nobody knows yet
            break
    return count


def _last(ledger: Ledger, order: Order) -> Order:
    """Return what went to the venue last for an order: itself, unless the desk works it."""
    state = ledger.parents.get(order.id)
    while state is not None and state.children and state.children[-1] in ledger.orders:
        order = ledger.orders[state.children[-1]]
        state = ledger.parents.get(order.id)
    return order
