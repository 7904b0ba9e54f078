"""What an instrument usually trades at which time of its day."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.model.volume_curve import VolumeCurve

SECOND = 1_000_000_000
MIDNIGHT = 1_340_236_800 * SECOND  # 2012-06-21
HOUR = 3600 * SECOND


def curve(*volumes: int, **terms: object) -> VolumeCurve:
    given: dict[str, object] = {"bucket_s": 3600, **terms}
    units = tuple(map(Decimal, volumes))
    return VolumeCurve("AAPL", volumes=units, **given)  # type: ignore[arg-type]


def test_whole_buckets_are_summed_and_parts_are_taken_evenly() -> None:
    usual = curve(100, 300, first_s=3600)
    assert usual.between(MIDNIGHT, MIDNIGHT + 5 * HOUR) == 400
    assert usual.between(MIDNIGHT + HOUR, MIDNIGHT + 2 * HOUR) == 100
    assert usual.between(MIDNIGHT + HOUR * 3 // 2, MIDNIGHT + HOUR * 5 // 2) == 50 + 150
    assert usual.between(MIDNIGHT, MIDNIGHT + HOUR) == 0


def test_it_goes_on_over_midnight() -> None:
    usual = curve(*[10] * 24)
    assert usual.between(MIDNIGHT - HOUR, MIDNIGHT + HOUR) == 20
    assert usual.between(MIDNIGHT, MIDNIGHT + 48 * HOUR) == 480


def test_from_the_open_it_moves_with_the_session() -> None:
    usual = curve(100, 300, from_open=True)
    opens = (MIDNIGHT + 13 * HOUR, MIDNIGHT + 38 * HOUR)
    assert usual.between(MIDNIGHT + 14 * HOUR, MIDNIGHT + 39 * HOUR, opens) == 400
    assert usual.between(MIDNIGHT, MIDNIGHT + 24 * HOUR) == 0


@pytest.mark.parametrize(
    ("usual", "told"),
    [
        (curve(), ("volumes", "must be 1 to 1440, not 0")),
        (curve(0, 0), ("volumes", "must not all be 0")),
        (curve(1, bucket_s=0), ("bucket_s", "0 must be 1 to 86400")),
        (curve(1, -1), ("volumes[1]", "-1 must be at least 0 and below 1E12")),
        (curve(1, first_s=86_400), ("first_s", "86400 must be 0 to 86399")),
        (curve(*[1] * 25), ("volumes", "must not reach beyond a day")),
    ],
)
def test_each_fault_is_named_by_its_field(usual: VolumeCurve, told: tuple[str, str]) -> None:
    assert usual.faults() == [told]


def test_a_curve_of_a_whole_day_has_no_fault() -> None:
    assert curve(*[1] * 24).faults() == []
