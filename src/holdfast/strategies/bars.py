"""Bars made of prints, of mids or of shorter bars; their spans begin at whole multiples in UTC."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.quote import Bar
from holdfast.model.times import SECOND_NS


class BarsOf(StrEnum):
    """What bars are made of."""

    TRADES = "trades"  # of recorded bars, where the market is recorded in bars
    QUOTES = "quotes"  # of mids; their volume is zero


class BarMaker:
    """The bar of one instrument that is being made; a span without a print has no bar.

    A print at the very end of a span belongs to the next one.
    """

    def __init__(self, instrument: InstrumentId, span_ns: Nanos) -> None:
        self.instrument = instrument
        self.span_ns = span_ns
        self.ends_at: Nanos = 0  # of the bar that is being made, 0 without one
        self._open = self._high = self._low = self._close = self._volume = ZERO

    def on_print(self, price: Decimal, size: Decimal, at: Nanos) -> list[Bar]:
        """Add a print; return the bar that was over before it, if there was one."""
        done = self.over(at)
        if not self.ends_at:
            self._begin(price, at - at % self.span_ns + self.span_ns)
        self._add(price, price, price, size)
        return done

    def on_bar(self, bar: Bar) -> list[Bar]:
        """Add a shorter bar; return what was over before it, and what is over with it.

        Raises ValueError where the span is no whole number of them.
        """
        if self.span_ns % bar.span_ns:
            have, want = bar.span_ns // SECOND_NS, self.span_ns // SECOND_NS
            raise ValueError(f"bars of {want} s cannot be made of recorded bars of {have} s")
        if self.span_ns == bar.span_ns:
            return [bar]
        # a trading day does not begin at midnight: a bar belongs where its end lies
        inside = bar.at - 1
        done = self.over(inside)
        if not self.ends_at:
            self._begin(bar.open, inside - inside % self.span_ns + self.span_ns)
        self._add(bar.high, bar.low, bar.close, bar.volume)
        return done + self.over(bar.at)

    def over(self, at: Nanos) -> list[Bar]:
        """Return the bar if its span is over by now, and begin without one."""
        if not self.ends_at or at < self.ends_at:
            return []
        ends_at, self.ends_at = self.ends_at, 0
        ohlc = (self._open, self._high, self._low, self._close)
        return [Bar(self.instrument, *ohlc, self._volume, ends_at, self.span_ns)]

    def _begin(self, price: Decimal, ends_at: Nanos) -> None:
        self.ends_at = ends_at
        self._open = self._high = self._low = price
        self._volume = ZERO

    def _add(self, high: Decimal, low: Decimal, close: Decimal, volume: Decimal) -> None:
        self._high = max(self._high, high)
        self._low = min(self._low, low)
        self._close = close
        self._volume += volume
