"""Quotes, prints and bars as Alpaca says them, in streams and replies, and as the house has them.

Numbers are exact where they come as text. Where MessagePack or JSON brings a binary float, its
shortest spelling is taken, and dust of binary arithmetic behind the ninth decimal is rounded off.
Source: Alpaca's OpenAPI of the Market Data API and its pages on real-time data.
"""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal

import msgspec

from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import SCALE_MAX, WHOLE_DIGITS_MAX, ZERO, Nanos, out_of_range, trimmed
from holdfast.model.order import Side
from holdfast.model.quote import Bar, Quote, Trade
from holdfast.model.times import SECOND_NS, parse_moment

NANO = Decimal("1E-9")
DUST_DIGITS_MIN = 16  # no number that somebody means has so many, and a binary float shows up to 17
SHOWN_MAX = 40  # characters of what is wrong that are told
ERRORS = (msgspec.MsgspecError, ValueError, ArithmeticError, RecursionError)  # of decoding
TIMESTAMP = -1  # MessagePack's own extension
MOMENT_MIN, MOMENT_MAX = -(2**63), 2**63 - 1

# Sale conditions of US shares that say nothing of the market now: sold for other settlement (C, N,
# R), averaged or priced by something else (P, V, W, 4, 7), late or out of sequence (U, Z), told
# again for the day (M, Q, 9), and H. A bunch is B on tape C, an average price on the others.
OFF_MARKET = frozenset("CHMNPQRUVWZ479")
AVERAGED, TAPE_OF_BUNCHES = "B", "C"
# Of options: cancels of earlier prints (A, C, E, G) and late ones (B, D, H).
OFF_MARKET_OPTIONS = frozenset("ABCDEGH")
UNDONE = frozenset(("canceled", "incorrect"))  # what replies say of prints that were taken back

Stamp = str | msgspec.msgpack.Ext


class Malformed(msgspec.Struct, frozen=True):
    """What came is not what Alpaca says that it sends; `why` is for people."""

    why: str


class Unsound(ValueError):
    """A field is not what it must be; readers turn it into Malformed."""


class SaidQuote(msgspec.Struct, frozen=True, gc=False):
    """The best bid and offer; 0 is a side that nobody quotes."""

    t: Stamp
    bp: Decimal
    bs: Decimal
    ap: Decimal
    as_: Decimal = msgspec.field(name="as")
    S: str = ""


class SaidTrade(msgspec.Struct, frozen=True, gc=False):
    """A print: `c` has conditions, `z` the tape, `tks` the taker's side, `u` what became of it."""

    t: Stamp
    p: Decimal
    s: Decimal
    c: list[str] | str | None = None
    z: str | None = None
    tks: str | None = None
    u: str | None = None
    S: str = ""


class SaidBar(msgspec.Struct, frozen=True, gc=False):
    """A bar; `t` is where it begins."""

    t: Stamp
    o: Decimal
    h: Decimal
    low: Decimal = msgspec.field(name="l")
    c: Decimal
    v: Decimal
    S: str = ""


def quote_of(name: InstrumentId, said: SaidQuote) -> Quote:
    """Read a quote; raises Unsound."""
    bid, ask = price("bp", said.bp), price("ap", said.ap)
    bid_size, ask_size = size("bs", said.bs), size("as", said.as_)
    # either zero says that nobody quotes that side
    if not (bid and bid_size):
        bid = bid_size = ZERO
    if not (ask and ask_size):
        ask = ask_size = ZERO
    return Quote(name, bid, ask, bid_size, ask_size, moment(said.t))


def trade_of(name: InstrumentId, said: SaidTrade) -> Trade | None:
    """Read a print, None for one at whose price nobody could trade; raises Unsound."""
    at, paid, traded = moment(said.t), price("p", said.p), size("s", said.s)
    if not paid:
        raise Unsound("p 0 must be more than zero")
    if is_off_market(said):
        return None
    aggressor = {"B": Side.BUY, "S": Side.SELL}.get(said.tks or "")
    return Trade(name, paid, traded, at, aggressor)


def is_off_market(said: SaidTrade) -> bool:
    """Tell a print that was late, averaged, priced by something else, or taken back."""
    if said.u in UNDONE:
        return True
    marks = said.c
    if not marks:
        return False
    if isinstance(marks, str):
        return marks in OFF_MARKET_OPTIONS
    if not OFF_MARKET.isdisjoint(marks):
        return True
    return AVERAGED in marks and said.z != TAPE_OF_BUNCHES


def bar_of(name: InstrumentId, said: SaidBar, span_ns: int) -> Bar:
    """Read a bar of so many nanoseconds; raises Unsound."""
    opened, high, low, close = (
        price(field, value)
        for field, value in (("o", said.o), ("h", said.h), ("l", said.low), ("c", said.c))
    )
    if not low <= min(opened, close) <= max(opened, close) <= high:
        raise Unsound(f"o {opened}, h {high}, l {low}, c {close} are no bar")
    return Bar(name, opened, high, low, close, size("v", said.v), moment(said.t) + span_ns, span_ns)


def price(field: str, value: Decimal) -> Decimal:
    """Check that a price is one of the house; raises Unsound."""
    rule = out_of_range(value)
    if rule is None and value >= ZERO:
        return value
    if rule is not None and _is_dusty(value):
        return price(field, trimmed(value.quantize(NANO, ROUND_HALF_EVEN)))
    raise Unsound(f"{field} {str(value)[:SHOWN_MAX]} {rule or 'must not be negative'}")


def size(field: str, value: Decimal) -> Decimal:
    """Check a size; more than nine decimals are cut off. Raises Unsound."""
    rule = out_of_range(value)
    if rule is None and value >= ZERO:
        return value
    if rule is not None and value.is_finite() and ZERO <= value < 10**WHOLE_DIGITS_MAX:
        return trimmed(value.quantize(NANO, ROUND_DOWN))
    raise Unsound(f"{field} {str(value)[:SHOWN_MAX]} {rule or 'must not be negative'}")


def moment(stamp: Stamp) -> Nanos:
    """Read a time, text or MessagePack's; raises Unsound."""
    if isinstance(stamp, str):
        at = parse_moment(stamp)
        if at is None:
            raise Unsound(f"t {stamp[:SHOWN_MAX]} is no time")
        return at
    if stamp.code != TIMESTAMP:
        raise Unsound(f"t is an extension of type {stamp.code}, and no time")
    return _unpacked(bytes(stamp.data))


def _unpacked(data: bytes) -> Nanos:
    """Read the three forms of MessagePack's timestamp: 32, 64 and 96 bits."""
    nanos = 0
    match len(data):
        case 4:
            seconds = int.from_bytes(data, "big")
        case 8:
            both = int.from_bytes(data, "big")
            nanos, seconds = both >> 34, both & (2**34 - 1)
        case 12:
            nanos = int.from_bytes(data[:4], "big")
            seconds = int.from_bytes(data[4:], "big", signed=True)
        case length:
            raise Unsound(f"t is a timestamp of {length} bytes")
    at = seconds * SECOND_NS + nanos
    if nanos >= SECOND_NS or not MOMENT_MIN <= at <= MOMENT_MAX:
        raise Unsound(f"t {seconds} s {nanos} ns is no time")
    return at


def _is_dusty(value: Decimal) -> bool:
    if not value.is_finite():
        return False
    _, digits, exponent = value.as_tuple()
    # below its dust it must be in range, or rounding would go on for ever
    is_fine = isinstance(exponent, int) and exponent < -SCALE_MAX
    return is_fine and len(digits) >= DUST_DIGITS_MIN and value < 10**WHOLE_DIGITS_MAX
