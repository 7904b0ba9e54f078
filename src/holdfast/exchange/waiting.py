"""All our orders that wait in one instrument: at their own price, or for one of the market's."""

from __future__ import annotations

from decimal import Decimal

from holdfast.exchange.ladder import Ladder
from holdfast.exchange.triggers import Seen, Triggers
from holdfast.exchange.working import WorkingOrder
from holdfast.model.ids import OrderId
from holdfast.model.numbers import ZERO

_INFINITY = Decimal("Infinity")


class Waiting:
    """Resting orders by side, and `watched`: every order that looks at the market as it moves."""

    __slots__ = ("buys", "sells", "trails", "triggers", "watched")

    def __init__(self) -> None:
        self.buys = Ladder(highest_first=True)
        self.sells = Ladder(highest_first=False)
        self.triggers = Triggers()
        self.trails: dict[OrderId, WorkingOrder] = {}
        self.watched: dict[OrderId, WorkingOrder] = {}

    def __bool__(self) -> bool:
        return bool(self.buys.orders or self.sells.orders or self.watched)

    def rest(self, order: WorkingOrder) -> None:
        """Let the order wait at its limit price; one without a limit goes before all others."""
        (self.buys if order.is_buy else self.sells).add(order, _resting_price(order))

    def arm(self, order: WorkingOrder) -> None:
        """Let the order wait for its trigger."""
        self.watched[order.order_id] = order
        if order.more is not None and order.more.trail is not None:
            self.trails[order.order_id] = order
        self.triggers.arm(order)

    def remove(self, order: WorkingOrder) -> bool:
        """Take the order out, wherever it waits; tell whether it did."""
        if self.watched.pop(order.order_id, None) is not None:
            self.trails.pop(order.order_id, None)
            self.triggers.remove(order)
            return True
        return (self.buys if order.is_buy else self.sells).remove(order, _resting_price(order))

    def touched(self, seen: Seen) -> WorkingOrder | None:
        """Take out the next order whose trigger is touched."""
        order = self.triggers.touched(seen)
        if order is not None:
            self.remove(order)
        return order


def _resting_price(order: WorkingOrder) -> Decimal:
    if order.limit_price is not None:
        return order.limit_price
    return _INFINITY if order.is_buy else ZERO
