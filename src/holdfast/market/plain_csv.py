"""Plain CSV files with a header: bars, quotes or trades of the instrument that names the file.

    timestamp,open,high,low,close,volume      the timestamp is where the bar begins
    timestamp,bid,ask,bid_size,ask_size       a currency pair may leave the sizes out
    timestamp,price,size

Timestamps are RFC 3339 with a zone, dates (midnight UTC), or whole numbers since 1970 in seconds,
milli-, micro- or nanoseconds, told apart by their length. `AAPL.csv` and `AAPL_minute.csv.gz` are
AAPL's, and where two currencies stand together as in `truefx-usdjpy-ticks.csv` the file is that
pair's. Columns may stand in any order, and further ones are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice, pairwise
from operator import itemgetter
from pathlib import Path

from holdfast.market.lean_bars import four_prices
from holdfast.market.lean_ticks import CURRENCY_SIZE_ASSUMED
from holdfast.market.numerals import MILLISECOND_NS, SECOND_NS, positive, remembered, size
from holdfast.market.recording import (
    Detail,
    Recording,
    Stream,
    instrument_of,
    is_fx,
    is_pair,
    steps_of,
)
from holdfast.market.rows import Parse, events, first_line, numbered
from holdfast.market.unreadable import BadField, UnreadableTape
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import Nanos
from holdfast.model.quote import Bar, MarketEvent, Quote, Trade

Pick = Callable[[list[str]], tuple[str, ...]]

NAME = re.compile(r"(?P<symbol>[A-Za-z0-9][A-Za-z0-9.-]*?)(?:_[^/]*)?\.csv(?:\.gz)?")
RFC_3339 = re.compile(
    r"(?P<whole>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:\.(?P<fraction>\d{1,9}))?"
    r"(?P<zone>Z|[+-]\d\d:\d\d)"
)
DATE = re.compile(r"\d{4}-\d\d-\d\d")
EPOCH_UNIT_NS = {10: SECOND_NS, 13: MILLISECOND_NS, 16: 1_000, 19: 1}  # by count of digits
TIME_RULE = "must be RFC 3339 with a zone, a date, or a whole number of 10, 13, 16 or 19 digits"
BAR = ("timestamp", "open", "high", "low", "close", "volume")
SIZED_QUOTE = ("timestamp", "bid", "ask", "bid_size", "ask_size")
QUOTE = SIZED_QUOTE[:3]
TRADE = ("timestamp", "price", "size")
ROWS_LOOKED_AT_FOR_SPAN = 100
DAY_NS = 86_400 * SECOND_NS


def plain_csv(path: Path) -> Recording | None:
    """Claim a CSV file whose header says timestamp and one of the three sets of columns."""
    named = NAME.fullmatch(path.name)
    if named is None:
        return None
    header = [each.strip().lower() for each in first_line(path).split(",")]
    if "timestamp" not in header:
        return None
    instrument = instrument_of(_pair_in(path.name) or named["symbol"])
    tick, lot = steps_of(instrument)
    shape = _shape(path, header, instrument.id)
    if shape is None:
        return None
    detail, stream, make = shape
    return Recording(
        path=path,
        instrument=instrument,
        detail=detail,
        stream=stream,
        read=lambda: events(path, make(), header_rows=1),
        tick=tick,
        lot=lot,
    )


def _pair_in(name: str) -> str | None:
    parts = re.split(r"[-_. ]", name.upper())
    return next((each for each in parts if is_fx(each)), None)


def _shape(
    path: Path, header: list[str], instrument: InstrumentId
) -> tuple[Detail, Stream, Callable[[], Parse]] | None:
    columns = len(header)
    if set(BAR) <= set(header):
        pick = _picker(header, BAR, columns)
        return Detail.MINUTES, Stream.BARS, lambda: _bars(instrument, pick, _span(path, pick))
    if set(SIZED_QUOTE) <= set(header):
        pick = _picker(header, SIZED_QUOTE, columns)
        return Detail.TICKS, Stream.QUOTES, lambda: _quotes(instrument, pick)
    if set(QUOTE) <= set(header):
        if not is_pair(instrument):
            rule = f"must have bid_size and ask_size, for {instrument} is no currency pair"
            raise UnreadableTape(path, rule, 1, "header", ",".join(header))
        pick = _picker(header, QUOTE, columns)
        return Detail.TICKS, Stream.QUOTES, lambda: _quotes(instrument, pick)
    if set(TRADE) <= set(header):
        pick = _picker(header, TRADE, columns)
        return Detail.TICKS, Stream.TRADES, lambda: _trades(instrument, pick)
    return None


def _picker(header: list[str], wanted: tuple[str, ...], columns: int) -> Pick:
    choose = itemgetter(*(header.index(name) for name in wanted))

    def pick(fields: list[str]) -> tuple[str, ...]:
        if len(fields) != columns:
            raise BadField("row", ",".join(fields), f"must have {columns} columns like the header")
        chosen: tuple[str, ...] = choose(fields)
        return chosen

    return pick


def _bars(instrument: InstrumentId, pick: Pick, span_ns: int) -> Parse:
    price_of = remembered(positive)

    def parse(fields: list[str]) -> MarketEvent | None:
        time, *prices, volume = pick(fields)
        at = timestamp(time) + span_ns
        return Bar(instrument, *four_prices(prices, price_of), size(volume, "volume"), at, span_ns)

    return parse


def _quotes(instrument: InstrumentId, pick: Pick) -> Parse:
    """Read quotes; like a crossed one of any other tape, bid above ask is passed over."""
    price_of, size_of = remembered(positive), remembered(size)

    def parse(fields: list[str]) -> MarketEvent | None:
        time, low, high, *sizes = pick(fields)
        bid, ask = price_of(low, "bid"), price_of(high, "ask")
        bid_size = ask_size = CURRENCY_SIZE_ASSUMED
        if sizes:
            bid_size, ask_size = size_of(sizes[0], "bid_size"), size_of(sizes[1], "ask_size")
        at = timestamp(time)
        return Quote(instrument, bid, ask, bid_size, ask_size, at) if bid <= ask else None

    return parse


def _trades(instrument: InstrumentId, pick: Pick) -> Parse:
    number_of = remembered(positive)

    def parse(fields: list[str]) -> MarketEvent | None:
        time, price, traded = pick(fields)
        return Trade(
            instrument, number_of(price, "price"), number_of(traded, "size"), timestamp(time)
        )

    return parse


def _span(path: Path, pick: Pick) -> int:
    """Say how long a bar lasts: the smallest step between the first rows; one alone is a day's."""
    try:
        starts = list(_first_times(path, pick))
    except BadField as bad:
        raise UnreadableTape(path, bad.rule, 0, bad.field, bad.value) from None
    steps = [later - sooner for sooner, later in pairwise(starts)]
    return min((step for step in steps if step > 0), default=DAY_NS)


def _first_times(path: Path, pick: Pick) -> Iterator[Nanos]:
    for _, line in islice(numbered(path, header_rows=1), ROWS_LOOKED_AT_FOR_SPAN):
        yield timestamp(pick(line.rstrip("\r\n").split(","))[0])


def timestamp(text: str) -> Nanos:
    """Read any of the accepted forms to the nanosecond."""
    if text.isascii() and text.isdigit() and len(text) in EPOCH_UNIT_NS:
        return int(text) * EPOCH_UNIT_NS[len(text)]
    try:
        if found := RFC_3339.fullmatch(text):
            moment = datetime.fromisoformat(found["whole"] + found["zone"])
            return int(moment.timestamp()) * SECOND_NS + int(
                (found["fraction"] or "0").ljust(9, "0")
            )
        if DATE.fullmatch(text):
            return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * SECOND_NS
    except ValueError as wrong:
        raise BadField("timestamp", text, f"must be a real time: {wrong}") from None
    raise BadField("timestamp", text, TIME_RULE)
