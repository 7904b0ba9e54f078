"""Breakers in the ledger: told once, kept over the journal, probed by a question."""

import pytest

from holdfast.messages import breakers as n
from holdfast.messages import control as k
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.circuit import Circuit
from tests.support.desks import OPEN, PlayedDesk, ready_desk


@pytest.fixture
def desk() -> PlayedDesk:
    return ready_desk()


def turn(desk: PlayedDesk, to: Circuit, until: int = 5, link: str = "sim") -> list[e.Event]:
    return desk.take(k.TurnBreaker(link, to, "silent", until))


def test_each_turn_is_told_once(desk: PlayedDesk) -> None:
    assert turn(desk, Circuit.OPEN) == [n.BreakerOpened("sim", "silent", 5)]
    assert turn(desk, Circuit.OPEN) == []
    assert turn(desk, Circuit.OPEN, until=9) == [n.BreakerOpened("sim", "silent", 9)]
    assert turn(desk, Circuit.CLOSED) == [n.BreakerClosed("sim")]
    assert turn(desk, Circuit.CLOSED) == []
    assert turn(desk, Circuit.HALF_OPEN) == []
    desk.check()
    desk.check_decisions()


def test_half_open_asks_the_venue_what_an_account_holds(desk: PlayedDesk) -> None:
    turn(desk, Circuit.OPEN)
    events = turn(desk, Circuit.HALF_OPEN)
    assert events == [n.BreakerHalfOpened("sim"), d.AccountQueried("A", "sim", OPEN)]
    assert desk.venue.sent[-1] == q.QueryAccount("A", "sim", OPEN)
    assert turn(desk, Circuit.HALF_OPEN) == []


def test_a_feed_is_not_asked_anything(desk: PlayedDesk) -> None:
    turn(desk, Circuit.OPEN, link="feed sim")
    assert turn(desk, Circuit.HALF_OPEN, link="feed sim") == [n.BreakerHalfOpened("feed sim")]


def test_since_when_is_kept_while_probes_fail(desk: PlayedDesk) -> None:
    turn(desk, Circuit.OPEN)
    since = desk.ledger.breakers["sim"].since
    desk.wait(10)
    turn(desk, Circuit.HALF_OPEN)
    turn(desk, Circuit.OPEN, until=20)
    assert desk.ledger.breakers["sim"].since == since
    assert desk.ledger.breakers["sim"].until == 20


def test_a_new_run_begins_with_every_breaker_closed(desk: PlayedDesk) -> None:
    turn(desk, Circuit.OPEN)
    desk.restart()
    assert desk.ledger.breakers == {}
    desk.check()


def test_a_sign_of_life_changes_nothing(desk: PlayedDesk) -> None:
    assert desk.take(r.VenueBeats("sim", 5)) == []
