"""Multi-leg orders: what was asked, what each leg has traded, and what stands alone."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.core.ledger import Ledger
from holdfast.core.spreads import Spread, stranded, whole_units
from holdfast.model.ids import AccountId, InstrumentId, OrderId
from holdfast.model.numbers import ZERO, ratio
from holdfast.model.order import Side
from holdfast.model.spread import SpreadStatus
from holdfast.model.times import rfc3339


class SpreadLegRow(msgspec.Struct, frozen=True):
    """One leg: what it is to trade in all, what it has, and what of that has no counterpart."""

    order_id: OrderId
    instrument: InstrumentId
    side: Side
    ratio: int
    qty: Decimal
    filled: Decimal
    stranded: Decimal
    avg_px: Decimal | None


class SpreadRow(msgspec.Struct, frozen=True):
    """One multi-leg order; `net_px` is what a whole unit cost, below zero what it brought.

    It is told once a unit is whole, from the legs' average prices, in the measure of the limit.
    """

    spread_id: OrderId
    account: AccountId
    status: SpreadStatus
    qty: Decimal
    done: Decimal
    limit_price: Decimal | None
    net_px: Decimal | None
    detail: str
    created_at: str
    legs: tuple[SpreadLegRow, ...]


def spreads(ledger: Ledger) -> tuple[SpreadRow, ...]:
    """List those that work and the newest of those that are over, in their order."""
    return tuple(_row(ledger, each) for each in ledger.spreads.all.values())


def _row(ledger: Ledger, spread: Spread) -> SpreadRow:
    terms = spread.terms
    ratios = tuple(leg.ratio for leg in terms.legs)
    # a leg that is over may have left memory
    orders = [ledger.orders.get(leg) for leg in spread.legs]
    filled = spread.filled or tuple(ZERO if each is None else each.cum_qty for each in orders)
    done = whole_units(filled, ratios)
    prices = [None if each is None else each.avg_px for each in orders]
    alone = stranded(filled, ratios, done)
    legs = tuple(
        SpreadLegRow(
            order_id,
            leg.instrument,
            leg.side,
            leg.ratio,
            terms.qty * leg.ratio,
            qty,
            over,
            price,
        )
        for order_id, leg, qty, over, price in zip(
            spread.legs, terms.legs, filled, alone, prices, strict=True
        )
    )
    return SpreadRow(
        spread.id,
        terms.account,
        spread.status,
        terms.qty,
        done,
        terms.limit_price,
        _net(ledger, legs) if done else None,
        spread.detail,
        rfc3339(spread.at),
        legs,
    )


def _net(ledger: Ledger, legs: tuple[SpreadLegRow, ...]) -> Decimal | None:
    """Sum ratio x average price, in money where multipliers differ."""
    multipliers = [ledger.instruments[leg.instrument].multiplier for leg in legs]
    is_one = len(dict.fromkeys(multipliers)) == 1
    net = ZERO
    for leg, multiplier in zip(legs, multipliers, strict=True):
        if leg.avg_px is None:
            return None
        worth = leg.ratio * leg.avg_px * (1 if is_one else multiplier)
        net += worth if leg.side is Side.BUY else -worth
    return ratio(net, Decimal(1))
