"""A venue's clock beside ours, by the answers that came fastest."""

from hypothesis import given
from hypothesis import strategies as st

from holdfast.messages import reports as r
from holdfast.runtime.guard.clock_offset import SAMPLES, ClockOffset
from tests.runtime.guard.guarded_desk import guard_of, guarded
from tests.support.desks import SECOND

MS = 1_000_000


def test_nothing_is_said_before_enough_was_heard() -> None:
    offset = ClockOffset()
    for _ in range(SAMPLES - 1):
        offset.hear(5, 0)
    assert offset.offset_ns is None


def test_the_fastest_answer_of_a_group_counts() -> None:
    offset = ClockOffset()
    for way_ms in range(SAMPLES):
        offset.hear(100 * MS, (3 + way_ms) * MS)
    assert offset.offset_ns == 97 * MS


def test_a_step_of_its_clock_is_followed_smoothly() -> None:
    offset = ClockOffset()
    for _ in range(SAMPLES):
        offset.hear(0, 0)
    told = []
    for _ in range(30 * SAMPLES):
        offset.hear(1_000, 0)
        told.append(offset.offset_ns or 0)
    assert told[SAMPLES] == 250
    assert told == sorted(told)
    assert 990 < told[-1] <= 1_000


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**9), min_size=160, max_size=160))
def test_it_is_never_further_off_than_the_slowest_way(truth: int, ways: list[int]) -> None:
    offset = ClockOffset()
    for way in ways:
        offset.hear(truth, way)
    assert offset.offset_ns is not None
    assert truth - max(ways) - 4 <= offset.offset_ns <= truth


def test_the_times_of_a_venue_that_looks_things_up_say_nothing_of_its_clock() -> None:
    desk = guarded()
    desk.venue.retells = True  # type: ignore[attr-defined]  # as an adapter declares it
    desk.restart()
    long_ago = desk.time.now() - 3_600 * SECOND
    for _ in range(2 * SAMPLES):
        guard_of(desk)._hear(r.VenueAccepts("nobody", "V1", long_ago))
    assert guard_of(desk).offset.offset_ns is None
    for _ in range(20 * SAMPLES):
        guard_of(desk)._hear(r.VenueBeats("sim", desk.time.now() - 5))
    assert guard_of(desk).offset.offset_ns == -5
