"""Replies of Alpaca's Market Data API, read: the latest, pages of history, snapshots and chains.

Pure and total: a reply becomes what it says, or Malformed as a whole, and never an error. Events
bear our names where we have one for a symbol, and else the symbol.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeVar

import msgspec

from holdfast.market.alpaca.decode import DAY_NS, MINUTE_NS, TEXT_MAX
from holdfast.market.alpaca.said import (
    ERRORS,
    Malformed,
    SaidBar,
    SaidQuote,
    SaidTrade,
    Unsound,
    bar_of,
    quote_of,
    trade_of,
)
from holdfast.market.alpaca.symbols import Contract, Family, contract_of
from holdfast.model.ids import InstrumentId
from holdfast.model.quote import Bar, Quote, Trade

T = TypeVar("T")
S = TypeVar("S")
Names = Mapping[str, InstrumentId]


class Latest(msgspec.Struct, frozen=True):
    """The newest that there is of each instrument; one of the three, as it was asked for."""

    quotes: dict[InstrumentId, Quote]
    trades: dict[InstrumentId, Trade]
    bars: dict[InstrumentId, Bar]


class Page(msgspec.Struct, frozen=True):
    """A part of a history: by instrument, and in order of time; `token` leads to the next one."""

    events: list[Quote | Trade | Bar]
    token: str = ""


class Greeks(msgspec.Struct, frozen=True):
    """What an option's price does, as Alpaca works it out by Black and Scholes."""

    delta: Decimal
    gamma: Decimal
    theta: Decimal
    vega: Decimal
    rho: Decimal


class Snapshot(msgspec.Struct, frozen=True):
    """All that is newest of one instrument; `day` as far as it goes.

    The last three are told of options alone; `volatility` is the implied one, as a fraction.
    """

    instrument: InstrumentId
    quote: Quote | None = None
    trade: Trade | None = None
    minute: Bar | None = None
    day: Bar | None = None
    day_before: Bar | None = None
    contract: Contract | None = None
    volatility: Decimal | None = None
    greeks: Greeks | None = None


class Snapshots(msgspec.Struct, frozen=True):
    """A page of snapshots by symbol; `token` leads to the next one."""

    told: dict[str, Snapshot]
    token: str = ""


class _Latest(msgspec.Struct, frozen=True):
    quotes: dict[str, SaidQuote | None] | None = None
    trades: dict[str, SaidTrade | None] | None = None
    bars: dict[str, SaidBar | None] | None = None


class _Page(msgspec.Struct, frozen=True):
    quotes: dict[str, list[SaidQuote] | None] | None = None
    trades: dict[str, list[SaidTrade] | None] | None = None
    bars: dict[str, list[SaidBar] | None] | None = None
    next_page_token: str | None = None


class _Snapshot(msgspec.Struct, frozen=True, rename="camel"):
    latest_quote: SaidQuote | None = None
    latest_trade: SaidTrade | None = None
    minute_bar: SaidBar | None = None
    daily_bar: SaidBar | None = None
    prev_daily_bar: SaidBar | None = None
    implied_volatility: Decimal | None = None
    greeks: Greeks | None = None


class _Snapshots(msgspec.Struct, frozen=True):
    snapshots: dict[str, _Snapshot | None] | None = None
    next_page_token: str | None = None


def latest_of(body: bytes, names: Names) -> Latest | Malformed:
    """Read the latest quotes, prints or bars; what an instrument has none of is left out."""
    return _read(_LATEST, body, lambda told: _latest(told, names))


def page_of(body: bytes, names: Names, span_ns: int = MINUTE_NS) -> Page | Malformed:
    """Read a page of quotes, prints or bars of this span; unusable prints are left out."""
    return _read(_PAGE, body, lambda told: _page(told, names, span_ns))


def snapshots_of(body: bytes, names: Names, family: Family) -> Snapshots | Malformed:
    """Read snapshots; those of stocks are told without a frame around them."""
    if family is not Family.STOCKS:
        return _read(_SNAPSHOTS, body, lambda told: _snapshots(told, names))
    return _read(_BARE, body, lambda told: _snapshots(_Snapshots(told), names))


def _read(decoder: msgspec.json.Decoder[S], body: bytes, made: Callable[[S], T]) -> T | Malformed:
    try:
        return made(decoder.decode(body))
    except ERRORS as error:
        return Malformed(str(error)[:TEXT_MAX])


def _latest(told: _Latest, names: Names) -> Latest:
    return Latest(
        _of_each(told.quotes, names, quote_of),
        _of_each(told.trades, names, trade_of),
        _of_each(told.bars, names, lambda name, bar: bar_of(name, bar, MINUTE_NS)),
    )


def _of_each(
    told: Mapping[str, S | None] | None, names: Names, made: Callable[[InstrumentId, S], T | None]
) -> dict[InstrumentId, T]:
    found: dict[InstrumentId, T] = {}
    for symbol, said in (told or {}).items():
        name = names.get(symbol, symbol)
        event = None if said is None else made(name, said)
        if event is not None:
            found[name] = event
    return found


def _page(told: _Page, names: Names, span_ns: int) -> Page:
    events: list[Quote | Trade | Bar] = []
    for symbol, quotes in (told.quotes or {}).items():
        events += (quote_of(names.get(symbol, symbol), each) for each in quotes or ())
    for symbol, trades in (told.trades or {}).items():
        name = names.get(symbol, symbol)
        events += (made for each in trades or () if (made := trade_of(name, each)) is not None)
    for symbol, bars in (told.bars or {}).items():
        events += (bar_of(names.get(symbol, symbol), each, span_ns) for each in bars or ())
    return Page(events, told.next_page_token or "")


def _snapshots(told: _Snapshots, names: Names) -> Snapshots:
    found = {
        symbol: _snapshot(symbol, said, names)
        for symbol, said in (told.snapshots or {}).items()
        if said is not None
    }
    return Snapshots(found, told.next_page_token or "")


def _snapshot(symbol: str, said: _Snapshot, names: Names) -> Snapshot:
    name = names.get(symbol, symbol)
    quote, trade = said.latest_quote, said.latest_trade
    return Snapshot(
        name,
        None if quote is None else quote_of(name, quote),
        None if trade is None else trade_of(name, trade),
        _bar(name, said.minute_bar, MINUTE_NS),
        _bar(name, said.daily_bar, DAY_NS),
        _bar(name, said.prev_daily_bar, DAY_NS),
        contract_of(symbol),
        said.implied_volatility and _finite(said.implied_volatility),
        said.greeks and _sound(said.greeks),
    )


def _bar(name: InstrumentId, said: SaidBar | None, span_ns: int) -> Bar | None:
    return None if said is None else bar_of(name, said, span_ns)


def _sound(greeks: Greeks) -> Greeks:
    for field in greeks.__struct_fields__:
        _finite(getattr(greeks, field))
    return greeks


def _finite(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise Unsound(f"{number} is no number")
    return number


_LATEST = msgspec.json.Decoder(_Latest)
_PAGE = msgspec.json.Decoder(_Page)
_SNAPSHOTS = msgspec.json.Decoder(_Snapshots)
_BARE: msgspec.json.Decoder[dict[str, _Snapshot | None]] = msgspec.json.Decoder(
    dict[str, _Snapshot | None]
)
