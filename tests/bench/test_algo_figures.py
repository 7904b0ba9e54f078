"""Means have a confidence that knows of overlapping starts, and both sides count together."""

from random import Random
from statistics import fmean

import pytest

from holdfast.bench.algo_figures import Result, Tracking, estimate, figure


def result(algo: str, start: int, side: str, cost: float, vwap: float | None = None) -> Result:
    tracking = Tracking(0.01, 0.02 * start) if algo else None
    off = 0.001 * start if algo else None
    done = (1.0, cost, 0.5, vwap, 0.1 * start, off, 0.25, 4, 60.0, tracking, "")
    return Result(algo, "100", start, side, *done)


def test_an_estimate_is_the_mean_with_its_ends_around_it() -> None:
    rng = Random(1)
    values = [rng.gauss(0, 1) for _ in range(100)]
    told = estimate(values, 1, 7)
    assert told.mean == fmean(values)
    assert told.low < told.mean < told.high
    assert told == estimate(values, 1, 7)
    assert told != estimate(values, 1, 8)


@pytest.mark.slow
def test_the_ends_hold_the_truth_about_as_often_as_they_say() -> None:
    rng = Random(5)
    held = 0
    for _ in range(60):
        told = estimate([rng.gauss(0, 1) for _ in range(40)], 1, 3)
        held += told.low <= 0 <= told.high
    assert 50 <= held <= 60


def test_neighbours_that_say_the_same_make_the_interval_wider() -> None:
    rng = Random(5)
    values = [each for _ in range(20) for each in [rng.gauss(0, 1)] * 10]
    alone, together = estimate(values, 1, 3), estimate(values, 10, 3)
    assert together.high - together.low > 2 * (alone.high - alone.low)


def test_a_block_longer_than_the_values_is_all_of_them() -> None:
    assert estimate([1.0, 2.0], 50, 3).mean == 1.5


def test_the_drift_of_a_start_is_taken_out_by_its_other_side() -> None:
    mine = [result("twap", n, side, 3 + sign * 50, 1.0) for n in (1, 2) for side, sign in SIDES]
    at_once = [result("", n, side, 7 + sign * 50) for n in (1, 2) for side, sign in SIDES]
    told = figure(mine, at_once, 100.0, 1, 7)
    assert told.saved is not None
    assert told.vwap is not None
    assert (told.cost.mean, told.cost.low, told.cost.high) == (3, 3, 3)
    assert (told.saved.mean, told.saved.low) == (4, 4)
    assert (told.parents, told.share_off) == (4, 0.002)
    assert (told.track_mean, told.track_worst) == (pytest.approx(0.01), 0.04)


def test_the_market_order_itself_saves_nothing_and_has_no_schedule() -> None:
    at_once = [result("", 1, side, 7) for side, _ in SIDES]
    told = figure(at_once, at_once, 100.0, 1, 7)
    assert (told.saved, told.vwap, told.track_mean, told.track_worst) == (None, None, None, None)


SIDES = (("BUY", 1), ("SELL", -1))
