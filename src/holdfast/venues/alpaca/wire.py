"""What Alpaca says, as it says it: replies of the Trading API v2 and frames of its order stream.

Decoding is pure and total: bytes become what they say, or Malformed, and never an error. Money
and quantities are exact, whether they come as text or as numbers. Fields that nobody needs are
passed over. Source: Alpaca's OpenAPI of the Trading API and its page on trade updates.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from holdfast.model.numbers import Nanos, out_of_range
from holdfast.model.times import parse_rfc3339

_NANO = Decimal("1E-9")
TEXT_MAX = 200  # characters of a message that are told
T = TypeVar("T")


class Malformed(msgspec.Struct, frozen=True):
    """What came is not what Alpaca says that it sends; `why` is for people."""

    why: str


class SaidOrder(msgspec.Struct, frozen=True):
    """An order as Alpaca has it; quantities are of this incarnation alone."""

    id: str
    client_order_id: str
    symbol: str | None = ""  # an order of several legs has none, nor a side
    status: str = ""
    side: str | None = ""
    type: str = ""
    time_in_force: str = ""
    qty: Decimal | None = None
    notional: Decimal | None = None
    filled_qty: Decimal = Decimal(0)
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    replaces: str | None = None
    replaced_by: str | None = None
    created_at: str | None = None
    submitted_at: str | None = None
    updated_at: str | None = None
    order_class: str | None = None
    legs: tuple[SaidOrder, ...] | None = None


class Update(msgspec.Struct, frozen=True):
    """One event of the stream `trade_updates`; `price` and `qty` are those of one execution."""

    event: str
    order: SaidOrder
    timestamp: str | None = None
    at: str | None = None
    execution_id: str | None = None
    price: Decimal | None = None
    qty: Decimal | None = None


class SaidFill(msgspec.Struct, frozen=True):
    """An activity of type FILL; `cum_qty` is what its order had filled with it."""

    id: str
    order_id: str
    symbol: str
    side: str
    qty: Decimal
    price: Decimal
    cum_qty: Decimal
    transaction_time: str


class SaidPosition(msgspec.Struct, frozen=True):
    """What an account holds of a symbol, short below zero."""

    symbol: str
    qty: Decimal
    side: str = "long"


class SaidAccount(msgspec.Struct, frozen=True):
    """An account's money and whether it may trade."""

    cash: Decimal
    buying_power: Decimal | None = None
    currency: str = "USD"
    status: str = ""
    account_number: str = ""
    trading_blocked: bool = False
    account_blocked: bool = False


class SaidClock(msgspec.Struct, frozen=True):
    """The time at Alpaca, and whether the market is open."""

    timestamp: str
    is_open: bool = False


class SaidAsset(msgspec.Struct, frozen=True):
    """What may be traded of a symbol; the increments are told of crypto alone."""

    symbol: str
    asset_class: str = msgspec.field(name="class", default="us_equity")
    tradable: bool = True
    fractionable: bool = False
    shortable: bool = False
    min_order_size: Decimal | None = None
    min_trade_increment: Decimal | None = None
    price_increment: Decimal | None = None


class SaidError(msgspec.Struct, frozen=True):
    """The body of a refusal."""

    message: str = ""
    code: int | str = ""
    existing_order_id: str | None = None


class _Frame(msgspec.Struct, frozen=True):
    stream: str
    data: msgspec.Raw = msgspec.Raw(b"null")


class Control(msgspec.Struct, frozen=True):
    """An answer to `authenticate` or `listen`."""

    stream: str
    status: str = ""
    streams: tuple[str, ...] = ()


class _ControlData(msgspec.Struct, frozen=True):
    status: str = ""
    streams: tuple[str, ...] = ()


_DECODERS: dict[Any, msgspec.json.Decoder[Any]] = {}


def decoded(kind: type[T], body: bytes | str) -> T | Malformed:
    """Read one reply of this kind."""
    decoder = _DECODERS.get(kind)
    if decoder is None:
        decoder = _DECODERS[kind] = msgspec.json.Decoder(kind)
    try:
        told: T = decoder.decode(body)
        why = _wrong(told)
    except (msgspec.MsgspecError, ValueError, RecursionError, ArithmeticError) as error:
        return Malformed(str(error)[:TEXT_MAX])
    return Malformed(why) if why else told


def frame_of(frame: bytes | str) -> Update | Control | Malformed | None:
    """Read a frame of the order stream; None for what is none of ours to know."""
    head = decoded(_Frame, frame)
    if isinstance(head, Malformed):
        return head
    if head.stream == "trade_updates":
        return decoded(Update, bytes(head.data))
    if head.stream in ("authorization", "listening"):
        data = decoded(_ControlData, bytes(head.data))
        if isinstance(data, Malformed):
            return data
        return Control(head.stream, data.status, data.streams)
    return None


def moment(*texts: str | None) -> Nanos:
    """Return the first time that is one, 0 without any."""
    for text in texts:
        at = parse_rfc3339(text) if text else None
        if at is not None:
            return at
    return 0


def _wrong(told: object) -> str:
    """Say which number is none, or out of range, empty where all are sound."""
    if isinstance(told, list):
        return next((why for each in told if (why := _wrong(each))), "")
    if isinstance(told, Update):
        return _wrong_fields(told) or _wrong(told.order)
    if isinstance(told, SaidOrder) and told.legs:
        return _wrong_fields(told) or _wrong(list(told.legs))
    return _wrong_fields(told) if isinstance(told, msgspec.Struct) else ""


def _wrong_fields(told: msgspec.Struct) -> str:
    for field in told.__struct_fields__:
        value = getattr(told, field)
        if not isinstance(value, Decimal):
            continue
        if isinstance(told, SaidAccount) and value.is_finite():
            # money is told to many digits, and compared by the cent
            value = value.quantize(_NANO)
        if rule := out_of_range(value):
            return f"{field} {str(value)[:40]} {rule}"
    return ""
