"""A venue that gives no sign of life is left alone until it gives one."""

import pytest

from holdfast.messages import breakers as n
from holdfast.messages import reports as r
from holdfast.model.circuit import Circuit
from holdfast.runtime.guard import GuardRules, outlook
from holdfast.runtime.guard.pulse import Pulse
from holdfast.runtime.virtual_time import VirtualTime
from holdfast.transport.circuit_breaker import BreakerRules
from tests.support.desks import SECOND, FakeVenue, PlayedDesk, ready_desk


class BeatingVenue(FakeVenue):
    """A venue that answers pings as long as it lives."""

    lives = True
    pings = 0

    def ping(self) -> None:
        self.pings += 1
        if self.lives:
            self.deliver(r.VenueBeats(self.name, 0))


RULES = GuardRules(beat_ns=SECOND, beats_missed_max=3, breaker=BreakerRules(wait_ns=5 * SECOND))


@pytest.fixture
def desk() -> PlayedDesk:
    desk = ready_desk()
    desk.venue = BeatingVenue()
    desk.guard = RULES
    desk.restart()
    return desk


def test_a_venue_that_answers_its_pings_is_trusted(desk: PlayedDesk) -> None:
    told = desk.wait(60 * SECOND)
    assert [each for each in told if isinstance(each, n.BreakerOpened)] == []
    assert desk.venue.pings == 61  # type: ignore[attr-defined]


def test_after_three_beats_without_a_word_its_breaker_opens_durably(desk: PlayedDesk) -> None:
    desk.venue.lives = False  # type: ignore[attr-defined]
    assert not [each for each in desk.wait(3 * SECOND) if isinstance(each, n.BreakerOpened)]
    (opened,) = [each for each in desk.wait(SECOND) if isinstance(each, n.BreakerOpened)]
    assert opened.why == "no sign of life for 4000 ms"
    assert desk.ledger.questions.down == {"sim": "no sign of life for 4000 ms"}
    assert outlook(desk.desk.guards["sim"], desk.time.now()).silent_ms == 4_000
    desk.check()


def test_the_ping_of_its_next_try_is_the_probe(desk: PlayedDesk) -> None:
    desk.venue.lives = False  # type: ignore[attr-defined]
    desk.wait(5 * SECOND)
    assert desk.ledger.breakers["sim"].state is Circuit.OPEN
    desk.venue.lives = True  # type: ignore[attr-defined]
    told = desk.wait(5 * SECOND)
    assert n.BreakerClosed("sim") in told
    assert desk.ledger.breakers == {}
    assert desk.ledger.questions.down == {}, "its session is up, and all is asked after"


def test_any_word_is_a_sign_of_life(desk: PlayedDesk) -> None:
    desk.venue.lives = False  # type: ignore[attr-defined]
    for _ in range(20):
        assert not [each for each in desk.wait(SECOND) if isinstance(each, n.BreakerOpened)]
        desk.venue.deliver(r.VenueHeldAll("sim", "A", 0))


def test_a_closed_desk_pings_no_more(desk: PlayedDesk) -> None:
    desk.desk.close()
    before = desk.venue.pings  # type: ignore[attr-defined]
    while desk.time.step():
        pass
    assert desk.venue.pings == before  # type: ignore[attr-defined]


def test_it_is_told_once_that_it_is_gone_and_once_that_it_is_back() -> None:
    time, venue = VirtualTime(0), BeatingVenue()
    venue.lives = False
    told: list[bool] = []
    pulse = Pulse(venue, time, SECOND, 2, told.append)
    pulse.begin()
    while time.now() < 10 * SECOND:
        time.step()
    pulse.hear(time.now())
    pulse.hear(time.now())
    assert told == [False, True]
