"""Databento files of futures: the order-by-order book (MBO) of one contract of CME Globex.

What we rely on (databento.com/docs/standards-and-conventions): the file says its data set, schema
and symbol; times are nanoseconds UTC, those of the exchange; prices are whole billionths. What a
contract is worth it does not say, so only contracts that are known here are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import msgspec

from holdfast.market.mbo import book_events
from holdfast.market.recording import Detail, Recording, Stream
from holdfast.market.unreadable import BadField, UnreadableTape
from holdfast.model.ids import InstrumentId
from holdfast.model.instrument import Instrument, InstrumentKind
from holdfast.model.numbers import Nanos
from holdfast.model.quote import MarketEvent

SUFFIXES = (".dbn", ".dbn.zst")
DATASET, SCHEMA = "GLBX.MDP3", "mbo"
CHUNK_BYTES = 1 << 18
DEPTH_WHOLE = 10_000
MONTHS = "FGHJKMNQUVXZ"
SYMBOL = re.compile(rf"(?P<root>[A-Z0-9]{{2,3}}?)(?P<month>[{MONTHS}])(?P<year>\d{{1,2}})")
FRIDAY, SECOND_NS = 4, 1_000_000_000


class Contract(msgspec.Struct, frozen=True):
    """What one contract of a root is worth per point, and its smallest step of price."""

    multiplier: Decimal
    tick: Decimal


# index futures, whose contracts expire on the third Friday of their month
CONTRACTS = {
    "ES": Contract(Decimal(50), Decimal("0.25")),
    "MES": Contract(Decimal(5), Decimal("0.25")),
    "NQ": Contract(Decimal(20), Decimal("0.25")),
    "MNQ": Contract(Decimal(2), Decimal("0.25")),
    "RTY": Contract(Decimal(50), Decimal("0.1")),
    "M2K": Contract(Decimal(5), Decimal("0.1")),
    "YM": Contract(Decimal(5), Decimal(1)),
    "MYM": Contract(Decimal("0.5"), Decimal(1)),
}


def dbn(path: Path) -> Recording | None:
    """Claim a file by its ending, `.dbn` or `.dbn.zst`; it needs the package databento-dbn."""
    if not path.name.endswith(SUFFIXES):
        return None
    told = next(_decoded(path), None)
    symbols = list(getattr(told, "symbols", ()))
    schema = str(getattr(told, "schema", "")).lower()
    if getattr(told, "dataset", "") != DATASET or schema != SCHEMA or len(symbols) != 1:
        raise UnreadableTape(path, f"must hold the MBO records of one contract of {DATASET}")
    start, end = getattr(told, "start", 0), getattr(told, "end", None)
    day = datetime.fromtimestamp(start // SECOND_NS, UTC).date()
    instrument, tick = future_of(symbols[0], day)
    return Recording(
        path=path,
        instrument=instrument,
        detail=Detail.ORDERS,
        stream=Stream.ORDERS,
        read=lambda: messages(path, instrument.id),
        day=day,
        depth=DEPTH_WHOLE,
        end=end,
        tick=tick,
    )


def messages(path: Path, instrument: InstrumentId) -> Iterator[MarketEvent]:
    """Read what happens to each order of a file, in time order, however it was cut in days."""
    last: Nanos = 0
    records = _decoded(path)
    next(records, None)
    for event in book_events(records, instrument):
        if event.at < last:
            raise UnreadableTape(path, "must not go back in time", 0, "ts_event", str(event.at))
        last = event.at
        yield event


def future_of(symbol: str, day: date) -> tuple[Instrument, Decimal]:
    """Name a contract as its symbol does on this day: `ESH4` in 2023 is that of March 2024.

    Raises BadField for a root whose multiplier is not known.
    """
    named = SYMBOL.fullmatch(symbol)
    contract = CONTRACTS.get(named["root"]) if named else None
    if named is None or contract is None:
        known = ", ".join(CONTRACTS)
        raise BadField("symbol", symbol, f"must be a contract of one of {known}")
    month = MONTHS.index(named["month"]) + 1
    digits = 10 ** len(named["year"])
    expiry = third_friday(day.year - day.year % digits + int(named["year"]), month)
    if expiry < day:
        expiry = third_friday(expiry.year + digits, month)
    told = Instrument(
        symbol, InstrumentKind.FUTURE, "USD", contract.multiplier, named["root"], str(expiry)
    )
    return told, contract.tick


def third_friday(year: int, month: int) -> date:
    """Say when index futures of a month expire, holidays left aside."""
    first = date(year, month, 1)
    return first + timedelta(days=(FRIDAY - first.weekday()) % 7 + 14)


def _decoded(path: Path) -> Iterator[Any]:
    """Yield the head of a file and then its records, a piece of the file at a time."""
    try:
        from databento_dbn import Compression, DBNDecoder, DBNError
    except ImportError:
        rule = "needs the package databento-dbn: pip install 'holdfast[databento]'"
        raise UnreadableTape(path, rule) from None
    packed = Compression.ZSTD if path.suffix == ".zst" else Compression.NONE
    # the package's own stub takes the members of its enum for text
    decoder = DBNDecoder(compression=cast(Compression, packed))
    try:
        with path.open("rb") as file:
            while piece := file.read(CHUNK_BYTES):
                decoder.write(piece)
                yield from decoder.decode()
        if decoder.buffer():
            raise UnreadableTape(path, "breaks off in the middle of a record")
    except (OSError, DBNError) as broken:
        raise UnreadableTape(path, f"breaks off: {broken}") from None
