"""Calendars tell the hours that exchanges kept and will keep; the facts are the exchanges' own."""

import subprocess
import sys
import warnings
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from holdfast.market import calendars
from holdfast.market.calendars import (
    EXTENDED,
    RANGE_DAYS_MAX,
    Session,
    UnknownSessions,
    bounds,
    extended,
    known,
    next_close,
    sessions,
)

DAY_NS = 86_400_000_000_000
NEW_YORK = "America/New_York"
HONG_KONG = "Asia/Hong_Kong"


def at(text: str, zone: str = "UTC") -> int:
    moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return int(moment.timestamp()) * 1_000_000_000


def local(day: str, hours: str, zone: str = NEW_YORK) -> Session:
    """Write a session as its exchange does: a day and two times on the wall there."""
    begins, ends = hours.split("-")
    return at(f"{day}T{begins}", zone), at(f"{day}T{ends}", zone)


def told(calendar: str, first: str, last: str, zone: str = NEW_YORK) -> tuple[Session, ...]:
    """Ask for whole local days, both included."""
    return sessions(calendar, at(f"{first}T00:00", zone), at(f"{last}T23:59", zone))


def days_told(calendar: str, first: str, last: str, zone: str) -> list[str]:
    found = told(calendar, first, last, zone)
    return [f"{datetime.fromtimestamp(o / 1e9, ZoneInfo(zone)):%Y-%m-%d}" for o, _ in found]


def test_an_ordinary_day_in_new_york_is_one_session() -> None:
    assert told("XNYS", "2012-06-21", "2012-06-21") == (local("2012-06-21", "09:30-16:00"),)


def test_the_day_before_independence_day_closes_early_and_the_day_itself_is_closed() -> None:
    assert told("XNYS", "2012-07-02", "2012-07-05") == (
        local("2012-07-02", "09:30-16:00"),
        local("2012-07-03", "09:30-13:00"),
        local("2012-07-05", "09:30-16:00"),
    )


def test_thanksgiving_is_closed_and_the_friday_after_closes_early() -> None:
    assert told("XNYS", "2026-11-25", "2026-11-29") == (
        local("2026-11-25", "09:30-16:00"),
        local("2026-11-27", "09:30-13:00"),
    )


def test_a_weekend_has_no_session() -> None:
    assert told("XNYS", "2026-11-21", "2026-11-22") == ()


def test_sessions_follow_the_clocks_of_new_york_when_they_change() -> None:
    before, after = told("XNYS", "2026-03-06", "2026-03-09")
    assert before == (at("2026-03-06T14:30"), at("2026-03-06T21:00"))
    assert after == (at("2026-03-09T13:30"), at("2026-03-09T20:00"))


@pytest.mark.parametrize(("calendar", "zone"), [("XNYS", NEW_YORK), ("XLON", "Europe/London")])
def test_good_friday_is_closed(calendar: str, zone: str) -> None:
    assert told(calendar, "2026-04-03", "2026-04-03", zone) == ()
    assert len(told(calendar, "2026-04-02", "2026-04-02", zone)) == 1


@pytest.mark.parametrize(
    ("first", "last"), [("2001-09-11", "2001-09-16"), ("2012-10-29", "2012-10-30")]
)
def test_days_on_which_new_york_stayed_shut_are_closed(first: str, last: str) -> None:
    assert told("XNYS", first, last) == ()


def test_years_of_old_tapes_are_known() -> None:
    # Martin Luther King's day was a holiday of the exchange for the first time in 1998.
    assert days_told("XNYS", "1998-01-16", "1998-01-20", NEW_YORK) == ["1998-01-16", "1998-01-20"]
    assert len(told("XNYS", "1998-01-01", "1998-12-31")) == 252
    assert len(told("XNYS", "2014-01-01", "2014-12-31")) == 252


def test_london_closes_early_on_christmas_eve_and_stays_closed_over_boxing_day() -> None:
    zone = "Europe/London"
    assert told("XLON", "2026-12-24", "2026-12-29", zone) == (
        local("2026-12-24", "08:00-12:30", zone),
        local("2026-12-29", "08:00-16:30", zone),
    )


def test_lunch_in_hong_kong_parts_the_day_into_two_sessions() -> None:
    assert told("XHKG", "2026-11-20", "2026-11-20", HONG_KONG) == (
        local("2026-11-20", "09:30-12:00", HONG_KONG),
        local("2026-11-20", "13:00-16:00", HONG_KONG),
    )


def test_lunch_itself_has_no_session() -> None:
    assert (
        sessions("XHKG", at("2026-11-20T12:10", HONG_KONG), at("2026-11-20T12:50", HONG_KONG)) == ()
    )


def test_half_a_day_in_hong_kong_has_no_lunch() -> None:
    morning = local("2026-12-24", "09:30-12:00", HONG_KONG)
    assert told("XHKG", "2026-12-24", "2026-12-24", HONG_KONG) == (morning,)


def test_tokyo_closes_half_an_hour_later_since_november_2024() -> None:
    zone = "Asia/Tokyo"
    assert told("XTKS", "2024-11-01", "2024-11-05", zone) == (
        local("2024-11-01", "09:00-11:30", zone),
        local("2024-11-01", "12:30-15:00", zone),
        local("2024-11-05", "09:00-11:30", zone),
        local("2024-11-05", "12:30-15:30", zone),
    )


def test_a_session_of_chicago_opens_on_the_evening_before() -> None:
    zone = "America/Chicago"
    sunday_evening = at("2026-11-22T18:00", zone)
    monday = at("2026-11-22T17:00", zone), at("2026-11-23T17:00", zone)
    assert sessions("CMES", sunday_evening, sunday_evening) == (monday,)
    saturday = at("2026-11-21T12:00", zone)
    assert sessions("CMES", saturday, saturday) == ()


def test_a_session_that_opens_on_the_utc_day_before_is_found() -> None:
    zone = "Australia/Sydney"
    monday = local("2026-11-23", "10:00-16:00", zone)
    sunday_in_utc = at("2026-11-22T23:30")
    assert sessions("XASX", sunday_in_utc, sunday_in_utc) == (monday,)


def test_a_session_of_the_new_year_that_opens_in_the_old_one_is_found() -> None:
    # The calendar is made by whole years, and this session belongs to two of them.
    new_years_eve = at("2025-12-31T23:59")
    first = new_years_eve - 90 * DAY_NS
    assert sessions("24/7", first, new_years_eve)[-1] == (at("2025-12-31"), at("2026-01-01"))
    after_holiday = at("2026-01-01T18:00", "America/Chicago")
    assert sessions("CMES", after_holiday, after_holiday) == (
        (at("2026-01-01T17:00", "America/Chicago"), at("2026-01-02T17:00", "America/Chicago")),
    )


def test_a_market_that_never_closes_has_a_session_for_each_day() -> None:
    assert sessions("24/7", at("2026-11-21T12:00"), at("2026-11-22T12:00")) == (
        (at("2026-11-21"), at("2026-11-22")),
        (at("2026-11-22"), at("2026-11-23")),
    )


def test_the_open_belongs_to_a_session_and_the_close_does_not() -> None:
    opened, closed = session = local("2012-06-21", "09:30-16:00")
    assert sessions("XNYS", opened, opened) == (session,)
    assert sessions("XNYS", opened - 1, opened - 1) == ()
    assert sessions("XNYS", closed - 1, closed - 1) == (session,)
    assert sessions("XNYS", closed, closed) == ()


@pytest.mark.parametrize(
    ("calendar", "day", "zone"),
    [
        ("XKRX", "1998-05-02", "Asia/Seoul"),  # Seoul traded on Saturdays until December 1998
        ("XMOS", "2012-03-11", "Europe/Moscow"),  # a Sunday worked in exchange for a Friday
        ("ASEX", "2026-04-09", "Europe/Athens"),
        ("XTAE", "2023-01-01", "Asia/Jerusalem"),  # Tel Aviv traded on Sundays
    ],
)
def test_days_that_a_pandas_too_new_would_lose_are_there(
    calendar: str, day: str, zone: str
) -> None:
    assert set(days_told(calendar, day, day, zone)) == {day}


def test_orthodox_good_friday_is_closed_in_athens() -> None:
    assert told("ASEX", "2026-04-10", "2026-04-13", "Europe/Athens") == ()


def test_an_alias_is_the_exchange_it_stands_for() -> None:
    assert told("NASDAQ", "2026-11-25", "2026-11-29") == told("XNYS", "2026-11-25", "2026-11-29")


@pytest.mark.parametrize("calendar", ["XNYS", "XLON", "XHKG", "CMES", "24/7", "NYSE"])
def test_a_calendar_is_known_by_its_name(calendar: str) -> None:
    assert known(calendar)


@pytest.mark.parametrize("calendar", ["", "xnys", "XNYZ", "XNYS "])
def test_a_wrong_name_is_not_known(calendar: str) -> None:
    assert not known(calendar)


@pytest.mark.parametrize(("wrong", "right"), [("xnys", "XNYS"), ("XNYZ", "XNYS"), ("CMEX", "CME")])
def test_a_wrong_name_is_refused_with_the_nearest(wrong: str, right: str) -> None:
    with pytest.raises(UnknownSessions) as refused:
        sessions(wrong, 0, 1)
    assert (refused.value.field, refused.value.value) == ("calendar", wrong)
    assert right in refused.value.rule.partition("nearest: ")[2].split(", ")
    assert str(refused.value).startswith(f"calendar = {wrong!r} must be the name of a calendar")


def test_a_name_like_no_other_is_refused_with_examples() -> None:
    with pytest.raises(UnknownSessions, match="such as XNYS or 24/7"):
        sessions("~~~~~~", 0, 1)


def test_a_range_has_a_limit() -> None:
    start = at("2026-01-01")
    assert len(sessions("24/7", start, start + RANGE_DAYS_MAX * DAY_NS)) == RANGE_DAYS_MAX + 1
    with pytest.raises(UnknownSessions, match="must be at most 400 days after start") as refused:
        sessions("24/7", start, start + RANGE_DAYS_MAX * DAY_NS + 1)
    assert refused.value.field == "end"


def test_an_end_before_the_start_is_refused() -> None:
    start = at("2026-01-01")
    with pytest.raises(UnknownSessions, match=r"end = .* must not be before start"):
        sessions("XNYS", start, start - 1)


def test_years_that_a_calendar_cannot_tell_are_refused_and_not_told_as_closed() -> None:
    first, after = bounds("XHKG")
    assert after == at("2050-01-01")
    assert sessions("XHKG", after - 2 * DAY_NS, after - 1) != ()
    with pytest.raises(UnknownSessions, match=r"calendar 'XHKG': end = .* must be within") as late:
        sessions("XHKG", after - DAY_NS, after)
    assert late.value.field == "end"
    with pytest.raises(UnknownSessions) as early:
        sessions("XHKG", first - 1, first)
    assert early.value.field == "start"


def test_a_calendar_that_begins_within_a_year_is_told_from_there() -> None:
    first, _ = bounds("XSHG")
    assert first == at("1990-12-03")
    # The year is cut where the calendar begins, and the margin before the start with it.
    opened = [o for o, _ in sessions("XSHG", first, at("1991-01-31"))]
    assert opened and min(opened) >= first
    with pytest.raises(UnknownSessions, match="from 1990-12-03T00:00:00"):
        sessions("XSHG", first - 1, first)


@pytest.mark.parametrize("nonsense", [-(2**63), -1, 2**63, 10**30])
def test_times_far_away_are_refused(nonsense: int) -> None:
    with pytest.raises(UnknownSessions, match="must be within what it can tell"):
        sessions("24/7", nonsense, nonsense)


def test_what_is_told_is_plain_integers() -> None:
    for opened, closed in told("XHKG", "2026-11-16", "2026-11-20", HONG_KONG):
        assert (type(opened), type(closed)) == (int, int)


def test_warnings_of_pandas_stay_inside_and_those_of_others_do_not() -> None:
    before = list(warnings.filters)
    with calendars._quiet():
        warnings.warn("pandas complains", FutureWarning, stacklevel=1)
    assert list(warnings.filters) == before
    with pytest.raises(FutureWarning):
        warnings.warn("somebody else complains", FutureWarning, stacklevel=1)


@pytest.mark.parametrize(
    "code",
    [
        "import holdfast; holdfast.Desk; holdfast.SubmitOrder",
        "import holdfast.cli.commands",
        "import holdfast.market.calendars",
    ],
)
def test_a_process_that_asks_for_no_calendar_does_not_pay_for_pandas(code: str) -> None:
    paid = "import sys; print(*{'pandas', 'numpy', 'exchange_calendars'}.intersection(sys.modules))"
    run = [sys.executable, "-c", f"{code}; {paid}"]
    assert subprocess.run(run, check=True, capture_output=True, text=True).stdout.strip() == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    "calendar",
    ["24/5", "24/7", "ASEX", "CMES", "IEPA", "XASX", "XHKG", "XKRX", "XNZE", "XTAE", "XTKS"],
)
def test_sessions_are_sorted_and_never_overlap(calendar: str) -> None:
    found = sessions(calendar, at("2012-01-01"), at("2012-12-31"))
    assert len(found) > 200
    assert all(opened < closed for opened, closed in found)
    assert all(one[1] <= next_one[0] for one, next_one in pairwise(found))


def test_the_next_close_is_that_of_the_day_or_of_the_next_one_there_is() -> None:
    assert next_close("XNYS", at("2024-07-03T15:00:00")) == at("2024-07-03T17:00:00")
    assert next_close("XNYS", at("2024-07-03T17:00:00")) == at("2024-07-05T20:00:00")
    assert next_close("XNYS", at("2024-07-06T12:00:00")) == at("2024-07-08T20:00:00")


def test_a_break_ends_no_day() -> None:
    assert next_close("XHKG", at("2024-07-03T02:00:00")) == at("2024-07-03T08:00:00")


def test_a_market_that_never_closes_ends_its_days_all_the_same() -> None:
    assert next_close("24/7", at("2024-07-03T02:00:00")) == at("2024-07-04T00:00:00")


def test_beyond_what_a_calendar_can_tell_no_close_is_made_up() -> None:
    with pytest.raises(UnknownSessions):
        next_close("XNYS", at("2150-01-01T00:00:00"))
    with pytest.raises(UnknownSessions, match="nearest"):
        next_close("XNYZ", at("2024-07-03T15:00:00"))


# --- before the open and after the close ------------------------------------------------


def extended_told(calendar: str, first: str, last: str) -> tuple[Session, ...]:
    return extended(calendar, at(f"{first}T00:00", NEW_YORK), at(f"{last}T23:59", NEW_YORK))


def test_extended_hours_of_new_york_end_early_where_the_day_does() -> None:
    assert extended_told("XNYS", "2026-11-25", "2026-11-30") == (
        local("2026-11-25", "04:00-20:00"),
        local("2026-11-27", "04:00-17:00"),
        local("2026-11-30", "04:00-20:00"),
    )


def test_extended_hours_go_by_the_clock_on_the_wall() -> None:
    before, after = extended_told("XNYS", "2026-03-06", "2026-03-09")
    assert after[0] - before[0] == 3 * DAY_NS - 3_600 * 10**9


def test_extended_hours_hold_every_session_of_their_days() -> None:
    first, last = "2026-01-01", "2026-12-31"
    days, plain = extended_told("XNYS", first, last), told("XNYS", first, last)
    assert len(days) == len(plain)
    assert all(a[0] < b[0] < b[1] < a[1] for a, b in zip(days, plain, strict=True))


def test_each_name_of_the_exchange_has_extended_hours_and_others_have_none() -> None:
    day = "2026-11-25"
    for name in EXTENDED:
        assert told(name, day, day) == told("XNYS", day, day)
        assert extended_told(name, day, day) == (local(day, "04:00-20:00"),)
    for name in ("XLON", "24/7", "CMES"):
        assert extended_told(name, day, day) == ()


def test_extended_hours_of_an_unknown_calendar_are_refused() -> None:
    with pytest.raises(UnknownSessions, match="must be the name of a calendar"):
        extended_told("XNYZ", "2026-11-25", "2026-11-25")
