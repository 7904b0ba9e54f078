"""Back-off: ever longer waits, a little less by chance, and an end."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from holdfast.transport.retry import BackOff, grown

MS = 1_000_000


def test_without_jitter_it_waits_100_then_200_ms_and_gives_up_after_three_attempts() -> None:
    rules = BackOff(jitter_pct=0)
    assert [rules.wait_ns(made, Random(1)) for made in (1, 2, 3)] == [100 * MS, 200 * MS, None]


def test_the_same_seed_waits_the_same() -> None:
    rules = BackOff(attempts=10)
    once, again = ([rules.wait_ns(n, rng) for n in range(1, 9)] for rng in (Random(7), Random(7)))
    assert once == again


@given(st.integers(1, 50), st.integers(1, 9), st.integers(0, 100), st.integers(0, 2**32))
def test_a_wait_lies_between_its_jitter_and_its_whole(
    made: int, factor: int, jitter_pct: int, seed: int
) -> None:
    rules = BackOff(100, MS, factor, 900 * MS, jitter_pct)
    whole = min(MS * factor ** (made - 1), 900 * MS)
    wait_ns = rules.wait_ns(made, Random(seed))
    assert wait_ns is not None
    assert whole - whole * jitter_pct // 100 <= wait_ns <= whole


def test_a_wait_that_was_doubled_a_million_times_is_its_cap() -> None:
    assert grown(1, 2, 1_000_000, 60) == 60
    assert grown(100, 1, 1_000_000, 60) == 60
