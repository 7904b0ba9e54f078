"""The whole book of a Binance capture: a picture, brought on by what came before and after it.

Depth updates tell all levels, every 100 ms or so; the best quotes are told at each change, and may
be ahead of the depth. So of an update that is older than the last quote, the levels from the best
on are passed over. An update that does not follow the one before is a gap, and refused: what is
rebuilt after it would be no book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from holdfast.market.binance_lines import Data, LevelTexts, Line, lines, many, one, price, qty
from holdfast.market.levels import Levels
from holdfast.market.numerals import remembered
from holdfast.market.unreadable import BadField, UnreadableTape
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import Nanos
from holdfast.model.order import Side
from holdfast.model.quote import MarketEvent, Trade

UPDATES_MAX = 10_000  # that may come before the picture

At = tuple[Decimal, Decimal]


def book_events(days: tuple[Path, ...], instrument: InstrumentId) -> Iterator[MarketEvent]:
    """Read the last of these captures; those before it are read in silence, for what stands."""
    book = _Book(instrument)
    for path in days[:-1]:
        for _ in _told(book, path):
            pass
    last = days[-1]
    if len(days) > 1:
        # played alone, it begins with this; behind the day before, this changes nothing
        began = next((at for _, at, _ in lines(last)), 0)
        yield from book.standing(began)
    for events in _told(book, last):
        yield from events


def _told(book: _Book, path: Path) -> Iterator[list[MarketEvent]]:
    for number, at, line in lines(path):
        try:
            yield list(book.take(at, line))
        except BadField as bad:
            raise UnreadableTape(path, bad.rule, number, bad.field, bad.value) from None


class _Book:
    """Levels, and how far what is known of them has come."""

    def __init__(self, instrument: InstrumentId) -> None:
        self.at: Nanos = 0
        self._instrument = instrument
        self._levels = Levels(instrument)
        self._price, self._qty = remembered(price), remembered(qty)
        self._has_picture = False
        self._state = 0  # of the depth
        self._quoted = 0  # of the best
        self._bid: At | None = None
        self._ask: At | None = None
        self._waiting: list[Data] = []
        self._takes: dict[str, Callable[[Data], Iterable[MarketEvent]]] = {
            "bookTicker": self._quote,
            "trade": self._trade,
            "depth": self._depth,
        }

    def take(self, at: Nanos, line: Line) -> Iterable[MarketEvent]:
        self.at = at
        if line.lastUpdateId:
            return self._picture(line)
        take = self._takes.get(line.kind)
        return () if take is None else take(line.data)

    def standing(self, at: Nanos) -> Iterator[MarketEvent]:
        return self._levels.standing(at)

    # --- what is told -----------------------------------------------------------------------

    def _picture(self, line: Line) -> Iterator[MarketEvent]:
        if self._has_picture:
            return
        self._has_picture = True
        self._state = line.lastUpdateId
        yield from self._set(line.lastUpdateId, line.bids, line.asks)
        waiting, self._waiting = self._waiting, []
        for data in waiting:
            if data.u > line.lastUpdateId:
                yield from self._set(data.u, many(data.b), many(data.a))
                self._state = data.u

    def _depth(self, data: Data) -> Iterator[MarketEvent]:
        if not self._has_picture:
            if len(self._waiting) >= UPDATES_MAX:
                raise BadField("depth", str(data.u), f"at most {UPDATES_MAX} before the picture")
            self._waiting.append(data)
            return
        if data.u <= self._state:
            return
        follows = self._state + 1 >= data.U if data.pu is None else data.pu <= self._state
        if not follows:
            raise BadField("depth", str(data.U), f"must follow state {self._state} without a gap")
        yield from self._set(data.u, many(data.b), many(data.a))
        self._state = data.u

    def _quote(self, data: Data) -> Iterator[MarketEvent]:
        if data.u <= self._quoted:
            return
        self._quoted = data.u
        bid = self._bid = (self._price(one(data.b), "b"), self._qty(data.B, "B"))
        ask = self._ask = (self._price(one(data.a), "a"), self._qty(data.A, "A"))
        if self._has_picture and data.u > self._state:
            yield from self._levels.best(self.at, bid, ask)

    def _trade(self, data: Data) -> Iterator[MarketEvent]:
        aggressor = Side.SELL if data.m else Side.BUY
        paid, size = self._price(data.p, "p"), self._qty(data.q, "q")
        if self._has_picture:
            yield from self._levels.trade(self.at, paid, size, aggressor)
        else:
            yield Trade(self._instrument, paid, size, self.at, aggressor)

    # --- private ----------------------------------------------------------------------------

    def _set(self, state: int, bids: LevelTexts, asks: LevelTexts) -> Iterator[MarketEvent]:
        """Take levels over as of this state; from the best on, a later quote knows better."""
        lower, upper = self._read(bids), self._read(asks)
        bid, ask = self._bid, self._ask
        if state < self._quoted and bid is not None and ask is not None:
            lower = [each for each in lower if each[0] < bid[0]]
            upper = [each for each in upper if each[0] > ask[0]]
            yield from self._levels.set(self.at, lower, upper)
            yield from self._levels.best(self.at, bid, ask)
        else:
            yield from self._levels.set(self.at, lower, upper)

    def _read(self, levels: LevelTexts) -> list[At]:
        return [(self._price(at, "price"), self._qty(size, "size")) for at, size in levels]
