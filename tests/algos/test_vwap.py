"""VWAP: slices as large as the market usually is, corrected by what it is today."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.algos.vwap import Vwap
from holdfast.model.volume_curve import VolumeCurve
from tests.algos.worked import BEGIN, LISTING, SECOND, Worked, asked

VWAP = Vwap()
# 13:30 to 13:34, a minute each: 100, 300, 400, 200 units
CURVE = VolumeCurve("AAPL", 60, tuple(map(Decimal, (100, 300, 400, 200))), first_s=48_600)


def work(qty: str = "1000", curve: VolumeCurve | None = CURVE, **params: object) -> Worked:
    given = {"duration_s": 240, "slices": 4, "jitter": "0", "correction": "0", **params}
    working = Worked(VWAP, asked("vwap", qty, **given))
    working.curve = curve
    return working


def sizes(working: Worked) -> list[Decimal]:
    return [qty for _, qty in working.run()]


def test_slices_are_as_large_as_the_market_usually_is() -> None:
    assert sizes(work()) == [100, 300, 400, 200]


def test_it_may_begin_and_end_within_a_bucket() -> None:
    working = work(start=30, duration_s=60, slices=2)
    # 50 of 200 trade in the first half minute, 150 in the second
    assert sizes(working) == [250, 750]


def test_a_flat_curve_is_time_alone() -> None:
    given = {"duration_s": 240, "slices": 4, "jitter": "0", "curve": "flat"}
    assert sizes(Worked(VWAP, asked("vwap", **given))) == [250] * 4


def test_a_curve_that_has_nothing_at_this_time_of_day_says_nothing() -> None:
    night = VolumeCurve("AAPL", 60, (Decimal(5),), first_s=0)
    assert sizes(work(curve=night)) == [250] * 4


def test_a_market_that_trades_more_than_usual_is_followed() -> None:
    working = work(correction="0.5")
    working.step()
    # by now 100 of 1,000 have usually traded, and 900 were told: half of all that will
    working.volume = Decimal(900)
    (child,) = working.after(60).children
    # 100 are out; 400 are usually due, and half of (900 / 1,800 - 0.1) of all comes sooner
    assert child.qty == 300 + 200


def test_a_market_that_trades_less_than_usual_is_waited_for() -> None:
    working = work(correction="1")
    working.step()
    working.volume = Decimal(0)
    (child,) = working.after(60).children
    assert child.qty == 200, "100 fewer than usual"


def test_all_is_due_with_the_last_slice_whatever_was_corrected() -> None:
    working = work(correction="1")
    assert sum(sizes(working)) == 1000


def test_a_correction_takes_nothing_back() -> None:
    working = work(correction="1")
    working.step()
    working.volume = Decimal(10_000)
    (child,) = working.after(60).children
    given = working.state.committed
    working.volume = Decimal(10_001)
    assert given == 100 + child.qty
    working.after(60)
    assert working.state.committed >= given


def test_without_a_curve_it_needs_one_unless_it_is_flat() -> None:
    assert VWAP.needs_curve(asked("vwap", duration_s=60))
    assert VWAP.needs_curve(asked("vwap", duration_s=60, curve="historical"))
    assert not VWAP.needs_curve(asked("vwap", duration_s=60, curve="flat"))


def test_it_waits_for_its_start() -> None:
    assert work(start=30).step().wake_at == BEGIN + 30 * SECOND


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"correction": "1.1"}, "tactic.params.correction: 1.1 must be 0 to 1"),
        ({"correction": "NaN"}, "tactic.params.correction: NaN must be 0 to 1"),
        ({"slices": -1}, "tactic.params.slices: -1 must be 1 to 10000"),
        ({"curve": "square"}, "tactic.params.curve: Invalid enum value 'square'"),
    ],
)
def test_each_faulty_parameter_is_named_by_its_path(params: dict[str, object], told: str) -> None:
    given = {"duration_s": 60, **params}
    assert [each.detail for each in VWAP.check(asked("vwap", **given), LISTING)] == [told]
