"""LEAN archives: one zip per symbol and day (ticks, minutes) or per symbol (days).

What we rely on: the name of the file inside says what it holds, for instance
`20131007_ibm_Quote_Tick.csv`, `20131011_spy_minute_trade.csv` or `aapl.csv`. Shares have prices
in 1/10000 dollar and times of New York; pairs (symbols of six letters or more) have plain prices
and UTC.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from holdfast.market import lean_bars, lean_ticks
from holdfast.market.lobster import NEW_YORK
from holdfast.market.numerals import (
    Numeral,
    calendar_day,
    day_after,
    midnight,
    positive,
    ten_thousandths,
)
from holdfast.market.recording import (
    Detail,
    Recording,
    Stream,
    instrument_of,
    is_pair,
    steps_of,
)
from holdfast.market.rows import BROKEN, Parse, events, first_line
from holdfast.market.unreadable import UnreadableTape
from holdfast.model.ids import InstrumentId
from holdfast.model.instrument import InstrumentKind
from holdfast.model.numbers import ZERO
from holdfast.model.quote import MarketEvent

UTC = "UTC"
TICK = re.compile(
    r"(?P<day>\d{8})_(?P<symbol>[a-z.]+)_(?:(?:tick_)?(?P<kind>quote|trade)(?:_tick)?)"
)
MINUTE = re.compile(r"(?P<day>\d{8})_(?P<symbol>[a-z.]+)_minute_(?P<kind>quote|trade)")
DAILY = re.compile(r"(?P<symbol>[a-z.]+)")
STREAMS = {"trade": Stream.TRADES, "quote": Stream.QUOTES}


def lean(path: Path) -> Recording | None:
    """Claim a zip by the name of the one file inside."""
    if path.suffix != ".zip":
        return None
    member = _member(path)
    if member is None:
        return None
    if named := MINUTE.fullmatch(member):
        return _minutes(path, named["symbol"], named["day"], named["kind"])
    if named := TICK.fullmatch(member):
        return _ticks(path, named["symbol"], named["day"], named["kind"])
    if named := DAILY.fullmatch(member):
        return _days(path, named["symbol"])
    return None


def _member(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except BROKEN as broken:
        raise UnreadableTape(path, f"must be a zip archive: {broken}") from None
    if len(names) != 1 or not names[0].endswith(".csv"):
        return None
    return names[0].removesuffix(".csv").lower()


def _ticks(path: Path, symbol: str, day_text: str, kind: str) -> Recording:
    day, instrument = calendar_day(day_text, "date in the file name"), instrument_of(symbol)

    def read() -> Iterator[MarketEvent]:
        if is_pair(symbol):
            if kind == "trade":
                raise UnreadableTape(path, "trade ticks of pairs are not known")
            return events(path, lean_ticks.currency_quotes(instrument.id, midnight(day, UTC)))
        begins = midnight(day, NEW_YORK)
        if kind == "trade":
            return events(path, lean_ticks.share_trades(instrument.id, begins))
        parse, rest = lean_ticks.share_quotes(instrument.id, begins)
        return events(path, parse, rest=rest)

    tick, lot = steps_of(instrument)
    return Recording(
        path,
        instrument,
        Detail.TICKS,
        STREAMS[kind],
        read,
        day,
        end=_end(day, symbol),
        tick=tick,
        lot=lot,
    )


def _minutes(path: Path, symbol: str, day_text: str, kind: str) -> Recording:
    day, instrument = calendar_day(day_text, "date in the file name"), instrument_of(symbol)
    assumed = (
        lean_ticks.CURRENCY_SIZE_ASSUMED if instrument.kind is InstrumentKind.FX_PAIR else ZERO
    )

    def read() -> Iterator[MarketEvent]:
        begins = midnight(day, _zone(symbol))
        price = _price(symbol)
        if kind == "trade":
            return events(path, lean_bars.minute_bars(instrument.id, begins, price))
        return events(path, lean_bars.minute_quotes(instrument.id, begins, price, assumed))

    tick, lot = steps_of(instrument)
    stream = Stream.BARS if kind == "trade" else Stream.QUOTES
    return Recording(
        path,
        instrument,
        Detail.MINUTES,
        stream,
        read,
        day,
        end=_end(day, symbol),
        tick=tick,
        lot=lot,
    )


def _days(path: Path, symbol: str) -> Recording:
    instrument = instrument_of(symbol)
    has_quotes = first_line(path).count(",") + 1 == lean_bars.QUOTE_COLUMNS

    def read() -> Iterator[MarketEvent]:
        if has_quotes:
            return events(path, lean_bars.daily_quotes(instrument.id, _zone(symbol)))
        return events(path, _daily_bars(instrument.id, symbol))

    tick, lot = steps_of(instrument)
    stream = Stream.QUOTES if has_quotes else Stream.BARS
    return Recording(path, instrument, Detail.DAYS, stream, read, tick=tick, lot=lot)


def _daily_bars(instrument: InstrumentId, symbol: str) -> Parse:
    return lean_bars.daily_bars(instrument, _zone(symbol), _price(symbol))


def _zone(symbol: str) -> str:
    return UTC if is_pair(symbol) else NEW_YORK


def _price(symbol: str) -> Numeral:
    return positive if is_pair(symbol) else ten_thousandths


def _end(day: date, symbol: str) -> int:
    return midnight(day_after(day), _zone(symbol))
