"""Tables of chances: how generated markets draw waiting times, moves, sizes and distances.

Drawing from a table costs one uniform number and no logarithm, and gives the same market from
the same seed on every machine: entries are rounded, so that the last bit of a platform's
logarithm does not show.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from statistics import NormalDist

ENTRIES = 4_096
DIGITS_KEPT = 9

ROUND_LOT = 100
ODD_LOT_SHARE = 0.25
ONE_LOT_SHARE = 0.70  # up to here the rest is a single round lot
SIZE_TAIL = 1.5  # exponent of the Pareto tail of sizes; 1.5 is what markets show
LOTS_MAX = 50


def table(quantile: Callable[[float], float]) -> list[float]:
    """List a distribution's quantiles in the middle of equal shares."""
    return [round(quantile((n + 0.5) / ENTRIES), DIGITS_KEPT) for n in range(ENTRIES)]


def sizes(lots: int, one_lot: Decimal) -> list[Decimal]:
    """List order sizes: odd lots, single round lots, and a heavy tail of many."""
    return [_size((n + 0.5) / ENTRIES, n) * lots * one_lot for n in range(ENTRIES)]


def distances(near_share: float, near_mean: float, far_from: int, far_to: int) -> list[int]:
    """List how many ticks from the best price people place: most near it, some a long way off."""
    near = 1 - 1 / (1 + near_mean)
    return [
        _distance((n + 0.5) / ENTRIES, near_share, near, far_from, far_to) for n in range(ENTRIES)
    ]


def _size(u: float, n: int) -> Decimal:
    if u < ODD_LOT_SHARE:
        return Decimal(1 + n * 37 % (ROUND_LOT - 1))
    if u < ONE_LOT_SHARE:
        return Decimal(ROUND_LOT)
    tail = (u - ONE_LOT_SHARE) / (1 - ONE_LOT_SHARE)
    lots = min(LOTS_MAX, int(round((1 - tail) ** (-1 / SIZE_TAIL), DIGITS_KEPT)) + 1)
    return Decimal(ROUND_LOT * lots)


def _distance(u: float, near_share: float, near: float, far_from: int, far_to: int) -> int:
    if u < near_share:
        return int(round(math.log(1 - u / near_share) / math.log(near), DIGITS_KEPT))
    return far_from + int((u - near_share) / (1 - near_share) * (far_to - far_from))


# The mean of the exponential's quantiles is a little under 1, so they are scaled to it.
_WAITS = table(lambda u: -math.log(1 - u))
_WAITS_MEAN = round(math.fsum(_WAITS) / ENTRIES, DIGITS_KEPT)
WAITS = [wait / _WAITS_MEAN for wait in _WAITS]
MOVES = table(NormalDist().inv_cdf)
