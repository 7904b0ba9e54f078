"""A venue's dead man's switch is kept up by a desk that lives, and by no other."""

import pytest

from holdfast.runtime.guard import GuardRules
from tests.support.desks import SECOND, FakeVenue, PlayedDesk, ready_desk


class SwitchedVenue(FakeVenue):
    """A venue that cancels everything by itself once its time is over."""

    def __init__(self) -> None:
        super().__init__()
        self.timeouts: list[int] = []

    def refresh(self, timeout_ns: int) -> None:
        self.timeouts.append(timeout_ns)


@pytest.fixture
def desk() -> PlayedDesk:
    desk = ready_desk()
    desk.venue = SwitchedVenue()
    desk.guard = GuardRules(dead_man_ns=60 * SECOND)
    desk.restart()
    return desk


def timeouts(desk: PlayedDesk) -> list[int]:
    return desk.venue.timeouts  # type: ignore[attr-defined]


def test_it_is_refreshed_three_times_within_its_time(desk: PlayedDesk) -> None:
    desk.wait(60 * SECOND)
    assert timeouts(desk) == [60 * SECOND] * 4


def test_a_desk_that_has_halted_refreshes_it_no_more(desk: PlayedDesk) -> None:
    desk.wait(30 * SECOND)
    before = len(timeouts(desk))
    desk.desk.engine.halt("a bug")
    while desk.time.step():
        pass
    assert len(timeouts(desk)) == before


def test_a_closed_desk_refreshes_it_no_more(desk: PlayedDesk) -> None:
    desk.desk.close()
    before = len(timeouts(desk))
    while desk.time.step():
        pass
    assert len(timeouts(desk)) == before


def test_without_a_time_the_switch_is_never_armed() -> None:
    desk = ready_desk()
    desk.venue = SwitchedVenue()
    desk.guard = GuardRules()
    desk.restart()
    desk.wait(60 * SECOND)
    assert timeouts(desk) == []
