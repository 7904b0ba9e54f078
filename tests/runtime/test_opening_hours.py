"""The desk knows the sessions of its listings' calendars, now and for weeks ahead."""

from datetime import UTC, datetime

import pytest

from holdfast.messages import commands as c
from holdfast.messages.control import SetSessions
from holdfast.model.instrument import Instrument, Listing
from holdfast.runtime.opening_hours import AHEAD_MIN_NS, DAY_NS, OpeningHours, sessions_from
from tests.support.desks import OPEN, PlayedDesk


@pytest.fixture
def desk() -> PlayedDesk:
    desk = PlayedDesk()
    for name, calendar in (("AAPL", "XNYS"), ("MSFT", "XNYS"), ("VOD", "XLON"), ("BTC", "")):
        listing = Listing(name, "sim", name, calendar=calendar)
        desk.take(c.ListInstrument(Instrument(name), (listing,)))
    return desk


def hours(desk: PlayedDesk) -> OpeningHours:
    return OpeningHours(desk.ledger, desk.time, desk.desk.deliver)


def test_each_calendar_that_a_listing_names_is_told_once(desk: PlayedDesk) -> None:
    hours(desk).begin()
    assert [(type(each), each.calendar) for each in desk.desk.inbox] == [
        (SetSessions, "XNYS"),
        (SetSessions, "XLON"),
    ]
    desk.desk.drain()
    assert list(desk.ledger.calendars) == ["XNYS", "XLON"]
    hours(desk).begin()
    assert not desk.desk.inbox


def test_the_session_that_runs_is_known_and_those_of_weeks_ahead(desk: PlayedDesk) -> None:
    hours(desk).begin()
    desk.desk.drain()
    known = desk.ledger.calendars["XNYS"]
    assert any(each.opens <= OPEN < each.closes for each in known)
    assert known[-1].closes > OPEN + AHEAD_MIN_NS


def test_a_desk_that_runs_for_months_is_told_again_before_it_runs_out(desk: PlayedDesk) -> None:
    hours(desk).begin()
    for _ in range(120):
        desk.wait(DAY_NS)
        assert desk.ledger.calendars["XNYS"][-1].closes > desk.time.now() + AHEAD_MIN_NS - DAY_NS
    told = [each for each in desk.journal.entries() if isinstance(each.message, SetSessions)]
    assert 4 < len(told) < 20
    desk.check()
    desk.check_decisions()


def test_a_desk_that_comes_back_after_months_is_told_at_once(desk: PlayedDesk) -> None:
    hours(desk).begin()
    desk.desk.drain()
    desk.time.advance(OPEN + 200 * DAY_NS)
    hours(desk).begin()
    desk.desk.drain()
    assert desk.ledger.calendars["XNYS"][-1].closes > OPEN + 200 * DAY_NS


def test_extended_hours_are_told_where_there_are_any(desk: PlayedDesk) -> None:
    hours(desk).begin()
    desk.desk.drain()
    known = desk.ledger.extended
    assert any(each.opens < OPEN - 3600 * 10**9 < each.closes for each in known["XNYS"])
    assert known["XLON"] == ()


def test_a_journal_that_knows_no_extended_hours_is_told_them_at_once(desk: PlayedDesk) -> None:
    spans, _ = sessions_from("XNYS", OPEN)
    desk.take(SetSessions("XNYS", spans))
    assert desk.ledger.extended["XNYS"] == ()
    hours(desk).begin()
    desk.desk.drain()
    assert desk.ledger.extended["XNYS"]


def test_a_desk_without_calendars_sets_no_timer() -> None:
    desk = PlayedDesk()
    before = desk.time.next_at()
    hours(desk).begin()
    assert desk.time.next_at() == before


def test_what_a_calendar_cannot_tell_is_not_told() -> None:
    assert sessions_from("NOWHERE", OPEN) == ((), ())
    last = int(datetime(2099, 12, 31, tzinfo=UTC).timestamp()) * 10**9
    assert sessions_from("24/7", last + 10 * DAY_NS) == ((), ())
