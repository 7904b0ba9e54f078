"""The self-exciting clock keeps its rate and comes in clusters."""

import math
from itertools import pairwise
from random import Random
from statistics import fmean, pvariance

from holdfast.exchange.chances import ENTRIES, MOVES, WAITS, distances, sizes
from holdfast.exchange.intensity import Intensity, decay, exponential
from holdfast.model.numbers import ONE

SECOND_NS = 1_000_000_000


def event_times(seconds: int, seed: int, rate: float = 20.0) -> list[int]:
    clock = Intensity(rate, 0, Random(seed))
    times = []
    while clock.at < seconds * SECOND_NS:
        clock.advance()
        clock.excite(1.0)
        times.append(clock.at)
    return times


def test_in_the_long_run_the_usual_rate_comes_out() -> None:
    rates = [len(event_times(7_200, seed, 5.0)) / 7_200 for seed in range(8)]
    assert 4.3 < fmean(rates) < 5.7


def test_counts_vary_many_times_more_than_without_excitement() -> None:
    counts = [0] * 600
    for at in event_times(600, 3):
        counts[min(at // SECOND_NS, 599)] += 1
    assert pvariance(counts) > 3 * fmean(counts)  # a Poisson process has a ratio of 1


def test_time_always_goes_on() -> None:
    times = event_times(60, 1)
    assert all(one < other for one, other in pairwise(times))


def test_excitement_raises_the_heat_and_time_cools_it() -> None:
    clock = Intensity(20.0, 0, Random(1))
    usual = clock.heat
    for _ in range(100):
        clock.excite(1.0)
    hot = clock.heat
    assert hot > 2 * usual
    while clock.at < 300 * SECOND_NS:
        clock.advance()
    assert clock.heat < hot / 3


def test_the_arithmetic_decay_is_close_to_the_exponential() -> None:
    for n in range(201):
        x = n / 100
        assert math.isclose(decay(x), math.exp(-x), rel_tol=0.17)
        assert math.isclose(exponential(x) * exponential(-x), 1.0, rel_tol=1e-12)
    assert decay(0.0) == 1.0
    assert 0 < decay(1_000.0) < 1e-7


def test_tables_have_the_moments_of_their_distributions() -> None:
    assert len(WAITS) == len(MOVES) == ENTRIES
    assert math.isclose(fmean(WAITS), 1.0, rel_tol=1e-9)
    assert abs(fmean(MOVES)) < 1e-9
    assert math.isclose(pvariance(MOVES), 1.0, rel_tol=0.01)
    assert min(WAITS) > 0


def test_sizes_and_distances_stay_within_their_bounds() -> None:
    lots = sizes(1, ONE)
    assert (min(lots), max(lots)) == (1, 5_000)
    assert 0.4 < sum(size == 100 for size in lots) / ENTRIES < 0.5
    away = distances(0.7, 1.5, 12, 45)
    assert min(away) == 0
    assert max(away) == 44
    assert 0.65 < sum(each < 12 for each in away) / ENTRIES < 0.75
