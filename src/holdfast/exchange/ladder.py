"""Our waiting orders on one side, the next one to be served first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal

from holdfast.exchange.working import WorkingOrder

_Key = tuple[Decimal, int]


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
