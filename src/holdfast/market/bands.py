"""Which working orders a price concerns: bands sorted by their ends, so that the rest cost nothing.

A quote or print of an instrument that nobody waits for is one look-up. On one that somebody
waits for, only the nearest end of each source is compared. A band that is met is gone until it
is asked for again, so nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from heapq import heapify, heappop, heappush

from holdfast.model.band import Band, BandSource, Reached
from holdfast.model.ids import InstrumentId, OrderId
from holdfast.model.numbers import Nanos
from holdfast.model.quote import Quote

OnReached = Callable[[OrderId, Reached], None]
# ends that nobody waits for any more are swept out once there are this many, and most are such
SWEEP_MIN = 64

_BID, _ASK, _MID = BandSource.BID, BandSource.ASK, BandSource.MID
_LAST, _MARK = BandSource.LAST, BandSource.MARK


class _Side:
    """The low ends or the high ends of one source, the nearest first."""

    __slots__ = ("heap", "live")

    def __init__(self) -> None:
        self.heap: list[tuple[Decimal, int, OrderId]] = []
        self.live = 0


class _Source:
    """The bands on one price of one instrument; low ends are kept negated."""

    __slots__ = ("highs", "lows")

    def __init__(self) -> None:
        self.lows = _Side()
        self.highs = _Side()


class _Book:
    """All bands of one instrument, and when it was last heard of."""

    __slots__ = ("heard_at", "sources")

    def __init__(self) -> None:
        self.sources: dict[BandSource, _Source] = {}
        self.heard_at: Nanos | None = None


class _Watch:
    """The bands of one order: which asking they are of, and where their ends stand."""

    __slots__ = ("sides", "version")

    def __init__(self, version: int) -> None:
        self.version = version
        self.sides: list[_Side] = []


class Bands:
    """The bands of all working orders. `quotes` and `prices` are the last of each instrument.

    `on_reached` hears who is to be asked, and why. `doubts` may hold back a price that a feed's
    health does not believe: the band stands until one that is believed meets it.
    """

    def __init__(
        self,
        quotes: Mapping[InstrumentId, Quote],
        prices: Mapping[InstrumentId, Decimal],
        now: Callable[[], Nanos],
        doubts: Callable[[InstrumentId], bool] | None = None,
    ) -> None:
        self.books: dict[InstrumentId, _Book] = {}
        self.on_reached: OnReached | None = None
        self._quotes = quotes
        self._prices = prices
        self._marks: dict[InstrumentId, Decimal] = {}
        self._now = now
        self._doubts = doubts
        self._watches: dict[OrderId, _Watch] = {}
        self._version = 0

    def __len__(self) -> int:
        return len(self._watches)

    def watch(
        self, order_id: OrderId, instrument: InstrumentId, bands: tuple[Band, ...], since: Nanos
    ) -> None:
        """Have the order asked at these prices, in place of those it waited for.

        A band that a price has met after `since`, the time of the decision to wait for it, is
        told at once.
        """
        self.forget(order_id)
        if not bands:
            return
        self._version += 1
        watch = self._watches[order_id] = _Watch(self._version)
        concerned: dict[InstrumentId, None] = {}
        for band in bands:
            name = band.instrument or instrument
            self._add(order_id, watch, name, band)
            concerned[name] = None
        for name in concerned:
            book = self.books[name]
            is_new, book.heard_at = book.heard_at is None, book.heard_at or since
            if (is_new or book.heard_at > since) and self._watches.get(order_id) is watch:
                self._look(name, book)

    def forget(self, order_id: OrderId) -> None:
        """Ask the order no more; one that was not waiting changes nothing."""
        watch = self._watches.pop(order_id, None)
        if watch is None:
            return
        for side in watch.sides:
            side.live -= 1
            if len(side.heap) >= SWEEP_MIN and len(side.heap) > 2 * side.live:
                self._sweep(side)

    def on_quote(self, quote: Quote) -> None:
        """Tell who waits for this quote; the caller has seen that somebody watches it."""
        book = self.books[quote.instrument]
        book.heard_at = self._now()
        sources = book.sources
        bid, ask = quote.bid, quote.ask
        if bid and _BID in sources:
            self._meet(quote.instrument, _BID, bid, sources[_BID], book.heard_at)
        if ask and _ASK in sources:
            self._meet(quote.instrument, _ASK, ask, sources[_ASK], book.heard_at)
        if bid and ask and _MID in sources:
            self._meet(quote.instrument, _MID, quote.mid, sources[_MID], book.heard_at)

    def on_print(self, name: InstrumentId, price: Decimal) -> None:
        """Tell who waits for this print, as last price and as mark where no mark is told."""
        book = self.books[name]
        book.heard_at = self._now()
        if _LAST in book.sources:
            self._meet(name, _LAST, price, book.sources[_LAST], book.heard_at)
        if _MARK in book.sources and name not in self._marks:
            self._meet(name, _MARK, price, book.sources[_MARK], book.heard_at)

    def on_mark(self, instrument: InstrumentId, price: Decimal) -> None:
        """Take over what a venue or feed calls the fair price."""
        self._marks[instrument] = price
        book = self.books.get(instrument)
        if book is not None and _MARK in book.sources:
            book.heard_at = self._now()
            self._meet(instrument, _MARK, price, book.sources[_MARK], book.heard_at)

    def price(self, instrument: InstrumentId, source: BandSource) -> Decimal | None:
        """Return a price of now, None where there is none."""
        if source is _LAST:
            return self._prices.get(instrument)
        if source is _MARK:
            return self._marks.get(instrument, self._prices.get(instrument))
        quote = self._quotes.get(instrument)
        if quote is None:
            return None
        if source is _MID:
            return quote.mid if quote.bid and quote.ask else None
        return (quote.bid if source is _BID else quote.ask) or None

    def _add(self, order_id: OrderId, watch: _Watch, name: InstrumentId, band: Band) -> None:
        book = self.books.get(name)
        if book is None:
            book = self.books[name] = _Book()
        source = book.sources.get(band.source)
        if source is None:
            source = book.sources[band.source] = _Source()
        for side, end in (
            (source.lows, None if band.low is None else band.low.copy_negate()),
            (source.highs, band.high),
        ):
            if end is not None:
                heappush(side.heap, (end, watch.version, order_id))
                side.live += 1
                watch.sides.append(side)

    def _look(self, name: InstrumentId, book: _Book) -> None:
        """Tell who waits for what is there already."""
        at = self._now()
        for kind, source in tuple(book.sources.items()):
            price = self.price(name, kind)
            if price is not None:
                self._meet(name, kind, price, source, at)

    def _meet(
        self, name: InstrumentId, kind: BandSource, price: Decimal, source: _Source, at: Nanos
    ) -> None:
        highs, lows = source.highs.heap, source.lows.heap
        if highs and highs[0][0] <= price:
            self._tell(source.highs, price, Reached(name, kind, price, at))
        if lows:
            negated = price.copy_negate()
            if lows[0][0] <= negated:
                self._tell(source.lows, negated, Reached(name, kind, price, at))

    def _tell(self, side: _Side, price: Decimal, reached: Reached) -> None:
        if not price.is_finite() or (self._doubts is not None and self._doubts(reached.instrument)):
            return
        due: list[OrderId] = []
        # sweeping puts another heap in its place
        while side.heap and side.heap[0][0] <= price:
            _, version, order_id = heappop(side.heap)
            watch = self._watches.get(order_id)
            if watch is not None and watch.version == version:
                self.forget(order_id)
                due.append(order_id)
        if self.on_reached is not None:
            for order_id in due:
                self.on_reached(order_id, reached)

    def _sweep(self, side: _Side) -> None:
        watches = self._watches
        side.heap = [
            each
            for each in side.heap
            if (watch := watches.get(each[2])) is not None and watch.version == each[1]
        ]
        heapify(side.heap)
