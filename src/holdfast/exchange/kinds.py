"""What goes with which kind of order: its prices, its words, and what is worked here at all."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from operator import attrgetter

from msgspec.structs import replace

from holdfast.exchange.floor import Floor
from holdfast.exchange.more import ON_CLOSE, auction_of
from holdfast.exchange.rejects import No, RejectCode
from holdfast.exchange.working import IMMEDIATE, TRIGGERED
from holdfast.messages.commands import SubmitOrder
from holdfast.model.abilities import Abilities, Instruction
from holdfast.model.instructions import Trail, TrailUnit
from holdfast.model.numbers import is_multiple
from holdfast.model.order import OrderType, TimeInForce


class Takes(StrEnum):
    """Whether a kind of order has a price."""

    NEEDED = "NEEDED"
    MAY = "MAY"
    NEVER = "NEVER"


_NEEDED, _MAY, _NEVER = Takes.NEEDED, Takes.MAY, Takes.NEVER

# (limit price, stop price); the stop price of a touched kind is where it is touched
PRICES: dict[OrderType, tuple[Takes, Takes]] = {
    OrderType.MARKET: (_NEVER, _NEVER),
    OrderType.LIMIT: (_NEEDED, _NEVER),
    OrderType.STOP: (_NEVER, _NEEDED),
    OrderType.STOP_LIMIT: (_NEEDED, _NEEDED),
    OrderType.TRAILING_STOP: (_NEVER, _MAY),
    OrderType.MARKET_IF_TOUCHED: (_NEVER, _NEEDED),
    OrderType.LIMIT_IF_TOUCHED: (_NEEDED, _NEEDED),
    OrderType.PEGGED: (_MAY, _NEVER),
    OrderType.MARKET_ON_CLOSE: (_NEVER, _NEVER),
    OrderType.LIMIT_ON_CLOSE: (_NEEDED, _NEVER),
}

# everything that the exchange works, in the order of the enumerations
ALL = Abilities(
    types=tuple(PRICES),
    times=(
        TimeInForce.DAY,
        TimeInForce.GTC,
        TimeInForce.GTD,
        TimeInForce.IOC,
        TimeInForce.FOK,
        TimeInForce.OPG,
        TimeInForce.CLS,
    ),
    instructions=(
        Instruction.POST_ONLY,
        Instruction.POST_ONLY_SLIDE,
        Instruction.REDUCE_ONLY,
        Instruction.ALL_OR_NONE,
        Instruction.MIN_QTY,
        Instruction.DISPLAY_QTY,
        Instruction.DISPLAY_VARIANCE,
        Instruction.TRIGGER_SOURCE,
    ),
)


def judge_kind(terms: SubmitOrder, floor: Floor, abilities: Abilities) -> No | None:
    """Return why the words of an order do not go together or are not offered, or None."""
    no = not_offered(terms, abilities)
    if no is not None:
        return no
    if terms.trigger is not None and terms.type not in TRIGGERED:
        return _wrong(f"trigger {terms.trigger} does not belong to a {terms.type} order")
    for field, kind, value in (
        ("trail", OrderType.TRAILING_STOP, terms.trail),
        ("peg", OrderType.PEGGED, terms.peg),
    ):
        if (terms.type is kind) is not (value is not None):
            verb = "is required by" if value is None else "does not belong to"
            return _wrong(f"{field} {verb} a {terms.type} order")
    if terms.trail is not None:
        return _judge_trail(terms.trail, floor)
    no = _judge_auction(terms)
    return no or _judge_display(terms, floor) or _judge_sizes(terms, floor)


def not_offered(terms: SubmitOrder, abilities: Abilities) -> No | None:
    """Return what of an order's type, time in force and instructions is not offered, or None."""
    if terms.type not in abilities.types:
        return RejectCode.UNSUPPORTED, f"type {terms.type} is not offered"
    if terms.time_in_force not in abilities.times:
        return RejectCode.UNSUPPORTED, f"time in force {terms.time_in_force} is not offered"
    lacking = next((each for each in asked(terms) if each not in abilities.instructions), None)
    if lacking is not None:
        return RejectCode.UNSUPPORTED, f"instruction {lacking} is not offered"
    return None


def without_auctions(abilities: Abilities, *, opens: bool, closes: bool) -> Abilities:
    """Leave out what waits for an open or a close where nobody knows when it is."""
    lacking = {TimeInForce.OPG: opens, TimeInForce.CLS: closes}
    types = tuple(each for each in abilities.types if closes or each not in ON_CLOSE)
    times = tuple(each for each in abilities.times if lacking.get(each, True))
    return replace(abilities, types=types, times=times)


def asked(terms: SubmitOrder) -> list[Instruction]:
    """List the instructions that an order gives beside type and time in force."""
    return [each for each, is_given in _GIVEN if is_given(terms) not in (None, False)]


def _judge_auction(terms: SubmitOrder) -> No | None:
    if auction_of(terms) is None:
        return None
    time, kind = terms.time_in_force, terms.type
    if kind in ON_CLOSE:
        if time not in (TimeInForce.DAY, TimeInForce.CLS):
            return _wrong(f"time in force {time} does not belong to a {kind} order")
    elif kind not in (OrderType.MARKET, OrderType.LIMIT):
        return _wrong(f"time in force {time} does not belong to a {kind} order")
    if any(each is not Instruction.REDUCE_ONLY for each in asked(terms)):
        return _wrong("an order for an auction may only say reduce_only beside its price")
    return None


def _judge_trail(trail: Trail, floor: Floor) -> No | None:
    amount, unit = trail.amount, trail.unit
    if not amount > 0:
        return _wrong(f"trail.amount {amount} must be more than 0")
    if unit is TrailUnit.PERCENT and amount >= 100:
        return _wrong(f"trail.amount {amount} must be less than 100 percent")
    if unit is TrailUnit.TICKS and amount % 1:
        return _wrong(f"trail.amount {amount} must be a whole number of ticks")
    for field in ("activation_price", "limit_offset"):
        price: Decimal | None = getattr(trail, field)
        if price is not None and (price < 0 or not is_multiple(price, floor.tick)):
            return _wrong(f"trail.{field} {price} must be a multiple of the tick {floor.tick}")
    return None


def _judge_display(terms: SubmitOrder, floor: Floor) -> No | None:
    qty, variance = terms.display_qty, terms.display_variance
    if qty is None:
        return None if variance is None else _wrong("display_variance needs a display_qty")
    if not qty > 0 or not is_multiple(qty, floor.listing.lot):
        return _wrong(f"display_qty {qty} must be a multiple of the lot {floor.listing.lot}")
    if variance is not None and not 0 <= variance < 1:
        return _wrong(f"display_variance {variance} must be from 0 to below 1")
    if terms.time_in_force in IMMEDIATE or PRICES[terms.type][0] is _NEVER:
        return _wrong(f"display_qty {qty} needs an order that may rest at a limit price")
    return None


def _judge_sizes(terms: SubmitOrder, floor: Floor) -> No | None:
    least = terms.qty_min
    if least is not None:
        if not 0 < least <= terms.qty or not is_multiple(least, floor.listing.lot):
            return _wrong(f"qty_min {least} must be whole lots, from one to the qty {terms.qty}")
        if terms.all_or_none:
            return _wrong("qty_min and all_or_none say two things of the same")
    if terms.display_qty is not None and (terms.all_or_none or least is not None):
        return _wrong("display_qty does not belong to an order that waits unseen")
    return None


def _wrong(why: str) -> No:
    return RejectCode.INVALID_ORDER, why


_GIVEN = (
    (Instruction.POST_ONLY, attrgetter("post_only")),
    (Instruction.POST_ONLY_SLIDE, attrgetter("post_only_slide")),
    (Instruction.REDUCE_ONLY, attrgetter("reduce_only")),
    (Instruction.ALL_OR_NONE, attrgetter("all_or_none")),
    (Instruction.MIN_QTY, attrgetter("qty_min")),
    (Instruction.DISPLAY_QTY, attrgetter("display_qty")),
    (Instruction.DISPLAY_VARIANCE, attrgetter("display_variance")),
    (Instruction.TRIGGER_SOURCE, attrgetter("trigger")),
    (Instruction.EXTENDED_HOURS, attrgetter("extended_hours")),
)
