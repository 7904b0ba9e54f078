"""From what became of a parent to its figures: cost, share of the volume, distance from plan."""

from __future__ import annotations

from decimal import Decimal

from holdfast.bench.algo_figures import Result, Tracking
from holdfast.bench.algo_runs import Outcome, sum_of
from holdfast.bench.algo_terms import BY_VOLUME, RATE, SCHEDULES, Case
from holdfast.bench.algo_windows import Market
from holdfast.model.numbers import ONE, ZERO
from holdfast.model.order import Side
from holdfast.model.times import SECOND_NS
from holdfast.views.tca import CostRow

BPS = 10_000
SETTLING = 5  # a fifth of the time
REACTION_S = 2


def result_of(case: Case, size: str, outcome: Outcome, market: Market) -> Result:
    """Measure one parent against its arrival, its interval and its schedule."""
    row = outcome.row
    base = (row.arrival_price or ONE) * row.qty * market.instrument.multiplier
    return Result(
        algo=case.algo,
        size=size,
        start=case.start,
        side=case.side.value,
        filled=float(row.filled / row.qty),
        cost=float(row.shortfall_bps or 0),
        fees=float(row.fees / base) * BPS,
        vwap=_vwap_bps(case, row, market),
        share=_share(case, row, outcome, market),
        share_off=_share_off(case, outcome, market) if case.algo == BY_VOLUME else None,
        maker=float(row.maker_share or 0),
        children=row.children,
        took_s=row.duration_ns / SECOND_NS,
        tracking=_tracking(case, outcome),
        ended=outcome.detail,
    )


def _vwap_bps(case: Case, row: CostRow, market: Market) -> float | None:
    """Compare the average price with the market's over the whole time that was given."""
    volume, notional = market.traded(case.start, case.end)
    if not volume or row.avg_px is None:
        return None
    sign = 1 if case.side is Side.BUY else -1
    return sign * float(row.avg_px * volume / notional - 1) * BPS


def _share(case: Case, row: CostRow, outcome: Outcome, market: Market) -> float:
    """Say which part of all that traded was ours, until the last fill or the end of the time."""
    if not outcome.fills:
        return 0.0
    last = outcome.fills[-1][0] if row.filled == row.qty else max(case.end, outcome.fills[-1][0])
    volume, _ = market.traded(case.start, last)
    return float(row.filled / (row.filled + volume)) if volume + row.filled else 0.0


def _share_off(case: Case, outcome: Outcome, market: Market) -> float:
    """Say how far the share was from its rate at the worst, once a part of the time has passed.

    In the first moments a single print is all that has traded, and no share of it means anything.
    Nor can anybody have their share of a print before it is seen: what has traded by a second is
    held against what was done within REACTION_S of it. And a share is of whole lots: one lot more
    or less is not counted.
    """
    worst = 0.0
    for second in range(case.duration_s // SETTLING, case.duration_s + 1 - REACTION_S):
        at = case.start + second * SECOND_NS
        volume, _ = market.traded(case.start, at)
        done = [sum_of(outcome.fills, at + late * SECOND_NS) for late in range(REACTION_S + 1)]
        if volume:
            worst = max(worst, min(_off(d, volume, case.listing.lot) for d in done))
        if done[-1] == case.qty:
            break
    return worst


def _off(done: Decimal, volume: Decimal, lot: Decimal) -> float:
    off = max(abs(done - RATE * (done + volume)) - lot, ZERO)
    return float(off / (done + volume))


def _tracking(case: Case, outcome: Outcome) -> Tracking | None:
    schedule = SCHEDULES.get(case.algo)
    if schedule is None:
        return None
    fills = list(outcome.fills)
    done, place = Decimal(0), 0
    off: list[float] = []
    for second in range(case.duration_s + 1):
        at = case.start + second * SECOND_NS
        while place < len(fills) and fills[place][0] <= at:
            done += fills[place][1]
            place += 1
        off.append(abs(float(done / case.qty) - schedule(case, at)))
    return Tracking(sum(off) / len(off), max(off))
