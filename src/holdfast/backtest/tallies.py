"""What trips and fills come to: wins, losses, how much was held, how much was turned over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec

from holdfast.backtest.curve import Point
from holdfast.backtest.trips import Traded, Trip
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import ONE, ZERO, ratio, trimmed
from holdfast.model.order import Liquidity


class Tallies(msgspec.Struct, frozen=True):
    """Of the trips that are closed, after fees, but for `open_trips` and what counts fills.

    Money is in the account's currency. `profit_factor` is what was won over what was lost, None
    where nothing was lost; fractions lie from 0 to 1. `exposure` is the share of samples in
    which anything was held, `gross_mean` and `gross_max` are of the market value held in them,
    and `turnover` is the value of all fills over the mean equity.
    """

    trips: int
    open_trips: int
    wins: int
    losses: int
    win_rate: Decimal | None
    profit_factor: Decimal | None
    won: Decimal
    lost: Decimal
    expectancy: Decimal | None
    best: Decimal | None
    worst: Decimal | None
    duration_mean_ns: int | None
    fills: int
    maker_share: Decimal | None
    traded_value: Decimal
    turnover: Decimal | None
    exposure: Decimal
    gross_mean: Decimal
    gross_max: Decimal


def tallies(
    trips: Sequence[Trip],
    fills: Sequence[Traded],
    points: Sequence[Point],
    multipliers: Mapping[InstrumentId, Decimal],
) -> Tallies:
    """Add everything up."""
    nets = [trip.net for trip in trips if trip.net is not None and not trip.is_open]
    won = sum((net for net in nets if net > ZERO), ZERO)
    lost = -sum((net for net in nets if net < ZERO), ZERO)
    values = [each.qty * each.price * multipliers.get(each.instrument, ONE) for each in fills]
    value = sum(values, ZERO)
    rested = sum((worth for worth, each in zip(values, fills, strict=True) if _rested(each)), ZERO)
    equity = _mean([point.equity for point in points])
    times = [trip.duration_ns for trip in trips if trip.duration_ns is not None]
    gross = [point.gross for point in points]
    return Tallies(
        trips=len(nets),
        open_trips=sum(trip.is_open for trip in trips),
        wins=sum(net > ZERO for net in nets),
        losses=sum(net < ZERO for net in nets),
        win_rate=_share(Decimal(sum(net > ZERO for net in nets)), Decimal(len(nets)))
        if nets
        else None,
        profit_factor=_share(won, lost) if lost else None,
        won=trimmed(won),
        lost=trimmed(lost),
        expectancy=_mean(nets) if nets else None,
        best=max(nets, default=None),
        worst=min(nets, default=None),
        duration_mean_ns=sum(times) // len(times) if times else None,
        fills=len(fills),
        maker_share=_share(rested, value) if value else None,
        traded_value=trimmed(value),
        turnover=_share(value, equity) if equity > ZERO else None,
        exposure=_mean([ONE if each else ZERO for each in gross]),
        gross_mean=_mean(gross),
        gross_max=trimmed(max(gross, default=ZERO)),
    )


def _rested(fill: Traded) -> bool:
    return fill.liquidity is Liquidity.MAKER


def _mean(numbers: Sequence[Decimal]) -> Decimal:
    return _share(sum(numbers, ZERO), Decimal(len(numbers))) if numbers else ZERO


def _share(part: Decimal, whole: Decimal) -> Decimal:
    """Divide for people to read: what is counted exactly is told beside it."""
    return trimmed(round(ratio(part, whole), 6))
