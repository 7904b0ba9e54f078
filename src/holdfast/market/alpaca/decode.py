"""Frames of Alpaca's data streams, JSON or MessagePack: what they tell, and what they say of it.

Pure and total: a frame becomes what it says, or Malformed, and never an error. One message that
makes no sense does not take the others of its frame with it. Fields that nobody needs are passed
over; kinds that nobody needs are Ignored, so that they can be counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Protocol, TypeVar

import msgspec

from holdfast.market.alpaca.said import (
    ERRORS,
    Malformed,
    SaidBar,
    SaidQuote,
    SaidTrade,
    bar_of,
    quote_of,
    trade_of,
)
from holdfast.model.ids import InstrumentId
from holdfast.model.quote import Bar, Quote, Trade
from holdfast.model.times import SECOND_NS

TEXT_MAX = 200  # characters of a message that are told
KIND_MAX = 20
MINUTE_NS, DAY_NS = 60 * SECOND_NS, 86_400 * SECOND_NS


class Control(msgspec.Struct, frozen=True):
    """What a stream says of itself: `success`, `error` with its code, or `subscription`.

    A subscription names all that is subscribed now.
    """

    kind: str
    text: str = ""
    code: int = 0
    trades: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    bars: tuple[str, ...] = ()


class Revised(msgspec.Struct, frozen=True):
    """A bar that is told anew: the day as far as it goes, or a minute after a late print."""

    bar: Bar


class Ignored(msgspec.Struct, frozen=True):
    """A message that nobody needs: of another kind, of no name of ours, or an unusable print."""

    kind: str


T_co = TypeVar("T_co", covariant=True)
Told = Quote | Trade | Bar | Revised | Control | Ignored | Malformed


class _Decoder(Protocol[T_co]):
    def decode(self, data: bytes | str, /) -> T_co: ...


class _Word(msgspec.Struct, frozen=True):
    msg: str = ""
    code: int = 0
    trades: tuple[str, ...] | None = None
    quotes: tuple[str, ...] | None = None
    bars: tuple[str, ...] | None = None


class _Tag(msgspec.Struct, frozen=True):
    T: str


class _Reader:
    """Decoders of one encoding."""

    def __init__(self, encoding: ModuleType) -> None:
        self.parts: _Decoder[list[msgspec.Raw]] = encoding.Decoder(list[msgspec.Raw])
        self.tag: _Decoder[_Tag] = encoding.Decoder(_Tag)
        self.word: _Decoder[_Word] = encoding.Decoder(_Word)
        self.quote: _Decoder[SaidQuote] = encoding.Decoder(SaidQuote)
        self.trade: _Decoder[SaidTrade] = encoding.Decoder(SaidTrade)
        self.bar: _Decoder[SaidBar] = encoding.Decoder(SaidBar)


_JSON, _MESSAGEPACK = _Reader(msgspec.json), _Reader(msgspec.msgpack)


def read(frame: bytes | str, names: Mapping[str, InstrumentId]) -> list[Told]:
    """Read a frame; `names` are ours by Alpaca's symbols, and others are ignored."""
    reader = _reader_of(frame)
    try:
        parts = reader.parts.decode(frame)
    except ERRORS as error:
        return [Malformed(str(error)[:TEXT_MAX])]
    return [_one(bytes(part), reader, names) for part in parts]


def _reader_of(frame: bytes | str) -> _Reader:
    """Tell the encoding by the first byte: no JSON begins as a list of MessagePack does."""
    if isinstance(frame, str) or not frame:
        return _JSON
    return _MESSAGEPACK if 0x90 <= frame[0] <= 0x9F or frame[0] in (0xDC, 0xDD) else _JSON


def _one(part: bytes, reader: _Reader, names: Mapping[str, InstrumentId]) -> Told:
    try:
        kind = reader.tag.decode(part).T
        match kind:
            case "q":
                quote = reader.quote.decode(part)
                name = names.get(quote.S)
                return Ignored("q") if name is None else quote_of(name, quote)
            case "t":
                trade = reader.trade.decode(part)
                name = names.get(trade.S)
                told = None if name is None else trade_of(name, trade)
                return told or Ignored("t")
            case "b" | "d" | "u":
                return _bar(kind, reader.bar.decode(part), names)
            case "success" | "error" | "subscription":
                return _control(kind, reader.word.decode(part))
            case _:
                return Ignored(kind[:KIND_MAX])
    except ERRORS as error:
        return Malformed(str(error)[:TEXT_MAX])


def _bar(kind: str, bar: SaidBar, names: Mapping[str, InstrumentId]) -> Told:
    name = names.get(bar.S)
    if name is None:
        return Ignored(kind)
    told = bar_of(name, bar, DAY_NS if kind == "d" else MINUTE_NS)
    return told if kind == "b" else Revised(told)


def _control(kind: str, word: _Word) -> Control:
    sets = (word.trades or (), word.quotes or (), word.bars or ())
    return Control(kind, word.msg[:TEXT_MAX], word.code, *sets)
