"""What is asked of Alpaca: a request of the desk becomes one HTTP call, or cannot be said there.

Pure. Sources: Alpaca's OpenAPI of the Trading API (`POST /v2/orders`, `PATCH /v2/orders/{id}`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from urllib.parse import quote

import msgspec

from holdfast.messages.commands import SubmitOrder
from holdfast.messages.requests import AmendOrder, PlaceOrder
from holdfast.model.abilities import Abilities, Instruction, KindAbilities
from holdfast.model.combo import Combo
from holdfast.model.ids import InstrumentId, OrderId
from holdfast.model.instructions import Trail, TrailUnit
from holdfast.model.instrument import InstrumentKind, Listing
from holdfast.model.numbers import ZERO, plain
from holdfast.model.order import OrderType, TimeInForce

ID_MAX = 128  # characters of a client order id

LEGS_MAX = 4  # of one order

_OPTIONS = Abilities(
    (OrderType.MARKET, OrderType.LIMIT),
    (TimeInForce.DAY,),
    (),
    holds_for_orders=True,
    combos=LEGS_MAX,
)
_CRYPTO = Abilities(
    (OrderType.MARKET, OrderType.LIMIT, OrderType.STOP_LIMIT),
    (TimeInForce.GTC, TimeInForce.IOC),
    (),
    holds_for_orders=True,
)

# what is worked of equities, and of other kinds where that differs
ABILITIES = Abilities(
    types=(
        OrderType.MARKET,
        OrderType.LIMIT,
        OrderType.STOP,
        OrderType.STOP_LIMIT,
        OrderType.TRAILING_STOP,
        OrderType.MARKET_ON_CLOSE,
        OrderType.LIMIT_ON_CLOSE,
    ),
    times=(
        TimeInForce.DAY,
        TimeInForce.GTC,
        TimeInForce.IOC,
        TimeInForce.FOK,
        TimeInForce.OPG,
        TimeInForce.CLS,
    ),
    instructions=(Instruction.EXTENDED_HOURS,),
    holds_for_orders=True,
    # by its OpenAPI: fractions are for the day
    fraction_times=(TimeInForce.DAY,),
    plain_trails=True,
    by_kind=(
        KindAbilities(InstrumentKind.OPTION, _OPTIONS),
        KindAbilities(InstrumentKind.CRYPTO_SPOT, _CRYPTO),
    ),
)

_TYPES = {
    OrderType.MARKET: "market",
    OrderType.LIMIT: "limit",
    OrderType.STOP: "stop",
    OrderType.STOP_LIMIT: "stop_limit",
    OrderType.TRAILING_STOP: "trailing_stop",
    OrderType.MARKET_ON_CLOSE: "market",
    OrderType.LIMIT_ON_CLOSE: "limit",
}
_TIMES = {
    TimeInForce.DAY: "day",
    TimeInForce.GTC: "gtc",
    TimeInForce.IOC: "ioc",
    TimeInForce.FOK: "fok",
    TimeInForce.OPG: "opg",
    TimeInForce.CLS: "cls",
}
_ON_CLOSE = (OrderType.MARKET_ON_CLOSE, OrderType.LIMIT_ON_CLOSE)
_IN_AUCTION = (TimeInForce.OPG, TimeInForce.CLS)
_TRIGGERED = (OrderType.STOP, OrderType.STOP_LIMIT, OrderType.TRAILING_STOP)
_LASTING = (TimeInForce.DAY, TimeInForce.GTC)


# an order's id is the epoch of its journal and a number; that of a served desk has eight digits
_ORDER = re.compile(r"[A-Za-z0-9]+-[1-9][0-9]{0,17}")
_CHANGE = re.compile(r"([0-9a-f]{8}-[1-9][0-9]{0,17})\.[0-9]{1,18}")


class Call(msgspec.Struct, frozen=True):
    """One HTTP call: its path carries what is in the query."""

    method: str
    path: str
    body: bytes | None = None


class Unsayable(msgspec.Struct, frozen=True):
    """Alpaca has no words for this; `detail` names field, value and rule."""

    detail: str


def order_of(
    requests: Sequence[PlaceOrder], listings: Mapping[InstrumentId, Listing]
) -> Call | Unsayable:
    """Say one order, or the legs of one that Alpaca works as a whole."""
    for each in requests:
        if each.terms.instrument not in listings:
            return Unsayable(f"{each.terms.instrument} is not listed here")
    first = requests[0]
    if first.terms.combo is None:
        return place(first.order_id, first.terms, listings[first.terms.instrument])
    return place_combo(first.terms.combo, requests, listings)


def place_combo(
    combo: Combo, requests: Sequence[PlaceOrder], listings: Mapping[InstrumentId, Listing]
) -> Call | Unsayable:
    """Say an order of several legs; its name is its client order id, its price the net one."""
    for each in requests:
        unable = _unable(combo.id, each.terms)
        if unable:
            return Unsayable(unable)
        if each.terms.time_in_force is not TimeInForce.DAY:
            time = each.terms.time_in_force
            return Unsayable(f"time_in_force {time}: several legs are for the day at Alpaca")
    if not 2 <= len(requests) == combo.legs <= LEGS_MAX:
        return Unsayable(f"legs {len(requests)} of {combo.legs} must be 2 to {LEGS_MAX}, and all")
    body: dict[str, object] = {
        "order_class": "mleg",
        "qty": plain(combo.units),
        "type": "market" if combo.limit_price is None else "limit",
        "time_in_force": "day",
        "client_order_id": combo.id,
        "legs": [_leg(each.terms, listings[each.terms.instrument]) for each in requests],
    }
    if combo.limit_price is not None:
        # above zero a debit, below it a credit: as the house counts
        body["limit_price"] = plain(combo.limit_price)
    return Call("POST", "/v2/orders", msgspec.json.encode(body))


def _leg(terms: SubmitOrder, listing: Listing) -> dict[str, str]:
    combo, side = terms.combo, terms.side.lower()
    body = {"symbol": listing.symbol, "ratio_qty": str(combo.ratio if combo else 1), "side": side}
    if combo is not None and combo.opens is not None:
        body["position_intent"] = f"{side}_to_{'open' if combo.opens else 'close'}"
    return body


def place(order_id: OrderId, terms: SubmitOrder, listing: Listing) -> Call | Unsayable:
    """Say an order; our id is its client order id."""
    unable = _unable(order_id, terms)
    if unable:
        return Unsayable(unable)
    body: dict[str, str | bool] = {
        "symbol": listing.symbol,
        "qty": plain(terms.qty),
        "side": terms.side.lower(),
        "type": _TYPES[terms.type],
        "time_in_force": "cls" if terms.type in _ON_CLOSE else _TIMES[terms.time_in_force],
        "client_order_id": order_id,
    }
    if terms.limit_price is not None:
        body["limit_price"] = plain(terms.limit_price)
    if terms.stop_price is not None:
        body["stop_price"] = plain(terms.stop_price)
    if terms.trail is not None:
        body |= _trail(terms.trail, listing.tick)
    if terms.extended_hours:
        body["extended_hours"] = True
    return Call("POST", "/v2/orders", msgspec.json.encode(body))


def amend(
    request: AmendOrder, venue_order_id: str, qty: Decimal, qty_now: Decimal | None
) -> Call | Unsayable:
    """Say a change of the incarnation that works now; `qty` is what the next one may trade.

    A quantity that stays is not said, since that of a fraction may not be said at all.
    """
    if request.expire_at is not None:
        return Unsayable(f"expire_at {request.expire_at}: Alpaca has no GTD")
    if request.time_in_force is not None and request.time_in_force not in _TIMES:
        return Unsayable(f"time_in_force {request.time_in_force} is not known to Alpaca")
    body: dict[str, str] = {} if qty == qty_now else {"qty": plain(qty)}
    if request.limit_price is not None:
        body["limit_price"] = plain(request.limit_price)
    if request.stop_price is not None:
        body["stop_price"] = plain(request.stop_price)
    if request.time_in_force is not None:
        body["time_in_force"] = _TIMES[request.time_in_force]
    if request.change_id:
        body["client_order_id"] = request.change_id
    return Call("PATCH", f"/v2/orders/{quote(venue_order_id)}", msgspec.json.encode(body))


def pull(venue_order_id: str) -> Call:
    """Say a cancel."""
    return Call("DELETE", f"/v2/orders/{quote(venue_order_id)}")


def by_client_id(client_order_id: str) -> Call:
    """Ask for an order by the id that we gave it."""
    text = quote(client_order_id, safe="")
    return Call("GET", f"/v2/orders:by_client_order_id?client_order_id={text}")


def by_id(venue_order_id: str) -> Call:
    """Ask for an order by the id that Alpaca gave it."""
    return Call("GET", f"/v2/orders/{quote(venue_order_id)}")


def nested(venue_order_id: str) -> Call:
    """Ask for an order with its legs."""
    return Call("GET", f"/v2/orders/{quote(venue_order_id)}?nested=true")


def given_by_a_desk(client_order_id: str, replaces: str | None) -> OrderId:
    """Return the order that a client order id names, if a desk of ours may have given it.

    A change has a number behind the id of its order, and always another before it at Alpaca.
    Empty for an id of any other form: others number their orders too.
    """
    if _ORDER.fullmatch(client_order_id):
        return client_order_id
    change = _CHANGE.fullmatch(client_order_id)
    return change[1] if change and replaces else ""


def _trail(trail: Trail, tick: Decimal) -> dict[str, str]:
    if trail.unit is TrailUnit.PERCENT:
        return {"trail_percent": plain(trail.amount)}
    distance = trail.amount * tick if trail.unit is TrailUnit.TICKS else trail.amount
    return {"trail_price": plain(distance)}


def _unable(order_id: OrderId, terms: SubmitOrder) -> str:  # one for each rule
    """Say which part of an order has no words at Alpaca, empty where all has."""
    if terms.type not in _TYPES:
        return f"type {terms.type} is not known to Alpaca"
    if terms.time_in_force not in _TIMES:
        return f"time_in_force {terms.time_in_force} is not known to Alpaca"
    if len(order_id) > ID_MAX:
        return f"order id {order_id[:20]}… has more than {ID_MAX} characters"
    apart = _apart(terms)
    if apart:
        return apart
    trail = terms.trail
    if trail is not None and (trail.activation_price is not None or trail.limit_offset is not None):
        return "trail has neither activation_price nor limit_offset at Alpaca"
    for field in _NO_WORDS:
        value = getattr(terms, field)
        if value not in (None, False, ZERO):
            return f"{field} {value} is not known to Alpaca"
    return ""


def _apart(terms: SubmitOrder) -> str:
    """Say what of an order's type, time in force, size and hours does not go together."""
    lasts = terms.time_in_force in _LASTING
    if terms.type in _TRIGGERED and not lasts:
        return f"time_in_force {terms.time_in_force} does not go with {terms.type} at Alpaca"
    if terms.time_in_force in _IN_AUCTION and terms.qty % 1:
        return f"qty {plain(terms.qty)} must be whole in an auction at Alpaca"
    if terms.extended_hours and (terms.type is not OrderType.LIMIT or not lasts):
        told = f"{terms.type} {terms.time_in_force}"
        return f"extended_hours goes with LIMIT orders, DAY or GTC, not with {told} at Alpaca"
    return ""


_NO_WORDS = (
    "post_only",
    "post_only_slide",
    "reduce_only",
    "all_or_none",
    "qty_min",
    "display_qty",
    "trigger",
    "peg",
    "expire_at",
)
