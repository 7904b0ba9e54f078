"""An order as a client asks for it: read from a body whose numbers may be text or numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

import msgspec

from holdfast.emulators.alpaca.assets import OCC
from holdfast.emulators.alpaca.errors import ApiError, invalid, missing

_decoder = msgspec.json.Decoder(float_hook=Decimal)

SIDES = ("buy", "sell")
TYPES = ("market", "limit", "stop", "stop_limit", "trailing_stop")
TIMES = ("day", "gtc", "opg", "cls", "ioc", "fok")
CLASSES = ("", "simple", "bracket", "oco", "oto", "mleg")
SYMBOL = re.compile(rf"[A-Z]{{1,6}}(\.[A-Z])?|[A-Z]{{2,6}}/[A-Z]{{3,4}}|{OCC.pattern}")
CLIENT_ID_MAX = 128
DECIMALS_MAX = 9
LEGS_MAX = 4

Body = Mapping[str, object]


class Leg(msgspec.Struct, frozen=True):
    """One leg of an order of several."""

    symbol: str
    ratio: Decimal
    side: str
    intent: str | None


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for, with nothing judged but its shape."""

    symbol: str
    side: str
    type: str
    time_in_force: str
    qty: Decimal | None = None
    notional: Decimal | None = None
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    trail_price: Decimal | None = None
    trail_percent: Decimal | None = None
    extended_hours: bool = False
    client_order_id: str = ""
    order_class: str = ""
    target: Decimal | None = None  # take_profit.limit_price
    stop: Decimal | None = None  # stop_loss.stop_price
    stop_limit: Decimal | None = None  # stop_loss.limit_price
    legs: tuple[Leg, ...] = ()
    position_intent: str | None = None


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What a PATCH asks for; None stays."""

    qty: Decimal | None = None
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    trail: Decimal | None = None
    time_in_force: str | None = None
    client_order_id: str = ""


def read_body(raw: bytes) -> Body:
    """Decode a JSON object; no body at all is an empty one."""
    if not raw.strip():
        return {}
    try:
        body = _decoder.decode(raw)
    except msgspec.DecodeError:
        raise ApiError(400, 40010000, "request body format is invalid") from None
    if not isinstance(body, dict):
        raise ApiError(400, 40010000, "request body format is invalid")
    return body


def read_order(body: Body) -> Wanted:
    """Read `POST /v2/orders`; raise the venue's own error for what has no shape."""
    order_class = _word(body, "order_class", CLASSES) or ""
    several = order_class == "mleg"
    profit, loss = _inner(body, "take_profit"), _inner(body, "stop_loss")
    kind = _word(body, "type", TYPES) or _word(body, "order_type", TYPES)
    if kind is None:
        raise missing("type is required")
    side, time = _word(body, "side", SIDES), _word(body, "time_in_force", TIMES)
    symbol = _text(body, "symbol")
    if not symbol and not several:
        raise missing("symbol is required")
    if side is None and not several:
        raise missing("side is required")
    return Wanted(
        symbol=symbol,
        side=side or "",
        type=kind,
        time_in_force=time or "day",
        qty=number(body, "qty"),
        notional=number(body, "notional"),
        limit_price=number(body, "limit_price"),
        stop_price=number(body, "stop_price"),
        trail_price=number(body, "trail_price"),
        trail_percent=number(body, "trail_percent"),
        extended_hours=_switch(body, "extended_hours"),
        client_order_id=_client_id(body),
        order_class="" if order_class == "simple" else order_class,
        target=number(profit, "limit_price"),
        stop=number(loss, "stop_price"),
        stop_limit=number(loss, "limit_price"),
        legs=_legs(body) if several else (),
        position_intent=_text(body, "position_intent") or None,
    )


def read_change(body: Body) -> Change:
    """Read `PATCH /v2/orders/{id}`."""
    if number(body, "notional") is not None:
        raise invalid("notional orders cannot be replaced")
    return Change(
        qty=number(body, "qty"),
        limit_price=number(body, "limit_price"),
        stop_price=number(body, "stop_price"),
        trail=number(body, "trail"),
        time_in_force=_word(body, "time_in_force", TIMES),
        client_order_id=_client_id(body),
    )


def read_quote(body: Body) -> tuple[str, Decimal, Decimal, Decimal | None]:
    """Read a quote that somebody makes by hand: symbol, bid, ask, and how much is shown."""
    symbol = _text(body, "symbol")
    if not SYMBOL.fullmatch(symbol):
        raise invalid(f"invalid symbol {symbol}")
    bid, ask, size = number(body, "bid"), number(body, "ask"), number(body, "size")
    if bid is None or ask is None or not 0 < bid < ask:
        raise invalid("bid and ask must be prices, and the ask the higher one")
    if size is not None and size <= 0:
        raise invalid("size must be > 0")
    return symbol, bid, ask, size


def number(body: Body, field: str) -> Decimal | None:
    """Read a decimal that is text or a number; None where it is lacking."""
    value = body.get(field)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise invalid(f"invalid {field}: must be a number")
    try:
        read = Decimal(value)
    except InvalidOperation:
        raise invalid(f"invalid {field} {value}: must be a number") from None
    if not read.is_finite() or abs(read) >= 10**12:
        raise invalid(f"invalid {field} {value}: must be a number")
    return read


def _legs(body: Body) -> tuple[Leg, ...]:
    given = body.get("legs")
    if not isinstance(given, list) or not 2 <= len(given) <= LEGS_MAX:
        raise invalid(f"mleg orders require between 2 and {LEGS_MAX} legs")
    legs = []
    for each in given:
        if not isinstance(each, dict):
            raise invalid("invalid legs")
        ratio, side = number(each, "ratio_qty"), _word(each, "side", SIDES)
        intent = _text(each, "position_intent") or None
        if side is None and intent is not None:
            side = intent.partition("_")[0]
        if ratio is None or ratio <= 0 or ratio % 1 or side is None:
            raise invalid("each leg requires symbol, side and a whole ratio_qty")
        legs.append(Leg(_text(each, "symbol"), ratio, side, intent))
    return tuple(legs)


def _inner(body: Body, field: str) -> Body:
    value = body.get(field)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise invalid(f"invalid {field}")
    return value


def _text(body: Body, field: str) -> str:
    value = body.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise invalid(f"invalid {field}")
    return value


def _word(body: Body, field: str, words: tuple[str, ...]) -> str | None:
    value = _text(body, field)
    if not value and "" not in words:
        return None
    if value not in words:
        raise invalid(f"invalid {field} {value}" if value else f"invalid {field}")
    return value


def _switch(body: Body, field: str) -> bool:
    value = body.get(field)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise invalid(f"invalid {field}")
    return value


def _client_id(body: Body) -> str:
    given = _text(body, "client_order_id")
    if len(given) > CLIENT_ID_MAX:
        raise invalid(f"client_order_id must be no more than {CLIENT_ID_MAX} characters")
    return given
