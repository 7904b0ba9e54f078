"""Our waiting orders on one side, the next one to be served first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal

from holdfast.exchange.working import WorkingOrder
from holdfast.model.numbers import ZERO

_Key = tuple[Decimal, int]
_INFINITY = Decimal("Infinity")


class Ladder:
    """Orders by price, then by arrival; `highest_first` for bids and for sell stops.

    Both lists run from the last to the first in priority, so that serving is a pop.
    """

    __slots__ = ("_keys", "_sign", "orders")

    def __init__(self, *, highest_first: bool) -> None:
        self._sign = 1 if highest_first else -1
        self._keys: list[_Key] = []
        self.orders: list[WorkingOrder] = []

    def __len__(self) -> int:
        return len(self.orders)

    def __iter__(self) -> Iterator[WorkingOrder]:
        """Walk from the first in priority; the ladder must not change meanwhile."""
        return reversed(self.orders)

    def add(self, order: WorkingOrder, price: Decimal) -> None:
        """Insert behind every order that has this price or a better one and came earlier."""
        key = (price * self._sign, -order.seq)
        at = bisect_left(self._keys, key)
        self._keys.insert(at, key)
        self.orders.insert(at, order)

    def remove(self, order: WorkingOrder, price: Decimal) -> bool:
        """Take out an order that waits at `price`; tell whether it was here."""
        at = bisect_left(self._keys, (price * self._sign, -order.seq))
        if at >= len(self.orders) or self.orders[at] is not order:
            return False
        del self.orders[at], self._keys[at]
        return True

    def pop(self) -> WorkingOrder:
        """Take out the first in priority."""
        self._keys.pop()
        return self.orders.pop()


class Waiting:
    """All our orders that wait in one instrument: resting ones, and stops not yet touched."""

    __slots__ = ("buy_stops", "buys", "sell_stops", "sells")

    def __init__(self) -> None:
        self.buys = Ladder(highest_first=True)
        self.sells = Ladder(highest_first=False)
        self.buy_stops = Ladder(highest_first=False)
        self.sell_stops = Ladder(highest_first=True)

    def __bool__(self) -> bool:
        return bool(
            self.buys.orders or self.sells.orders or self.buy_stops.orders or self.sell_stops.orders
        )

    def rest(self, order: WorkingOrder) -> None:
        """Let the order wait at its limit price; one without a limit goes before all others."""
        (self.buys if order.is_buy else self.sells).add(order, _resting_price(order))

    def arm(self, order: WorkingOrder) -> None:
        """Let the order wait for its stop price."""
        stops = self.buy_stops if order.is_buy else self.sell_stops
        if order.stop_price is not None:
            stops.add(order, order.stop_price)

    def remove(self, order: WorkingOrder) -> bool:
        """Take the order out, wherever it waits; tell whether it did."""
        if order.stop_price is not None and order.waits_for_stop:
            stops = self.buy_stops if order.is_buy else self.sell_stops
            return stops.remove(order, order.stop_price)
        return (self.buys if order.is_buy else self.sells).remove(order, _resting_price(order))

    def touched(self, is_buy: bool, price: Decimal) -> WorkingOrder | None:
        """Take out the next stop that a price touches: at or above it for buys, below for sells."""
        stops = self.buy_stops if is_buy else self.sell_stops
        if not stops.orders:
            return None
        stop = stops.orders[-1].stop_price
        if stop is None or (price < stop if is_buy else price > stop):
            return None
        return stops.pop()


def _resting_price(order: WorkingOrder) -> Decimal:
    if order.limit_price is not None:
        return order.limit_price
    return _INFINITY if order.is_buy else ZERO
