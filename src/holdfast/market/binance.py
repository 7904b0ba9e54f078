"""Binance captures: the messages of its WebSocket streams, each with the time of its receipt.

What we rely on (developers.binance.com, "How to manage a local order book correctly", and checked
over the captures that the tests read):
- a line is `local_ns {"stream":"btcusdt@trade","data":{...}}`, or `local_ns {"lastUpdateId":...}`
  with a picture of the book; lines stand in the order in which they came;
- `bookTicker` is the best bid and ask at each change, `depth` what stands at each price that has
  changed, `trade` each print; its `m` says that the buyer was the maker, so that a seller crossed;
- states of the book are numbered: `u` is the one that a message leads to, `U` the first in a depth
  update, and `pu`, which perpetuals alone have, the last of the update before.

A capture with a picture, or that goes on from the day before, is a whole book (`binance_book`);
another has the best quotes and the prints.

Of the clocks only that of receipt is used. The exchange's own (`E`, `T`) run ahead of it, by 1.27 s
in the captures of the tests, and quotes of coins have none: prints by one clock and quotes by
another would put each print more than a second after the quotes that followed it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from math import gcd
from pathlib import Path

from holdfast.market.binance_book import book_events
from holdfast.market.binance_lines import LINE_CHARACTERS_MAX, Data, Line, lines, one, price, qty
from holdfast.market.numerals import calendar_day, remembered
from holdfast.market.recording import Detail, Recording, Stream, instrument_of
from holdfast.market.rows import numbered
from holdfast.market.unreadable import BadField, UnreadableTape
from holdfast.model.ids import InstrumentId
from holdfast.model.instrument import Instrument, InstrumentKind
from holdfast.model.numbers import Nanos
from holdfast.model.order import Side
from holdfast.model.quote import MarketEvent, Quote, Trade

NAME = re.compile(r"(?P<symbol>[a-z0-9]{5,20})_(?P<day>\d{8})(?:\.jsonl?|\.txt)?(?:\.gz)?")
FIRST = re.compile(r'\d{19} \{"(?:stream|lastUpdateId)":')
ROWS_LOOKED_AT = 2_000
DAYS_MAX = 31  # that a capture may go on from its picture
DEPTH = 1_000
SCALE = 8
PERPETUAL = "-PERP"


def binance(path: Path) -> Recording | None:
    """Claim a capture by its name, `SYMBOL_yyyymmdd[.gz]`, and by how it begins."""
    named = NAME.fullmatch(path.name)
    if named is None:
        return None
    first = next(numbered(path, characters_max=LINE_CHARACTERS_MAX), None)
    if first is None or FIRST.match(first[1]) is None:
        return None
    looked_at = _first_lines(path)
    told = [line.data for line in looked_at]
    tick, lot = _steps(told)
    instrument = _instrument(named["symbol"], is_perpetual=any(each.pu for each in told))
    day = calendar_day(named["day"], "date in the file name")
    days = _days_with_picture(path, day, looked_at)

    def read() -> Iterator[MarketEvent]:
        return book_events(days, instrument.id) if days else messages(path, instrument.id)

    return Recording(
        path=path,
        instrument=instrument,
        detail=Detail.ORDERS if days else Detail.TICKS,
        stream=Stream.ORDERS if days else Stream.QUOTES,
        read=read,
        day=day,
        depth=DEPTH if days else 0,
        tick=tick,
        lot=lot,
    )


def messages(path: Path, instrument: InstrumentId) -> Iterator[MarketEvent]:
    """Read the best quotes and the prints in the order of their receipt."""
    price_of, size_of = remembered(price), remembered(qty)
    state = 0

    def quote(at: Nanos, data: Data) -> MarketEvent | None:
        nonlocal state
        if data.u <= state:
            return None
        state = data.u
        bid, ask = price_of(one(data.b), "b"), price_of(one(data.a), "a")
        return Quote(instrument, bid, ask, size_of(data.B, "B"), size_of(data.A, "A"), at)

    def trade(at: Nanos, data: Data) -> MarketEvent | None:
        aggressor = Side.SELL if data.m else Side.BUY
        return Trade(instrument, price_of(data.p, "p"), size_of(data.q, "q"), at, aggressor)

    takes: dict[str, Callable[[Nanos, Data], MarketEvent | None]] = {
        "bookTicker": quote,
        "trade": trade,
    }
    for number, at, line in lines(path):
        take = takes.get(line.kind)
        try:
            event = take(at, line.data) if take is not None else None
        except BadField as bad:
            raise UnreadableTape(path, bad.rule, number, bad.field, bad.value) from None
        if event is not None:
            yield event


def _first_lines(path: Path) -> list[Line]:
    return [line for _, _, line in islice(lines(path), ROWS_LOOKED_AT)]


def _days_with_picture(path: Path, day: date, first: list[Line]) -> tuple[Path, ...]:
    """Return the captures from the one with the picture to this one, none where there is none."""
    days = [path]
    looked_at = first
    while not any(line.lastUpdateId for line in looked_at):
        day -= timedelta(days=1)
        before = path.with_name(re.sub(r"_\d{8}", f"_{day:%Y%m%d}", path.name))
        if len(days) == DAYS_MAX or not before.is_file():
            return ()
        days.insert(0, before)
        looked_at = _first_lines(before)
    return tuple(days)


def _instrument(symbol: str, *, is_perpetual: bool) -> Instrument:
    coin = instrument_of(symbol)
    if not is_perpetual:
        return coin
    kind = InstrumentKind.CRYPTO_PERPETUAL
    return Instrument(coin.id + PERPETUAL, kind, coin.currency, underlying=coin.id)


def _steps(told: list[Data]) -> tuple[Decimal, Decimal]:
    """Find tick and lot: the coarsest steps on which all prices and sizes lie.

    The capture does not say them. Thousands of levels leave no doubt; a few lines may make
    them too coarse.
    """
    prices = sizes = 0
    for data in told:
        for side in (data.b, data.a):
            levels = [(side, "0")] if isinstance(side, str) else side
            for at, much in levels:
                prices = gcd(prices, _units(at))
                sizes = gcd(sizes, _units(much))
        for much in (data.B, data.A, data.q):
            sizes = gcd(sizes, _units(much))
        prices = gcd(prices, _units(data.p))
    return _step(prices), _step(sizes)


def _step(units: int) -> Decimal:
    return Decimal(max(units, 1)).scaleb(-SCALE).normalize()


def _units(text: str) -> int:
    """Count a number in hundred-millionths; what is no number counts for nothing here."""
    whole, _, decimals = text.partition(".")
    digits = whole + decimals[:SCALE].ljust(SCALE, "0")
    return int(digits) if text and digits.isascii() and digits.isdigit() else 0
