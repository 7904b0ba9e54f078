"""Binance captures: the messages of its WebSocket streams, each with the time of its receipt.

What we rely on (binance-docs.github.io, and checked over the captures that the tests read):
- a line is `local_ns {"stream":"btcusdt@trade","data":{...}}`, or `local_ns {"lastUpdateId":...}`
  with a picture of the book; lines stand in the order in which they came;
- `bookTicker` is the best bid and ask at each change, and `u` numbers its states; `trade` is each
  print, where `m` says that the buyer was the maker, so that a seller crossed;
- `depth` tells the levels below the best, which no market here is matched by: it is passed over,
  but its `pu` tells a perpetual's stream from that of a coin.

Of the clocks only that of receipt is used. The exchange's own (`E`, `T`) run ahead of it, by 1.27 s
in the captures of the tests, and quotes of coins have none: prints by one clock and quotes by
another would put each print more than a second after the quotes that followed it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice
from math import gcd
from pathlib import Path

import msgspec

from holdfast.market.numerals import calendar_day, positive, remembered, size
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
LINE_CHARACTERS_MAX = 1 << 20  # a picture of a thousand levels is 60 kB
ROWS_LOOKED_AT = 2_000
SCALE = 8
PERPETUAL = "-PERP"


class Data(msgspec.Struct, frozen=True):
    """What `bookTicker` and `trade` tell; prices and sizes as text."""

    u: int = 0
    pu: int | None = None
    b: str | list[tuple[str, str]] = ""
    a: str | list[tuple[str, str]] = ""
    B: str = ""
    A: str = ""
    p: str = ""
    q: str = ""
    m: bool = False


class Line(msgspec.Struct, frozen=True):
    """One message; a picture of the book has no stream."""

    stream: str = ""
    data: Data = Data()


def binance(path: Path) -> Recording | None:
    """Claim a capture by its name, `SYMBOL_yyyymmdd[.gz]`, and by how it begins."""
    named = NAME.fullmatch(path.name)
    if named is None:
        return None
    first = next(numbered(path, characters_max=LINE_CHARACTERS_MAX), None)
    if first is None or FIRST.match(first[1]) is None:
        return None
    looked_at = list(islice(_lines(path), ROWS_LOOKED_AT))
    told = [line.data for _, _, line in looked_at]
    tick, lot = _steps(told)
    instrument = _instrument(named["symbol"], is_perpetual=any(each.pu for each in told))
    return Recording(
        path=path,
        instrument=instrument,
        detail=Detail.TICKS,
        stream=Stream.QUOTES,
        read=lambda: messages(path, instrument.id),
        day=calendar_day(named["day"], "date in the file name"),
        tick=tick,
        lot=lot,
    )


def messages(path: Path, instrument: InstrumentId) -> Iterator[MarketEvent]:
    """Read quotes and prints in the order of their receipt."""
    price_of, size_of = remembered(_price), remembered(_size)
    last: Nanos = 0
    state = 0

    def quote(at: Nanos, data: Data) -> MarketEvent | None:
        nonlocal state
        if not isinstance(data.b, str) or not isinstance(data.a, str):
            raise BadField("data", str(data.b), "must be one price of each side")
        if data.u <= state:
            return None
        state = data.u
        bid, ask = price_of(data.b, "b"), price_of(data.a, "a")
        return Quote(instrument, bid, ask, size_of(data.B, "B"), size_of(data.A, "A"), at)

    def trade(at: Nanos, data: Data) -> MarketEvent | None:
        aggressor = Side.SELL if data.m else Side.BUY
        return Trade(instrument, price_of(data.p, "p"), size_of(data.q, "q"), at, aggressor)

    takes: dict[str, Callable[[Nanos, Data], MarketEvent | None]] = {
        "bookTicker": quote,
        "trade": trade,
    }
    for number, at, line in _lines(path):
        if at < last:
            raise UnreadableTape(path, "must not go back in time", number, "time", str(at))
        last = at
        take = takes.get(line.stream.partition("@")[2])
        try:
            event = take(at, line.data) if take is not None else None
        except BadField as bad:
            raise UnreadableTape(path, bad.rule, number, bad.field, bad.value) from None
        if event is not None:
            yield event


def _price(text: str, field: str) -> Decimal:
    return positive(_shorter(text), field)


def _size(text: str, field: str) -> Decimal:
    return size(_shorter(text), field)


def _shorter(text: str) -> str:
    """Leave the zeros out with which every number is filled up to eight decimals."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def _lines(path: Path) -> Iterator[tuple[int, Nanos, Line]]:
    decode = msgspec.json.Decoder(Line).decode
    for number, text in numbered(path, characters_max=LINE_CHARACTERS_MAX):
        time, _, told = text.partition(" ")
        if len(time) != 19 or not (time.isascii() and time.isdigit()):
            raise UnreadableTape(path, "must be nanoseconds of 19 digits", number, "time", time)
        try:
            yield number, int(time), decode(told)
        except msgspec.DecodeError as wrong:
            rule = f"must be a message of Binance: {wrong}"
            raise UnreadableTape(path, rule, number, "message", told) from None


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
            for price, qty in levels:
                prices = gcd(prices, _units(price))
                sizes = gcd(sizes, _units(qty))
        for qty in (data.B, data.A, data.q):
            sizes = gcd(sizes, _units(qty))
        prices = gcd(prices, _units(data.p))
    return _step(prices), _step(sizes)


def _step(units: int) -> Decimal:
    return Decimal(max(units, 1)).scaleb(-SCALE).normalize()


def _units(text: str) -> int:
    """Count a number in hundred-millionths; what is no number counts for nothing here."""
    whole, _, decimals = text.partition(".")
    digits = whole + decimals[:SCALE].ljust(SCALE, "0")
    return int(digits) if text and digits.isascii() and digits.isdigit() else 0
