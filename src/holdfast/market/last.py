"""What the desk remembers of the market: last quotes, last prices, and volume between two times."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from decimal import Decimal

import msgspec

from holdfast.market.bands import Bands
from holdfast.market.history import History
from holdfast.model.band import Activity
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import ZERO, Nanos, ratio
from holdfast.model.quote import Bar, BookAction, BookMessage, MarketEvent, Move, Quote, Trade
from holdfast.model.times import SECOND_NS

PRINTS_KEPT_MAX = 32_768  # of each instrument; about 230 bytes each
PRINTS_KEPT_MIN = 4
RECENT_MAX = 512  # trades and quotes that wait to be summed: together they cost less
QUARTER = Decimal("0.25")
ACTIVITY_NS = 300 * SECOND_NS  # how far back the extremes of `activity` reach


class Interval(msgspec.Struct, frozen=True):
    """What the market traded between two times, both included; notional is price times size.

    `exact` is false where the times reach back to prints that were thinned out: prints near the
    interval's edges may then be counted on the wrong side of them.
    """

    volume: Decimal
    notional: Decimal
    exact: bool

    @property
    def vwap(self) -> Decimal | None:
        """The volume-weighted average price; None where nothing traded."""
        return ratio(self.notional, self.volume) if self.volume else None


class LastQuotes:
    """The market as it went by; quotes are the hot path, and cost two stores each, until summed.

    Prints come from `on_trade`, from bars (their volume at the mean of open, high, low and close,
    when the bar is over) and from executions of recorded orders. Feed it from one of these per
    instrument, or volume counts twice.
    """

    def __init__(self, prints_kept_max: int = PRINTS_KEPT_MAX) -> None:
        self.quotes: dict[InstrumentId, Quote] = {}
        self.prices: dict[InstrumentId, Decimal] = {}
        self._prints: dict[InstrumentId, _Prints] = {}
        self._history = History()
        self._recent: list[Quote] = []
        self._prints_kept_max = max(prints_kept_max, PRINTS_KEPT_MIN)
        self._bands: Bands | None = None
        self._watched: Mapping[InstrumentId, object] = {}

    def tell(self, bands: Bands) -> None:
        """Have bands looked at by each quote and print of an instrument that somebody waits for."""
        self._bands, self._watched = bands, bands.books

    def on_quote(self, quote: Quote) -> None:
        self.quotes[quote.instrument] = quote
        recent = self._recent
        recent.append(quote)
        if len(recent) >= RECENT_MAX:
            self._remember()
        if quote.instrument in self._watched and self._bands is not None:
            self._bands.on_quote(quote)

    def on_trade(self, trade: Trade) -> None:
        name = trade.instrument
        self.prices[name] = trade.price
        prints = self._prints.get(name)
        if prints is None:
            prints = self._prints[name] = _Prints(self._prints_kept_max)
        recent = prints.recent
        recent.append(trade)
        if len(recent) >= RECENT_MAX:
            prints.fold()
        if name in self._watched and self._bands is not None:
            self._bands.on_print(name, trade.price)

    def on_bar(self, bar: Bar) -> None:
        mean = (bar.open + bar.high + bar.low + bar.close) * QUARTER
        self._print(bar.instrument, bar.close, bar.volume, mean * bar.volume, bar.at)

    def on_event(self, event: MarketEvent) -> None:
        """Take any event of a tape; of book messages only executions are prints."""
        match event:
            case Quote():
                self.quotes[event.instrument] = event
                recent = self._recent
                recent.append(event)
                if len(recent) >= RECENT_MAX:
                    self._remember()
                if event.instrument in self._watched and self._bands is not None:
                    self._bands.on_quote(event)
            case Trade():
                self.on_trade(event)
            case Bar():
                self.on_bar(event)
            case BookMessage(action=BookAction.EXECUTE):
                traded = event.price * event.size
                self._print(event.instrument, event.price, event.size, traded, event.at)

    def quote(self, instrument: InstrumentId) -> Quote | None:
        return self.quotes.get(instrument)

    def last_price(self, instrument: InstrumentId) -> Decimal | None:
        return self.prices.get(instrument)

    def bounds(self, instrument: InstrumentId, span_ns: Nanos) -> tuple[Decimal, Decimal] | None:
        """Return a least and a most within which the mid was for at least this long."""
        recent, history = self._recent, self._history
        if recent:
            history.add(recent)
            recent.clear()
        return history.bounds(instrument, span_ns)

    def move(
        self, instrument: InstrumentId, at: Nanos, anchor_ns: Nanos, within_ns: Nanos
    ) -> Move | None:
        """Tell the mid of `anchor_ns` before `at`, and its extremes in the last `within_ns`."""
        if self._recent:
            self._remember()
        return self._history.move(instrument, at, anchor_ns, within_ns)

    def last_print(self, instrument: InstrumentId) -> tuple[Decimal, Nanos] | None:
        """Return price and time of the last print, None where nothing was printed."""
        prints = self._prints.get(instrument)
        return None if prints is None else (self.prices[instrument], prints.last_at())

    def activity(self, instrument: InstrumentId, at: Nanos) -> Activity | None:
        """Tell all that was printed and where the mid ran in the last five minutes."""
        prints = self._prints.get(instrument)
        move = self.move(instrument, at, ACTIVITY_NS, ACTIVITY_NS)
        if prints is None and move is None:
            return None
        low, high = (None, None) if move is None else (move.low, move.high)
        volume, notional = (ZERO, ZERO) if prints is None else prints.total()
        return Activity(instrument, volume, notional, at, self.prices.get(instrument), low, high)

    def traded(self, instrument: InstrumentId, since: Nanos, until: Nanos) -> Interval:
        """Sum what was printed from `since` to `until`, both included."""
        prints = self._prints.get(instrument)
        if prints is None or until < since:
            return Interval(ZERO, ZERO, exact=True)
        return prints.between(since, until)

    def _remember(self) -> None:
        self._history.add(self._recent)
        self._recent.clear()

    def _print(
        self, instrument: InstrumentId, price: Decimal, size: Decimal, notional: Decimal, at: Nanos
    ) -> None:
        self.prices[instrument] = price
        prints = self._prints.get(instrument)
        if prints is None:
            prints = self._prints[instrument] = _Prints(self._prints_kept_max)
        prints.add(at, size, notional)
        if instrument in self._watched and self._bands is not None:
            self._bands.on_print(instrument, price)


class _Prints:
    """Running sums at the time of each print; the older half is thinned when the limit is met.

    A sum is never rounded: thinning forgets where between two kept times a print fell, and the
    totals over kept times stay exact.
    """

    def __init__(self, kept_max: int) -> None:
        self._kept_max = kept_max
        self._at = array("q")
        self._volume: list[Decimal] = []
        self._notional: list[Decimal] = []
        self._thinned_until: Nanos = -1
        self.recent: list[Trade] = []

    def last_at(self) -> Nanos:
        return self.recent[-1].at if self.recent else self._at[-1]

    def total(self) -> tuple[Decimal, Decimal]:
        """Return volume and notional of all prints since the first."""
        self.fold()
        return (self._volume[-1], self._notional[-1]) if self._volume else (ZERO, ZERO)

    def fold(self) -> None:
        """Sum the trades that wait."""
        recent, self.recent = self.recent, []
        for trade in recent:
            self._sum(trade.at, trade.size, trade.price * trade.size)

    def add(self, at: Nanos, size: Decimal, notional: Decimal) -> None:
        self.fold()
        self._sum(at, size, notional)

    def _sum(self, at: Nanos, size: Decimal, notional: Decimal) -> None:
        times = self._at
        if times:
            last = times[-1]
            if at < last:  # noqa: PLR1730  (a call would cost more than the comparison)
                # sources of one instrument may lag each other; the sums must run forward
                at = last
            size += self._volume[-1]
            notional += self._notional[-1]
        times.append(at)
        self._volume.append(size)
        self._notional.append(notional)
        if len(times) > self._kept_max:
            self._thin()

    def between(self, since: Nanos, until: Nanos) -> Interval:
        self.fold()
        first, past = bisect_left(self._at, since), bisect_right(self._at, until)
        volume, notional = self._sums(past)
        volume_before, notional_before = self._sums(first)
        exact = since > self._thinned_until
        return Interval(volume - volume_before, notional - notional_before, exact)

    def _sums(self, count: int) -> tuple[Decimal, Decimal]:
        return (self._volume[count - 1], self._notional[count - 1]) if count else (ZERO, ZERO)

    def _thin(self) -> None:
        half = len(self._at) // 2
        self._thinned_until = max(self._thinned_until, self._at[half - 1])
        # Each second of the older half goes, and the newest of it stays.
        del self._at[half % 2 : half - 1 : 2]
        del self._volume[half % 2 : half - 1 : 2]
        del self._notional[half % 2 : half - 1 : 2]
