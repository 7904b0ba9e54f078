"""A price-time-priority order book: levels of orders in the order of their arrival."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from decimal import Decimal

from holdfast.exchange.working import WorkingOrder
from holdfast.model.numbers import ZERO


class BookOrder:
    """One order in a book: somebody else's, or one of ours (`owner`).

    `taken` is what we took of a recorded order that its tape does not know of.
    """

    __slots__ = ("after", "before", "book_id", "is_buy", "level", "owner", "price", "size", "taken")

    def __init__(
        self,
        book_id: int,
        is_buy: bool,
        price: Decimal,
        size: Decimal,
        owner: WorkingOrder | None = None,
    ) -> None:
        self.book_id = book_id
        self.owner = owner
        self.is_buy = is_buy
        self.price = price
        self.size = size
        self.taken = ZERO
        self.level: Level | None = None
        self.before: BookOrder | None = None
        self.after: BookOrder | None = None


class Level:
    """The orders at one price, first come first; `ours` is our part of `size`."""

    __slots__ = ("first", "last", "ours", "price", "size")

    def __init__(self, price: Decimal) -> None:
        self.price = price
        self.size = ZERO
        self.ours = ZERO
        self.first: BookOrder | None = None
        self.last: BookOrder | None = None

    def __iter__(self) -> Iterator[BookOrder]:
        """Walk in priority; the order just given may be removed meanwhile."""
        order = self.first
        while order is not None:
            after = order.after
            yield order
            order = after


class BookSide:
    """All bids or all asks. No level is ever empty."""

    __slots__ = ("_prices", "is_buy", "levels", "our_count")

    def __init__(self, *, is_buy: bool) -> None:
        self.is_buy = is_buy
        self.levels: dict[Decimal, Level] = {}
        self._prices: list[Decimal] = []  # ascending
        self.our_count = 0

    def __iter__(self) -> Iterator[Level]:
        """Walk from the best level; the level just given may be removed meanwhile."""
        prices = self._prices
        if self.is_buy:
            at = len(prices) - 1
            while at >= 0:
                yield self.levels[prices[at]]
                at -= 1
            return
        at = 0
        while at < len(prices):
            price = prices[at]
            yield self.levels[price]
            if at < len(prices) and prices[at] == price:
                at += 1

    def add(self, order: BookOrder) -> None:
        """Put the order behind all others at its price."""
        price = order.price
        level = self.levels.get(price)
        if level is None:
            level = self.levels[price] = Level(price)
            insort(self._prices, price)
        order.level = level
        order.before = level.last
        order.after = None
        if level.last is None:
            level.first = order
        else:
            level.last.after = order
        level.last = order
        level.size += order.size
        if order.owner is not None:
            level.ours += order.size
            self.our_count += 1

    def reduce(self, order: BookOrder, qty: Decimal) -> None:
        """Take size off an order, which keeps its place, or leaves when nothing is left."""
        level = order.level
        if level is None:
            return
        order.size -= qty
        level.size -= qty
        if order.owner is not None:
            level.ours -= qty
        if order.size <= 0:
            self._unlink(order, level)

    def remove(self, order: BookOrder) -> None:
        """Take the order out."""
        self.reduce(order, order.size)

    def best_available(self) -> BookOrder | None:
        """Return the first order in priority of which something is left to take."""
        for level in self:
            order = level.first
            while order is not None:
                if order.size > order.taken:
                    return order
                order = order.after
        return None

    def reaches(self, price: Decimal, limit: Decimal | None) -> bool:
        """Tell whether somebody with this limit would trade against a price of this side."""
        if limit is None:
            return True
        return price >= limit if self.is_buy else price <= limit

    def best(self, *, with_ours: bool) -> tuple[Decimal, Decimal]:
        """Return the best displayed price and its size; zeros where there is none."""
        for level in self:
            size = level.size if with_ours else level.size - level.ours
            if size:
                return level.price, size
        return ZERO, ZERO

    def depth(self, levels: int, *, with_ours: bool) -> list[tuple[Decimal, Decimal]]:
        """Return up to so many displayed prices with their sizes, the best first."""
        found: list[tuple[Decimal, Decimal]] = []
        for level in self:
            if len(found) >= levels:
                break
            size = level.size if with_ours else level.size - level.ours
            if size:
                found.append((level.price, size))
        return found

    def _unlink(self, order: BookOrder, level: Level) -> None:
        if order.before is None:
            level.first = order.after
        else:
            order.before.after = order.after
        if order.after is None:
            level.last = order.before
        else:
            order.after.before = order.before
        order.level = None
        if order.owner is not None:
            self.our_count -= 1
        if level.first is None:
            del self.levels[level.price]
            del self._prices[bisect_left(self._prices, level.price)]
