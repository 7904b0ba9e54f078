"""What could not leave for its venue, provably: known by the code that it was ended with."""

from __future__ import annotations

from holdfast.core.ledger import Ledger, Order
from holdfast.model.ids import OrderId
from holdfast.model.order import OrderStatus

UNREACHABLE = "UNREACHABLE"


def never_left(order: Order) -> bool:
    """Tell whether the order is over because it could not leave."""
    return order.status is OrderStatus.REJECTED and order.reason.startswith(UNREACHABLE)


def exits_in_vain(ledger: Ledger, entry_id: OrderId) -> int:
    """Count the exits of an entry that could not leave, since the last one that could."""
    count = 0
    for order_id in reversed(ledger.brackets[entry_id].exits):
        order = ledger.orders[order_id]
        if never_left(order):
            count += 1
        elif order.status is not OrderStatus.SENT:
            # of what is on its way nobody knows yet
            break
    return count
