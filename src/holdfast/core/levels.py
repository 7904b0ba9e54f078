"""Own limit orders by price: which of them an order would meet is found without a walk."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from decimal import Decimal

import msgspec

from holdfast.model.ids import OrderId


class Levels(msgspec.Struct, array_like=True):
    """One side of one instrument: prices in rising order, and at each the orders by age."""

    prices: list[Decimal] = []
    ids: list[dict[OrderId, None]] = []

    def add(self, price: Decimal, order_id: OrderId) -> None:
        prices = self.prices
        if not prices:
            prices.append(price)
            self.ids.append({order_id: None})
            return
        index = bisect_left(prices, price)
        if index < len(prices) and prices[index] == price:
            self.ids[index][order_id] = None
        else:
            prices.insert(index, price)
            self.ids.insert(index, {order_id: None})

    def drop(self, price: Decimal, order_id: OrderId) -> None:
        """Take an order away from a price, where it may not be."""
        prices = self.prices
        index = bisect_left(prices, price)
        if index == len(prices) or prices[index] != price:
            return
        ids = self.ids
        level = ids[index]
        level.pop(order_id, None)
        if not level:
            del prices[index], ids[index]

    def up_to(self, price: Decimal | None) -> Iterator[OrderId]:
        """Yield the orders at this price or below, the lowest first; all of them without one."""
        end = len(self.prices) if price is None else bisect_right(self.prices, price)
        for index in range(end):
            yield from self.ids[index]

    def down_to(self, price: Decimal | None) -> Iterator[OrderId]:
        """Yield the orders at this price or above, the highest first; all of them without one."""
        end = 0 if price is None else bisect_left(self.prices, price)
        for index in range(len(self.prices) - 1, end - 1, -1):
            yield from self.ids[index]


class Resting(msgspec.Struct, array_like=True):
    """What one trade group has resting in one instrument, in flight and unknown included."""

    buys: Levels = msgspec.field(default_factory=Levels)
    sells: Levels = msgspec.field(default_factory=Levels)


def copied(resting: Resting) -> Resting:
    """Copy it so that a change of the copy leaves the original as it is."""
    return Resting(_copied(resting.buys), _copied(resting.sells))


def _copied(levels: Levels) -> Levels:
    return Levels(list(levels.prices), [dict(level) for level in levels.ids])
