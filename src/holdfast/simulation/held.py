"""What traders ask that a plain venue lacks, so that the desk holds it and works it."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from msgspec.structs import replace

from holdfast.messages.commands import SubmitOrder
from holdfast.model.instructions import (
    AllOf,
    AnyOf,
    Condition,
    OrderIs,
    Peg,
    PegReference,
    PositionIs,
    PriceIs,
    TimeIs,
    Trail,
    TrailUnit,
    TriggerSource,
)
from holdfast.model.numbers import Nanos
from holdfast.model.order import OrderStatus, OrderType, Side, TimeInForce
from holdfast.model.times import SECOND_NS

_CENT = Decimal("0.01")
_QUOTED = (None, TriggerSource.BID_ASK, TriggerSource.MID)


def _away(rng: Random, most: int = 120) -> Decimal:
    return Decimal(rng.randint(5, most)) * _CENT


def trailing(terms: SubmitOrder, price: Decimal, at: Nanos, rng: Random) -> SubmitOrder:
    unit = rng.choice(tuple(TrailUnit))
    amount = Decimal(rng.randint(5, 60))
    if unit is not TrailUnit.TICKS:
        amount *= _CENT
    way = 1 if terms.side is Side.SELL else -1
    activation = price + way * _away(rng, 60) if rng.random() < 0.3 else None
    offset = _away(rng) if rng.random() < 0.3 else None
    trail = Trail(amount, unit, activation, offset)
    return replace(terms, type=OrderType.TRAILING_STOP, trail=trail, trigger=rng.choice(_QUOTED))


def touched(terms: SubmitOrder, price: Decimal, at: Nanos, rng: Random) -> SubmitOrder:
    way = -1 if terms.side is Side.BUY else 1
    touch = price + way * _away(rng)
    if rng.random() < 0.5:
        return replace(terms, type=OrderType.MARKET_IF_TOUCHED, stop_price=touch)
    limit = touch - way * _away(rng, 20)
    return replace(terms, type=OrderType.LIMIT_IF_TOUCHED, stop_price=touch, limit_price=limit)


def stop_limit(terms: SubmitOrder, price: Decimal, at: Nanos, rng: Random) -> SubmitOrder:
    way = 1 if terms.side is Side.BUY else -1
    stop = price + way * _away(rng)
    limit = stop + way * _away(rng, 40)
    source = rng.choice(_QUOTED)
    return replace(
        terms, type=OrderType.STOP_LIMIT, stop_price=stop, limit_price=limit, trigger=source
    )


def iceberg(terms: SubmitOrder, price: Decimal, at: Nanos, rng: Random) -> SubmitOrder:
    shown = Decimal(rng.randint(1, int(terms.qty)))
    varies = rng.choice((None, Decimal("0.3")))
    limit = price + Decimal(rng.randint(-60, 60)) * _CENT
    return replace(
        terms,
        type=OrderType.LIMIT,
        limit_price=limit,
        display_qty=shown,
        display_variance=varies,
    )


def pegged(terms: SubmitOrder, price: Decimal, at: Nanos, rng: Random) -> SubmitOrder:
    peg = Peg(rng.choice(tuple(PegReference)), Decimal(rng.randint(-3, 3)) * _CENT)
    way = 1 if terms.side is Side.BUY else -1
    cap = price + way * _away(rng) if rng.random() < 0.5 else None
    return replace(terms, type=OrderType.PEGGED, peg=peg, limit_price=cap)


def timed(terms: SubmitOrder, price: Decimal, at: Nanos, rng: Random) -> SubmitOrder:
    limit = price + Decimal(rng.randint(-60, 60)) * _CENT
    expire_at = at + rng.randint(1, 90) * SECOND_NS
    tif = TimeInForce.GTD
    return replace(
        terms, type=OrderType.LIMIT, limit_price=limit, time_in_force=tif, expire_at=expire_at
    )


def armed(terms: SubmitOrder, price: Decimal, at: Nanos, rng: Random) -> SubmitOrder:
    way = 1 if terms.side is Side.BUY else -1
    plain = rng.choice(
        (
            terms,
            replace(terms, type=OrderType.STOP, stop_price=price + way * _away(rng)),
            replace(terms, take_profit=price + way * 3, stop_loss=price - way * 3),
        )
    )
    first, second = _condition(terms, price, at, rng), _condition(terms, price, at, rng)
    arm = rng.choice((first, AllOf((first, second)), AnyOf((first, second))))
    return replace(plain, arm=arm)


def _condition(terms: SubmitOrder, price: Decimal, at: Nanos, rng: Random) -> Condition:
    name = terms.instrument
    match rng.randrange(4):
        case 0:
            source = TriggerSource.BID_ASK
            if rng.random() < 0.5:
                return PriceIs(name, at_or_above=price + _away(rng, 60), source=source)
            return PriceIs(name, at_or_below=price - _away(rng, 60), source=source)
        case 1:
            return TimeIs(at + rng.randint(1, 60) * SECOND_NS)
        case 2:
            return PositionIs(name, at_least=Decimal(rng.randint(-20, 20)))
    return OrderIs(terms.client_order_id, OrderStatus.NEW)


KINDS = (trailing, trailing, touched, stop_limit, iceberg, pegged, timed, armed, armed)
