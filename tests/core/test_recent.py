"""Sliding windows: exact at their edges, bounded, and the same as adding everything up again."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from holdfast.core.recent import GRAINS, add_amount, add_time, count_after, total_after
from holdfast.core.scoped import Recent

SECOND = 1_000_000_000
MINUTE = 60 * SECOND


def test_what_is_a_whole_window_ago_counts_no_more() -> None:
    recent = Recent()
    for at in (0, 1, SECOND):
        add_time(recent, at, SECOND, 10)
    assert count_after(recent, 0) == 2
    assert count_after(recent, 1) == 1
    assert count_after(recent, SECOND) == 0


def test_only_the_newest_are_kept() -> None:
    recent = Recent()
    for at in range(1_000):
        add_time(recent, at, SECOND, 10)
    assert count_after(recent, -1) == 10
    assert recent.times[-1] == 999
    assert len(recent.times) <= 2 * 64 + 10


@pytest.mark.parametrize("seed", range(5))
def test_a_window_of_times_is_what_counting_all_of_them_gives(seed: int) -> None:
    rng, recent, told, at = Random(seed), Recent(), [], 0
    for _ in range(3_000):
        at += rng.choice((0, 1, SECOND // 100, SECOND // 3))
        add_time(recent, at, SECOND, 10_000)
        told.append(at)
        assert count_after(recent, at - SECOND) == sum(one > at - SECOND for one in told[-2_000:])
    assert len(recent.times) < 2_000


@pytest.mark.parametrize("seed", range(5))
def test_a_window_of_amounts_is_what_adding_all_of_them_gives(seed: int) -> None:
    rng, recent, told, at = Random(seed), Recent(), [], 0
    grain = MINUTE // GRAINS
    for _ in range(2_000):
        # each in a grain of its own, where the window is exact
        at += grain * rng.choice((1, 2, 100, 400))
        amount = Decimal(rng.randint(1, 10**6)).scaleb(-3)
        add_amount(recent, at, MINUTE, amount)
        told.append((at, amount))
        since = at - MINUTE + rng.choice((0, grain, 7 * grain))
        assert total_after(recent, since) == sum(much for one, much in told if one > since)
    assert len(recent.times) <= 2 * GRAINS


def test_amounts_of_one_grain_share_a_place_and_leave_with_the_last_of_them() -> None:
    recent = Recent()
    for at in range(5_000):
        add_amount(recent, at, MINUTE, Decimal(1))
    assert len(recent.times) == 1
    assert total_after(recent, 4_998) == 5_000
    assert total_after(recent, 4_999) == 0


def test_an_empty_window_is_empty() -> None:
    assert count_after(Recent(), 0) == 0
    assert total_after(Recent(), 0) == 0


def test_a_window_that_has_run_empty_begins_anew() -> None:
    recent = Recent()
    add_amount(recent, 0, MINUTE, Decimal(7))
    add_amount(recent, 2 * MINUTE, MINUTE, Decimal(5))
    assert (recent.times, recent.amounts, recent.total) == ([2 * MINUTE], [Decimal(5)], 0)
    assert total_after(recent, MINUTE) == 5
