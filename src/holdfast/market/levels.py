"""A book of levels turned into orders: what is told by price and size, as if by single orders.

A source that tells how much stands at each price does not tell whose it is. Here each level is a
queue: what it grows by stands behind all that was there; what a print takes is taken from the
front; and what leaves without a print is taken from the back, so that it brings nobody forward
who waits here. A level that shrinks before its print is told is taken from twice for a moment, and
set right by the next size: an order of ours with nothing behind it may so stand too far ahead.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Iterable, Iterator
from decimal import Decimal

from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.order import Side
from holdfast.model.quote import BookAction, BookMessage

LEVELS_MAX = 100_000  # of a side
NOBODY = 0  # the order of a print that no level is known for

Sizes = Iterable[tuple[Decimal, Decimal]]  # prices with what stands there, zero for nothing


class _Piece:
    """What a level grew by at once, as far as it still stands."""

    __slots__ = ("number", "size")

    def __init__(self, number: int, size: Decimal) -> None:
        self.number = number
        self.size = size


class _Level:
    __slots__ = ("queue", "size")

    def __init__(self) -> None:
        self.queue: deque[_Piece] = deque()  # the oldest first
        self.size = ZERO


class _Side:
    """All levels of one side; prices ascend."""

    __slots__ = ("levels", "prices", "side")

    def __init__(self, side: Side) -> None:
        self.side = side
        self.levels: dict[Decimal, _Level] = {}
        self.prices: list[Decimal] = []

    def beyond(self, best: Decimal) -> list[Decimal]:
        """Return the prices that are better than this one."""
        if self.side is Side.BUY:
            return self.prices[bisect_right(self.prices, best) :]
        return self.prices[: bisect_left(self.prices, best)]


class Levels:
    """Both sides of one instrument. Everything that is told is told as messages of orders."""

    def __init__(self, instrument: InstrumentId) -> None:
        self._instrument = instrument
        self._bids, self._asks = _Side(Side.BUY), _Side(Side.SELL)
        self._count = 0

    def set(self, at: Nanos, bids: Sizes, asks: Sizes) -> Iterator[BookMessage]:
        """Take over sizes: first what shrinks on both sides, then what grows."""
        news = [(self._bids, *each) for each in bids] + [(self._asks, *each) for each in asks]
        for side, price, size in news:
            level = side.levels.get(price)
            if level is not None and size < level.size:
                yield from self._shrink(side, price, level, size, at)
        for side, price, size in news:
            level = side.levels.get(price)
            if size > (ZERO if level is None else level.size):
                yield from self._grow(side, price, size, at)

    def best(
        self, at: Nanos, bid: tuple[Decimal, Decimal], ask: tuple[Decimal, Decimal]
    ) -> Iterator[BookMessage]:
        """Take over the best of both sides: what stood before them is gone."""
        for side, (price, _) in ((self._bids, bid), (self._asks, ask)):
            for gone in side.beyond(price):
                yield from self._shrink(side, gone, side.levels[gone], ZERO, at)
        yield from self.set(at, (bid,), (ask,))

    def trade(
        self, at: Nanos, price: Decimal, size: Decimal, aggressor: Side
    ) -> Iterator[BookMessage]:
        """Have a print take from the front of its level, and the rest from nobody who is known."""
        side = self._asks if aggressor is Side.BUY else self._bids
        level = side.levels.get(price)
        while level is not None and level.queue and size:
            first = level.queue[0]
            taken = min(first.size, size)
            size -= taken
            yield self._message(BookAction.EXECUTE, first.number, side.side, price, taken, at)
            self._take(side, price, level, taken, place=0)
        if size:
            yield self._message(BookAction.EXECUTE, NOBODY, side.side, price, size, at)

    def standing(self, at: Nanos) -> Iterator[BookMessage]:
        """Tell all that stands as if it were new, the best first, in the order of its queues."""
        for side in (self._bids, self._asks):
            for price in side.prices if side is self._asks else reversed(side.prices):
                for one in side.levels[price].queue:
                    yield self._message(BookAction.ADD, one.number, side.side, price, one.size, at)

    # --- private ----------------------------------------------------------------------------

    def _grow(self, side: _Side, price: Decimal, size: Decimal, at: Nanos) -> Iterator[BookMessage]:
        level = side.levels.get(price)
        if level is None:
            if len(side.levels) >= LEVELS_MAX:
                return
            level = side.levels[price] = _Level()
            insort(side.prices, price)
        more = size - level.size
        level.size = size
        self._count += 1
        level.queue.append(_Piece(self._count, more))
        yield self._message(BookAction.ADD, self._count, side.side, price, more, at)

    def _shrink(
        self, side: _Side, price: Decimal, level: _Level, size: Decimal, at: Nanos
    ) -> Iterator[BookMessage]:
        less = level.size - size
        while less > ZERO and level.queue:
            last = level.queue[-1]
            taken = min(last.size, less)
            less -= taken
            action = BookAction.DELETE if taken == last.size else BookAction.REDUCE
            yield self._message(action, last.number, side.side, price, taken, at)
            self._take(side, price, level, taken, place=-1)

    def _take(self, side: _Side, price: Decimal, level: _Level, qty: Decimal, place: int) -> None:
        piece = level.queue[place]
        piece.size -= qty
        level.size -= qty
        if not piece.size:
            del level.queue[place]
        if not level.queue:
            del side.levels[price]
            del side.prices[bisect_left(side.prices, price)]

    def _message(
        self,
        action: BookAction,
        number: int,
        side: Side,
        price: Decimal,
        size: Decimal,
        at: Nanos,
    ) -> BookMessage:
        return BookMessage(self._instrument, action, number, side, price, size, at)
