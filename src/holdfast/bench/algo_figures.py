"""The figures of a study: means with their confidence, and what was promised of them.

Starts that lie near each other saw the same market, so what they cost is not independent. The
confidence is that of a moving-block bootstrap (H. Künsch, "The jackknife and the bootstrap for
general stationary observations", Annals of Statistics 17(3), 1989): starts are drawn with
replacement in runs of neighbours as long as a window, and the mean of each draw is noted.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from random import Random
from statistics import fmean

import msgspec

RESAMPLES = 2_000
CONFIDENCE = 0.95


class Estimate(msgspec.Struct, frozen=True):
    """A mean with the ends of its 95 % confidence interval."""

    mean: float
    low: float
    high: float


class Tracking(msgspec.Struct, frozen=True):
    """How far a parent was from its schedule, as parts of the parent."""

    mean: float  # of the absolute deviation, over the seconds of the schedule
    worst: float


class Result(msgspec.Struct, frozen=True):
    """What one parent came to; costs are in basis points of the arrival mid, fees included."""

    algo: str
    size: str
    start: int
    side: str
    filled: float  # part of the parent
    cost: float
    fees: float
    vwap: float | None  # what filled against the market's average price of the interval
    share: float  # of own and market volume while it worked
    share_off: float | None  # at the worst from the rate that was asked for
    maker: float
    children: int
    took_s: float  # from the start to the last fill
    tracking: Tracking | None
    ended: str  # what the parent said at its end


class Figure(msgspec.Struct, frozen=True):
    """One algo at one size, over all starts and both sides."""

    algo: str
    size: str
    qty: float
    parents: int
    filled: float
    cost: Estimate
    fees: float
    vwap: Estimate | None
    saved: Estimate | None  # what an immediate market order cost more, start by start
    share: Estimate
    share_off: float | None  # of any parent, at any time once it has settled
    maker: float
    children: float
    took_s: float
    track_mean: float | None
    track_worst: float | None


def estimate(values: Sequence[float], block: int, seed: int) -> Estimate:
    """Estimate a mean of values in order of time; `block` neighbours may depend on each other."""
    count = len(values)
    block = max(1, min(block, count))
    # runs go round from the end to the beginning, so that each start is drawn as often
    sums = [sum(values[(i + k) % count] for k in range(block)) for i in range(count)]
    rng = Random(seed)
    draws = ceil(count / block)
    means = sorted(
        sum(sums[rng.randrange(count)] for _ in range(draws)) / (draws * block)
        for _ in range(RESAMPLES)
    )
    tail = int(RESAMPLES * (1 - CONFIDENCE) / 2)
    return Estimate(fmean(values), means[tail], means[-tail - 1])


def figure(
    results: Sequence[Result], immediate: Sequence[Result], qty: float, block: int, seed: int
) -> Figure:
    """Sum one algo at one size; `immediate` are the market orders of the same size."""
    first = results[0]
    at_once = _by_start(immediate)
    costs = _by_start(results)
    saved = None
    if first.algo and at_once:
        saved = estimate([at_once[start] - cost for start, cost in costs.items()], block, seed)
    slipped = _vwaps(results)
    tracked = [each.tracking for each in results if each.tracking is not None]
    off = [each.share_off for each in results if each.share_off is not None]
    shares = [each.share for each in results]
    return Figure(
        algo=first.algo,
        size=first.size,
        qty=qty,
        parents=len(results),
        filled=fmean(each.filled for each in results),
        cost=estimate(list(costs.values()), block, seed),
        fees=fmean(each.fees for each in results),
        vwap=estimate(slipped, block, seed) if slipped else None,
        saved=saved,
        share=estimate(shares, 2 * block, seed),
        share_off=max(off) if off else None,
        maker=fmean(each.maker for each in results),
        children=fmean(each.children for each in results),
        took_s=fmean(each.took_s for each in results),
        track_mean=fmean(each.mean for each in tracked) if tracked else None,
        track_worst=max(each.worst for each in tracked) if tracked else None,
    )


def _by_start(results: Sequence[Result]) -> dict[int, float]:
    """Average both sides of a start: what the market's drift gives to one it takes of the other."""
    found: dict[int, list[float]] = {}
    for each in results:
        found.setdefault(each.start, []).append(each.cost)
    return {start: fmean(costs) for start, costs in sorted(found.items())}


def _vwaps(results: Sequence[Result]) -> list[float]:
    found: dict[int, list[float]] = {}
    for each in results:
        if each.vwap is not None:
            found.setdefault(each.start, []).append(each.vwap)
    return [fmean(found[start]) for start in sorted(found)]
