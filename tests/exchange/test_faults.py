"""Faults by draw."""

from collections import Counter
from random import Random

import pytest

from holdfast.exchange import Faults, RequestFate, fate_of_report, fate_of_request


def test_a_calm_venue_lets_everything_pass() -> None:
    rng = Random(1)
    assert Faults().is_calm
    assert not Faults(delay_ppm=1).is_calm
    assert {fate_of_request(Faults(), rng) for _ in range(100)} == {RequestFate.ARRIVES}
    assert {fate_of_report(Faults(), rng).copies for _ in range(100)} == {1}


def test_each_fate_comes_as_often_as_said() -> None:
    faults = Faults(reject_ppm=100_000, lose_request_ppm=200_000, lose_answer_ppm=300_000)
    rng = Random(1)
    seen = Counter(fate_of_request(faults, rng) for _ in range(10_000))
    assert seen[RequestFate.REJECTED] == pytest.approx(1_000, rel=0.1)
    assert seen[RequestFate.LOST] == pytest.approx(2_000, rel=0.1)
    assert seen[RequestFate.ANSWER_LOST] == pytest.approx(3_000, rel=0.1)
    assert seen[RequestFate.ARRIVES] == pytest.approx(4_000, rel=0.1)


@pytest.mark.parametrize(
    ("faults", "fate"),
    [
        (Faults(reject_ppm=1_000_000), RequestFate.REJECTED),
        (Faults(lose_request_ppm=1_000_000), RequestFate.LOST),
        (Faults(lose_answer_ppm=1_000_000), RequestFate.ANSWER_LOST),
    ],
)
def test_a_certain_fault_always_happens(faults: Faults, fate: RequestFate) -> None:
    rng = Random(2)
    assert {fate_of_request(faults, rng) for _ in range(100)} == {fate}


def test_reports_are_told_twice_or_late_independently() -> None:
    faults = Faults(repeat_report_ppm=500_000, delay_ppm=500_000, delay_ns=9)
    rng = Random(3)
    seen = Counter(
        (f.copies, f.delay_ns) for f in (fate_of_report(faults, rng) for _ in range(4_000))
    )
    assert set(seen) == {(1, 0), (1, 9), (2, 0), (2, 9)}
    assert min(seen.values()) > 850


def test_one_knob_does_not_change_what_another_draws() -> None:
    first, second = Random(4), Random(4)
    with_repeats = Faults(repeat_report_ppm=400_000, delay_ppm=300_000, delay_ns=9)
    without = Faults(delay_ppm=300_000, delay_ns=9)
    assert [fate_of_report(with_repeats, first).delay_ns for _ in range(100)] == [
        fate_of_report(without, second).delay_ns for _ in range(100)
    ]
