"""VWAP: slices as large as the market usually is, corrected by what it is today."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

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


def seen_to_trade(working: Worked, *volumes: int) -> Decimal:
    """Show what has traded in all at each slice but the first; return what the last one asks."""
    working.step()
    before = working.state.committed
    for each in volumes:
        before = working.state.committed
        working.volume = Decimal(each)
        working.after(60)
    return working.state.committed - before


def test_a_market_that_trades_more_than_its_level_so_far_is_followed() -> None:
    # 100 in the first minute make a day of 1,000; 700 are 700 / 1,300 of one, usual are 40 %
    assert seen_to_trade(work(correction="0.5"), 100, 700) == 400 + 69


def test_a_market_that_trades_less_than_its_level_so_far_is_waited_for() -> None:
    assert seen_to_trade(work(correction="1"), 100, 100) == 200, "half of a slice later, no more"


def test_a_day_of_another_level_than_the_curve_is_as_usual() -> None:
    for level in (1, 7, 10_000):
        assert seen_to_trade(work(correction="1"), 100 * level, 400 * level) == 400


def test_a_day_that_has_not_traded_yet_says_nothing() -> None:
    assert seen_to_trade(work(correction="1"), 0, 5_000) == 400


def test_what_is_asked_again_within_a_slice_gets_the_same_answer() -> None:
    working = work(correction="1", style="mixed")
    seen_to_trade(working, 100, 700)
    ahead = working.state.memory["ahead"]
    working.volume = Decimal(9_000)
    working.after(1)
    assert working.state.memory["ahead"] == ahead


VOLUMES = st.lists(st.integers(0, 100_000), min_size=4, max_size=12)


def targets(volumes: list[int], curve: VolumeCurve, correction: Decimal) -> list[Decimal]:
    """List what is out after each slice, with so much printed in each."""
    slices = len(volumes)
    working = work("100000", curve, slices=slices, jitter="0.5", correction=str(correction))
    out: list[Decimal] = []

    def trade(worked: Worked) -> None:
        worked.volume = Decimal(sum(volumes[: len(out)]))
        out.append(worked.state.committed)

    working.run(each=trade)
    return [*out[1:], working.state.committed]


@given(
    volumes=VOLUMES,
    factor=st.decimals("0.000001", "1000000", allow_nan=False, places=6),
    correction=st.decimals(0, 1, allow_nan=False, places=2),
)
def test_the_scale_of_the_curve_changes_nothing_and_the_schedule_is_whole(
    volumes: list[int], factor: Decimal, correction: Decimal
) -> None:
    scaled = replace(CURVE, volumes=tuple(each * factor for each in CURVE.volumes))
    out = targets(volumes, CURVE, correction)
    assert targets(volumes, scaled, correction) == out
    assert out == sorted(out)
    assert out[-1] == 100_000


@given(volumes=VOLUMES, correction=st.decimals(0, 1, allow_nan=False, places=2))
def test_no_slice_is_larger_than_its_own_and_half_of_its_neighbours(
    volumes: list[int], correction: Decimal
) -> None:
    flat = replace(CURVE, volumes=(Decimal(1),) * 4)
    out = targets(volumes, flat, correction)
    sizes = [after - before for before, after in pairwise([Decimal(0), *out])]
    assert max(sizes) <= Decimal(2 * 100_000) / len(volumes) + 1


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
        (
            {"curve": "square"},
            "tactic.params.curve: square must be one of historical, flat",
        ),
    ],
)
def test_each_faulty_parameter_is_named_by_its_path(params: dict[str, object], told: str) -> None:
    given = {"duration_s": 60, **params}
    assert [each.detail for each in VWAP.check(asked("vwap", **given), LISTING)] == [told]
