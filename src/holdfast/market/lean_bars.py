"""Rows of LEAN bar files: trades and quotes by the minute, and days.

What we rely on: a row's time is where its bar begins, so a bar is told when it is over; a quote
bar gives the quote that stood at its end; a side that nobody quoted has no text. A day lasts from
local midnight to midnight, as in LEAN itself, since the file does not say when trading stopped.
"""

from __future__ import annotations

from decimal import Decimal

from holdfast.market.lean_ticks import CURRENCY_SIZE_ASSUMED, columns
from holdfast.market.numerals import (
    MILLISECOND_NS,
    SECOND_NS,
    Numeral,
    calendar_day,
    day_after,
    midnight,
    positive,
    remembered,
    since_midnight,
    size,
)
from holdfast.market.rows import Parse
from holdfast.market.unreadable import BadField
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.quote import Bar, MarketEvent, Quote

BAR_COLUMNS = 6
QUOTE_COLUMNS = 11
MINUTE_NS = 60 * SECOND_NS
DAY_TEXT = len("yyyymmdd")


def minute_bars(instrument: InstrumentId, begins: Nanos, price: Numeral) -> Parse:
    price_of, size_of = remembered(price), remembered(size)

    def parse(fields: list[str]) -> MarketEvent | None:
        columns(fields, BAR_COLUMNS)
        at = begins + since_midnight(fields[0], MILLISECOND_NS, "ms") + MINUTE_NS
        prices = four_prices(fields[1:5], price_of)
        return Bar(instrument, *prices, size_of(fields[5], "volume"), at, MINUTE_NS)

    return parse


def minute_quotes(
    instrument: InstrumentId, begins: Nanos, price: Numeral, size_assumed: Decimal = ZERO
) -> Parse:
    """Give the closing quote of each minute; `size_assumed` stands in where the tape says 0."""
    price_of, size_of = remembered(price), remembered(size)

    def side(fields: list[str], name: str) -> tuple[Decimal, Decimal]:
        close, shown = fields[3], fields[4]
        if not close:
            return ZERO, ZERO
        return price_of(close, f"{name} close"), size_of(shown, f"{name} size") or size_assumed

    def parse(fields: list[str]) -> MarketEvent | None:
        columns(fields, QUOTE_COLUMNS)
        at = begins + since_midnight(fields[0], MILLISECOND_NS, "ms") + MINUTE_NS
        bid, bid_size = side(fields[1:6], "bid")
        ask, ask_size = side(fields[6:11], "ask")
        return Quote(instrument, bid, ask, bid_size, ask_size, at)

    return parse


def daily_bars(instrument: InstrumentId, zone: str, price: Numeral) -> Parse:
    price_of = remembered(price)

    def parse(fields: list[str]) -> MarketEvent | None:
        columns(fields, BAR_COLUMNS)
        begins, ends = day_of(fields[0], zone)
        prices = four_prices(fields[1:5], price_of)
        return Bar(instrument, *prices, size(fields[5], "volume"), ends, ends - begins)

    return parse


def daily_quotes(instrument: InstrumentId, zone: str) -> Parse:
    """Read currency days: only the closing quote of each day is told."""

    def parse(fields: list[str]) -> MarketEvent | None:
        columns(fields, QUOTE_COLUMNS)
        _, ends = day_of(fields[0], zone)
        bid, ask = positive(fields[4], "bid close"), positive(fields[9], "ask close")
        bid_size = size(fields[5], "bid size") or CURRENCY_SIZE_ASSUMED
        ask_size = size(fields[10], "ask size") or CURRENCY_SIZE_ASSUMED
        return Quote(instrument, bid, ask, bid_size, ask_size, ends)

    return parse


def four_prices(fields: list[str], price_of: Numeral) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Read open, high, low and close, which must hold together."""
    opened, high, low, close = (
        price_of(text, name)
        for text, name in zip(fields, ("open", "high", "low", "close"), strict=True)
    )
    if not (low <= opened <= high and low <= close <= high):
        raise BadField("high", fields[1], "must bound open, low and close, and low them")
    return opened, high, low, close


def day_of(text: str, zone: str) -> tuple[Nanos, Nanos]:
    day = calendar_day(text[:DAY_TEXT], "date")
    if text[DAY_TEXT:] not in ("", " 00:00"):
        raise BadField("date", text, "must be yyyymmdd 00:00")
    return midnight(day, zone), midnight(day_after(day), zone)
