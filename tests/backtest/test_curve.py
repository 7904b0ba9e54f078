"""The curve: how far it fell, how long it was under water, and how it is thinned."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from holdfast.backtest.curve import Drawdown, Point, deepest, falls, thinned
from holdfast.model.numbers import ZERO
from holdfast.model.times import rfc3339

MINUTE_NS = 60_000_000_000


def curve(*heights: int | Decimal) -> list[Point]:
    return [
        Point(n * MINUTE_NS, Decimal(each), ZERO, ZERO, ZERO, ZERO, ZERO, ZERO)
        for n, each in enumerate(heights, 1)
    ]


def test_the_deepest_fall_is_from_its_peak_to_its_trough_and_back() -> None:
    found = deepest(curve(100, 120, 110, 130, 100, 120, 131, 125))
    assert (found.amount, found.fraction) == (30, round(Decimal(30) / 130, 8))
    assert (found.peak_at, found.trough_at) == (rfc3339(4 * MINUTE_NS), rfc3339(5 * MINUTE_NS))
    assert found.recovered_at == rfc3339(7 * MINUTE_NS)
    assert found.longest_ns == 3 * MINUTE_NS


def test_a_fall_that_is_not_made_good_has_no_end() -> None:
    found = deepest(curve(100, 90, 95))
    assert (found.amount, found.recovered_at, found.longest_ns) == (10, None, 2 * MINUTE_NS)


def test_what_never_falls_has_no_drawdown() -> None:
    assert deepest(curve(100, 100, 101)) == Drawdown()
    assert deepest([]) == Drawdown()


def test_thinning_keeps_both_ends_and_whole_multiples() -> None:
    points = curve(*range(100, 108))
    kept = thinned(points, 3 * MINUTE_NS)
    assert [point.at // MINUTE_NS for point in kept] == [1, 3, 6, 8]


@given(st.lists(st.integers(1, 1_000), min_size=1, max_size=40))
def test_no_point_is_further_below_its_peak_than_the_deepest_fall(heights: list[int]) -> None:
    points = curve(*heights)
    found = deepest(points)
    deepest_by_hand = max(max(heights[: n + 1]) - height for n, height in enumerate(heights))
    assert found.amount == deepest_by_hand
    assert all(0 <= each < 1 for each in falls(points))
