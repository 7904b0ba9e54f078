"""A recorded market to replay: one file, or a folder of files merged by time."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from enum import StrEnum
from itertools import chain
from operator import attrgetter
from pathlib import Path

import msgspec

from holdfast.market import FEEDS
from holdfast.market.recording import Detail, Recording, Stream
from holdfast.market.unreadable import BadField, UnreadableTape
from holdfast.model.ids import InstrumentId, VenueId
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.numbers import Nanos
from holdfast.model.quote import MarketEvent

FILES_MAX = 20_000
CHAINS_MAX = 256  # each holds one file open
RULE = (
    "must be a LOBSTER message file (TICKER_yyyy-mm-dd_start_end_message_levels.csv or .csv.gz), "
    "a Databento file of MBO records (.dbn or .dbn.zst), a Binance capture (SYMBOL_yyyymmdd.gz), "
    "a LEAN zip of ticks, minutes or days, a CSV with a header of timestamp and open, high, low, "
    "close, volume or bid, ask, bid_size, ask_size or price, size, or a folder of such files"
)


class TapeKind(StrEnum):
    """What the market can be rebuilt from, from the finest to the coarsest."""

    ORDER_BY_ORDER = "order by order"
    QUOTES = "quotes"
    TRADES = "trades"
    BARS = "bars"


KINDS = {
    Stream.ORDERS: TapeKind.ORDER_BY_ORDER,
    Stream.QUOTES: TapeKind.QUOTES,
    Stream.TRADES: TapeKind.TRADES,
    Stream.BARS: TapeKind.BARS,
}


class Tape(msgspec.Struct, frozen=True):
    """What was chosen of a path; `events` reads it from the start, as often as it is asked.

    `start` is the time of the first event; `end` is when the recording says it ends, and None
    where its files do not say. `passed_over` names files that no feed knows or that a better
    recording of the same market replaces.
    """

    path: Path
    kind: TapeKind
    instruments: tuple[Instrument, ...]
    start: Nanos
    end: Nanos | None
    recordings: tuple[Recording, ...]
    passed_over: tuple[Path, ...]

    def events(self) -> Iterator[MarketEvent]:
        """Merge by time; at one time orders and prints come before bars, and bars before quotes."""
        return _merged(_chains(self.recordings))

    @property
    def one_price(self) -> frozenset[InstrumentId]:
        """The instruments that have bars and no more, so that one price is bid and asked."""
        finer = {r.instrument.id for r in self.recordings if r.stream is not Stream.BARS}
        return frozenset(each.id for each in self.instruments if each.id not in finer)

    def listings(self, venue: VenueId) -> tuple[Listing, ...]:
        """List each instrument at a venue, with the usual tick and lot of its kind."""
        steps = {each.instrument.id: (each.tick, each.lot) for each in self.recordings}
        return tuple(
            Listing(each.id, venue, each.id, tick=steps[each.id][0], lot=steps[each.id][1])
            for each in self.instruments
        )


def open_tape(path: str | Path) -> Tape:
    """Recognise a file or a folder and read as far as its first event.

    Of several recordings of one instrument the finest is played: order by order before ticks,
    ticks before minutes, minutes before days; and of one day's order-by-order books the deepest.
    """
    path = Path(path)
    files = _files(path)
    claimed = [found for file in files if (found := _claim(file)) is not None]
    if not claimed:
        raise UnreadableTape(path, RULE)
    chosen = _finest(path, claimed)
    chains = _chains(chosen)
    first = next(_merged([each[:1] for each in chains]), None)
    if first is None:
        raise UnreadableTape(path, "must hold at least one event")
    used = {each.path for each in chosen}
    instruments = {each.instrument.id: each.instrument for each in chosen}
    ends = [each.end for each in chosen if each.end is not None]
    return Tape(
        path=path,
        kind=next(
            kind for stream, kind in KINDS.items() if any(r.stream is stream for r in chosen)
        ),
        instruments=tuple(instruments[each] for each in sorted(instruments)),
        start=first.at,
        end=max(ends) if len(ends) == len(chosen) else None,
        recordings=tuple(chosen),
        passed_over=tuple(file for file in files if file not in used),
    )


def _files(path: Path) -> list[Path]:
    try:
        if path.is_file():
            return [path]
        if not path.is_dir():
            raise UnreadableTape(path, "must be a file or a folder that exists")
        files = sorted(each for each in path.rglob("*") if each.is_file())
    except OSError as broken:
        raise UnreadableTape(path, f"cannot be listed: {broken}") from None
    if len(files) > FILES_MAX:
        raise UnreadableTape(path, f"must hold at most {FILES_MAX} files, but holds {len(files)}")
    return files


def _claim(file: Path) -> Recording | None:
    try:
        return next((found for feed in FEEDS if (found := feed(file)) is not None), None)
    except BadField as bad:
        raise UnreadableTape(file, bad.rule, 0, bad.field, bad.value) from None


def _finest(path: Path, claimed: list[Recording]) -> list[Recording]:
    detail: dict[InstrumentId, Detail] = {}
    for each in claimed:
        name = each.instrument.id
        detail[name] = max(each.detail, detail.get(name, each.detail))
    chosen: dict[tuple[str, Stream, str], Recording] = {}
    for each in claimed:
        if each.detail is not detail[each.instrument.id]:
            continue
        key = (each.instrument.id, each.stream, str(each.day or ""))
        other = chosen.get(key)
        if other is not None and other.depth == each.depth:
            rule = f"must be recorded once, but {other.path} and {each.path} tell the same"
            raise UnreadableTape(path, rule, 0, "instrument", each.instrument.id)
        if other is None or each.depth > other.depth:
            chosen[key] = each
    return [chosen[key] for key in sorted(chosen)]


def _chains(recordings: list[Recording] | tuple[Recording, ...]) -> list[list[Recording]]:
    """Group by stream and instrument, in order of days: of each group one file is open."""
    chains: dict[tuple[Stream, InstrumentId], list[Recording]] = {}
    for each in recordings:
        chains.setdefault((each.stream, each.instrument.id), []).append(each)
    if len(chains) > CHAINS_MAX:
        rule = f"must have at most {CHAINS_MAX} instruments times streams, but has {len(chains)}"
        raise UnreadableTape(recordings[0].path.parent, rule)
    return [chains[key] for key in sorted(chains)]


def _merged(chains: list[list[Recording]]) -> Iterator[MarketEvent]:
    if len(chains) == 1:
        return _played(chains[0])
    return heapq.merge(*map(_played, chains), key=attrgetter("at"))


def _played(recordings: list[Recording]) -> Iterator[MarketEvent]:
    return chain.from_iterable(_read(each) for each in recordings)


def _read(recording: Recording) -> Iterator[MarketEvent]:
    try:
        yield from recording.read()
    except BadField as bad:
        raise UnreadableTape(recording.path, bad.rule, 0, bad.field, bad.value) from None
