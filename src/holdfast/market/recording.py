"""One recorded file as a feed sees it: whose market, in what detail, and how to read it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from enum import IntEnum
from pathlib import Path

import msgspec

from holdfast.model.instrument import Instrument, InstrumentKind
from holdfast.model.numbers import ONE, Nanos
from holdfast.model.quote import MarketEvent

PAIR_LETTERS_MIN = 6  # no ticker of a US share is longer than five letters
QUOTES_IN_LONG = ("USDT", "USDC")
FIAT = ("USD", "EUR", "GBP", "JPY", "CHF", "AUD", "NZD", "CAD", "SEK", "NOK", "DKK", "SGD", "HKD")
CENT = Decimal("0.01")
PIPETTE = Decimal("0.00001")
PIPETTE_OF_YEN = Decimal("0.001")
COIN_LOT = Decimal("0.00000001")


class Detail(IntEnum):
    """How finely a recording shows the market; what is finer wins where both are at hand."""

    DAYS = 1
    MINUTES = 2
    TICKS = 3
    ORDERS = 4


class Stream(IntEnum):
    """What a recording tells; at one and the same time prints come before the quotes they move."""

    ORDERS = 0
    TRADES = 1
    BARS = 2
    QUOTES = 3


class Recording(msgspec.Struct, frozen=True):
    """A file that a feed has claimed; nothing is read before `read` is called and stepped."""

    path: Path
    instrument: Instrument
    detail: Detail
    stream: Stream
    read: Callable[[], Iterator[MarketEvent]]
    day: date | None = None  # None where the file is not for one day
    depth: int = 0  # levels of the book that the recording covers
    end: Nanos | None = None
    tick: Decimal = CENT
    lot: Decimal = ONE


Feed = Callable[[Path], Recording | None]  # None: not a file of mine


def is_pair(symbol: str) -> bool:
    """Tell a currency pair from a share by the length of its symbol."""
    return len(symbol) >= PAIR_LETTERS_MIN and symbol.isalnum()


def is_fx(symbol: str) -> bool:
    """Tell two currencies of states from anything that has a coin in it; capitals only."""
    return len(symbol) == PAIR_LETTERS_MIN and symbol[:3] in FIAT and symbol[3:] in FIAT


def instrument_of(symbol: str) -> Instrument:
    """Name what a symbol of a file name means: a US share, or a pair quoted in its last letters."""
    symbol = symbol.upper()
    if not is_pair(symbol):
        return Instrument(id=symbol)
    quoted = symbol[-4:] if symbol.endswith(QUOTES_IN_LONG) else symbol[-3:]
    kind = InstrumentKind.FX_PAIR if is_fx(symbol) else InstrumentKind.CRYPTO_SPOT
    return Instrument(id=symbol, kind=kind, currency=quoted)


def steps_of(instrument: Instrument) -> tuple[Decimal, Decimal]:
    """Give the usual tick and lot, since recordings do not say theirs."""
    match instrument.kind:
        case InstrumentKind.FX_PAIR:
            return (PIPETTE_OF_YEN if instrument.currency == "JPY" else PIPETTE), ONE
        case InstrumentKind.CRYPTO_SPOT:
            return CENT, COIN_LOT
        case _:
            return CENT, ONE
