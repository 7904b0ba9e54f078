"""Frames of Alpaca's data stream, read: quotes, prints and bars, and what it says of itself.

Pure and total: a frame becomes what it says, or Malformed, and never an error. Kinds that nobody
needs are passed over. Source: Alpaca's page on real-time stock data; a frame is a JSON array.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import ZERO, out_of_range
from holdfast.model.quote import Bar, Quote, Trade
from holdfast.model.times import SECOND_NS, parse_rfc3339

TEXT_MAX = 200  # characters of a fault that are told
_SPANS = {"b": 60 * SECOND_NS, "u": 60 * SECOND_NS, "d": 86_400 * SECOND_NS}


class Malformed(msgspec.Struct, frozen=True):
    """What came is not what Alpaca says that it sends; `why` is for people."""

    why: str


class Control(msgspec.Struct, frozen=True):
    """What the stream says of itself: `success`, `subscription`, or `error` with its code."""

    kind: str
    text: str = ""
    code: int = 0


class _Tag(msgspec.Struct, frozen=True):
    T: str


class _Quote(msgspec.Struct, frozen=True):
    S: str
    t: str
    bp: Decimal = ZERO
    bs: Decimal = ZERO
    ap: Decimal = ZERO
    as_: Decimal = msgspec.field(name="as", default=ZERO)


class _Trade(msgspec.Struct, frozen=True):
    S: str
    t: str
    p: Decimal
    s: Decimal


class _Bar(msgspec.Struct, frozen=True):
    S: str
    t: str
    o: Decimal
    h: Decimal
    low: Decimal = msgspec.field(name="l")
    c: Decimal = ZERO
    v: Decimal = ZERO


class _Word(msgspec.Struct, frozen=True):
    msg: str = ""
    code: int = 0


Told = Quote | Trade | Bar | Control | Malformed

_FRAME = msgspec.json.Decoder(list[msgspec.Raw])
_TAG = msgspec.json.Decoder(_Tag)
_KINDS: dict[str, msgspec.json.Decoder[Any]] = {
    "q": msgspec.json.Decoder(_Quote),
    "t": msgspec.json.Decoder(_Trade),
    **dict.fromkeys(_SPANS, msgspec.json.Decoder(_Bar)),
    **dict.fromkeys(("success", "error", "subscription"), msgspec.json.Decoder(_Word)),
}
_ERRORS = (msgspec.MsgspecError, ValueError, ArithmeticError, RecursionError)


def read(frame: bytes | str, names: Mapping[str, InstrumentId]) -> list[Told]:
    """Read a frame; `names` are ours by Alpaca's symbols, and others are passed over."""
    try:
        parts = _FRAME.decode(frame)
    except _ERRORS as error:
        return [Malformed(str(error)[:TEXT_MAX])]
    told = (_read_one(bytes(part), names) for part in parts)
    return [each for each in told if each is not None]


def _read_one(part: bytes, names: Mapping[str, InstrumentId]) -> Told | None:
    try:
        kind = _TAG.decode(part).T
        decoder = _KINDS.get(kind)
        said = None if decoder is None else decoder.decode(part)
    except _ERRORS as error:
        return Malformed(str(error)[:TEXT_MAX])
    if said is None:
        return None
    if isinstance(said, _Word):
        return Control(kind, said.msg, said.code)
    name = names.get(said.S)
    if name is None:
        return None
    at = parse_rfc3339(said.t)
    if at is None:
        return Malformed(f"t {said.t[:40]} is no time")
    fault = _unsound(said)
    return Malformed(fault) if fault else _event(said, name, at, _SPANS.get(kind, 0))


def _event(said: _Quote | _Trade | _Bar, name: InstrumentId, at: int, span_ns: int) -> Told:
    match said:
        case _Quote():
            # a side that nobody quotes is told with a price or a size of zero
            bid = said.bp if said.bs else ZERO
            ask = said.ap if said.as_ else ZERO
            return Quote(name, bid, ask, said.bs if bid else ZERO, said.as_ if ask else ZERO, at)
        case _Trade():
            return Trade(name, said.p, said.s, at)
        case _Bar():
            return Bar(name, said.o, said.h, said.low, said.c, said.v, at + span_ns, span_ns)


def _unsound(said: msgspec.Struct) -> str:
    """Say which number is none that a market has, empty where all are sound."""
    for field in said.__struct_fields__:
        value = getattr(said, field)
        if isinstance(value, Decimal):
            rule = out_of_range(value) or ("must not be negative" if value < 0 else "")
            if rule:
                return f"{field} {str(value)[:40]} {rule}"
    return ""
