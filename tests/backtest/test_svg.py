"""Plots: what is drawn lies inside, what is told is escaped, and few points stand for many."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.backtest.svg import (
    HEIGHT,
    POINTS_DRAWN_MAX,
    WIDTH,
    Frame,
    Line,
    Mark,
    bounds,
    histogram,
    plot,
    round_ticks,
    sparse,
)

FRAME = Frame((0, 10), (0, 100), lambda x: f"{x:g}", lambda y: f"{y:g}")


def test_a_plot_is_well_formed_and_within_its_box() -> None:
    line = Line([(0, 0), (5, 100), (10, 50)], "main", fill_to=0)
    drawn = plot(FRAME, [line], [Mark(5, 50, "buy", 'a <b> & "c"')], title="t")
    root = ElementTree.fromstring(drawn)
    assert root.attrib["viewBox"] == f"0 0 {WIDTH} {HEIGHT}"
    for x, y in re.findall(r"([\d.]+)[ ,]([\d.]+)", "".join(re.findall(r' d="([^"]+)"', drawn))):
        assert 0 <= float(x) <= WIDTH
        assert 0 <= float(y) <= HEIGHT
    assert "a &lt;b&gt; &amp;" in drawn


def test_a_histogram_has_a_bar_for_each_count_that_says_what_it_is() -> None:
    drawn = histogram(FRAME, [-1, 0, 1], [3, 7])
    bars = [each for each in ElementTree.fromstring(drawn).iter() if each.tag.endswith("rect")]
    assert [bar.attrib["class"] for bar in bars] == ["bar gain", "bar loss"]
    assert ["3" in "".join(bar.itertext()) for bar in bars] == [True, False]


def test_many_points_are_drawn_as_few_with_their_extremes() -> None:
    points = [(float(n), 0.0) for n in range(50_000)]
    points[31_234] = (31_234.0, 99.0)
    kept = sparse(points)
    assert len(kept) <= POINTS_DRAWN_MAX
    assert (31_234.0, 99.0) in kept
    assert (kept[0], kept[-1]) == (points[0], points[-1])
    assert kept == sorted(kept)


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9))
def test_ticks_are_few_in_order_and_inside(low: float, span: float) -> None:
    high = low + span
    ticks = round_ticks(low, high)
    assert len(ticks) <= 12
    assert ticks == sorted(ticks)
    slack = span * 1e-6 + abs(low) * 1e-12
    assert all(low - slack <= tick <= high + slack for tick in ticks)


@pytest.mark.parametrize("values", [[], [5.0], [1.0, 2.0]])
def test_bounds_leave_room_around_what_they_hold(values: list[float]) -> None:
    low, high = bounds(values)
    assert all(low < value < high for value in values)
    assert low < high
