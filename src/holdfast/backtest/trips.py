"""Round trips: what was opened and closed again in one instrument, from flat to flat.

A fill that crosses zero ends one trip and begins the next; its fee is shared by quantity. A
trip's profit is what its fills brought, the marked rest included, less its fees. Its adverse and
favourable excursions (J. Sweeney, "Maximum Adverse Excursion", 1997) are the least and the most
that it was ever worth before fees, at the mids that were published while it was open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import msgspec

from holdfast.model.ids import ExecId, InstrumentId, OrderId, StrategyId
from holdfast.model.numbers import ONE, ZERO, Nanos, ratio, trimmed
from holdfast.model.order import Liquidity, Side
from holdfast.model.times import rfc3339, rfc3339_or_none

FEE_PLACES = 12


class Traded(msgspec.Struct, frozen=True):
    """A fill, and between which mids the market ran since the fill before it in its instrument.

    `low` and `high` are None where no mid was published in between, or nothing was held.
    """

    exec_id: ExecId
    order_id: OrderId
    strategy: StrategyId
    instrument: InstrumentId
    side: Side
    qty: Decimal
    price: Decimal
    fee: Decimal
    liquidity: Liquidity
    at: Nanos
    low: Decimal | None = None
    high: Decimal | None = None


class Last(msgspec.Struct, frozen=True):
    """How the market stands at the end: the mid, and its extremes since the last fill."""

    mid: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


class Trip(msgspec.Struct, frozen=True):
    """One round trip; prices per unit, amounts in the instrument's currency, multiplier included.

    `qty` is the most that was held. An open trip has no `exit_at`; its profit is at the last
    mid, and None where there is none. `mae` is never above zero, `mfe` never below.
    """

    instrument: InstrumentId
    side: Side
    qty: Decimal
    entry_at: str
    exit_at: str | None
    entry_px: Decimal
    exit_px: Decimal | None
    gross: Decimal | None
    fees: Decimal
    net: Decimal | None
    mae: Decimal
    mfe: Decimal
    duration_ns: int | None
    fills: int

    @property
    def is_open(self) -> bool:
        return self.exit_at is None


class _Open(msgspec.Struct):
    """A trip that is under way; `flow` is the money that its fills brought, without fees."""

    instrument: InstrumentId
    side: Side
    multiplier: Decimal
    entry_at: Nanos
    qty: Decimal = ZERO  # signed
    most: Decimal = ZERO
    flow: Decimal = ZERO
    in_qty: Decimal = ZERO
    in_cost: Decimal = ZERO
    out_qty: Decimal = ZERO
    out_cost: Decimal = ZERO
    fees: Decimal = ZERO
    worst: Decimal = ZERO
    best: Decimal = ZERO
    fills: int = 0

    def seen(self, *mids: Decimal | None) -> None:
        """Note what it is worth at these mids."""
        for mid in mids:
            if mid is not None:
                worth = self.worth(mid)
                self.worst, self.best = min(self.worst, worth), max(self.best, worth)

    def worth(self, mid: Decimal) -> Decimal:
        return self.flow + self.qty * mid * self.multiplier

    def add(self, side: Side, qty: Decimal, price: Decimal, fee: Decimal) -> None:
        cost = qty * price
        self.fees += fee
        self.fills += 1
        if side is self.side:
            self.in_qty += qty
            self.in_cost += cost
        else:
            self.out_qty += qty
            self.out_cost += cost
        self.qty += qty if side is Side.BUY else -qty
        self.flow += (-cost if side is Side.BUY else cost) * self.multiplier
        self.most = max(self.most, abs(self.qty))


def round_trips(
    fills: Iterable[Traded],
    multipliers: Mapping[InstrumentId, Decimal],
    last: Mapping[InstrumentId, Last],
) -> tuple[Trip, ...]:
    """Fold fills, in the order of their booking, into trips in the order of their entries."""
    done: list[tuple[Nanos, int, Trip]] = []
    under_way: dict[InstrumentId, tuple[int, _Open]] = {}
    begun = 0
    for fill in fills:
        left, fee = fill.qty, fill.fee
        while left:
            if fill.instrument not in under_way:
                begun += 1
                many = multipliers.get(fill.instrument, ONE)
                under_way[fill.instrument] = begun, _Open(fill.instrument, fill.side, many, fill.at)
            number, trip = under_way[fill.instrument]
            closes = fill.side is not trip.side
            qty = min(left, abs(trip.qty)) if closes else left
            # rounded once: what is rounded off stays with the rest
            share = fee if qty == left else round(ratio(fee * qty, left), FEE_PLACES)
            trip.seen(*((fill.low, fill.high) if left == fill.qty else ()))
            trip.add(fill.side, qty, fill.price, share)
            left, fee = left - qty, fee - share
            if not trip.qty:
                trip.seen(fill.price)
                del under_way[fill.instrument]
                done.append((trip.entry_at, number, _told(trip, fill.at, None)))
    for number, trip in under_way.values():
        end = last.get(trip.instrument, Last())
        trip.seen(end.low, end.high, end.mid)
        done.append((trip.entry_at, number, _told(trip, None, end.mid)))
    return tuple(trip for _, _, trip in sorted(done, key=lambda each: each[1]))


def _told(trip: _Open, exit_at: Nanos | None, mid: Decimal | None) -> Trip:
    gross = trip.flow if exit_at is not None else None
    if exit_at is None and mid is not None:
        gross = trip.worth(mid)
    return Trip(
        instrument=trip.instrument,
        side=trip.side,
        qty=trip.most,
        entry_at=rfc3339(trip.entry_at),
        exit_at=rfc3339_or_none(exit_at or 0),
        entry_px=ratio(trip.in_cost, trip.in_qty),
        exit_px=ratio(trip.out_cost, trip.out_qty) if trip.out_qty else None,
        gross=None if gross is None else trimmed(gross),
        fees=trimmed(trip.fees),
        net=None if gross is None else trimmed(gross - trip.fees),
        mae=trimmed(trip.worst),
        mfe=trimmed(trip.best),
        duration_ns=None if exit_at is None else exit_at - trip.entry_at,
        fills=trip.fills,
    )
