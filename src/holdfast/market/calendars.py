"""When exchanges trade: their sessions with holidays, early closes and breaks, as plain numbers.

What we rely on in exchange_calendars, each held by a test:
- a calendar that is made with `start` and `end` knows old years too, not the last twenty alone;
- a session is named for its local day, which differs from the UTC day of its open by at most one;
- `Timestamp.value` is in nanoseconds, whatever unit pandas keeps inside.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from difflib import get_close_matches
from functools import lru_cache
from threading import RLock
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from holdfast.model.numbers import Nanos
from holdfast.model.times import SECOND_NS, rfc3339

if TYPE_CHECKING:
    from exchange_calendars import ExchangeCalendar

RANGE_DAYS_MAX = 400
NEAREST_NAMES_MAX = 3
YEAR_FIRST = 1970
YEAR_LAST = 2099
SPANS_KEPT_MAX = 64
# the longest that an exchange has been closed for holidays is about two weeks
NEXT_CLOSE_DAYS_MAX = 31

# Shares of the United States trade before the open and after the close, by whatever name of the
# exchange: NYSE Arca Rule 7.34-E, in New York's time. The late session of a day that closes early
# ends at five.
EXTENDED = ("XNYS", "NYSE", "XNAS", "NASDAQ", "ARCX", "BATS", "XASE")
_NEW_YORK = ZoneInfo("America/New_York")
_EXTENDED_OPENS, _EXTENDED_CLOSES, _EXTENDED_CLOSES_EARLY = time(4), time(20), time(17)
_CLOSE = time(16)

Session = tuple[Nanos, Nanos]
"""Open and close; the open belongs to the session, the close does not."""

_OPENS, _CLOSES = 0, 1  # places in a Session
_DAY_NS = 86_400 * SECOND_NS
# Local days and UTC days differ by one, and a session that began on the day before may still run.
_MARGIN_NS = 2 * _DAY_NS
_NO_TIME = -(2**63)  # the number of pandas' NaT: this session has no break
# Warning filters belong to the process, so that two threads must not swap them at a time.
_filters = RLock()


class UnknownSessions(ValueError):
    """The calendar cannot tell these sessions; whoever asked gets field, value and rule."""

    def __init__(self, calendar: str, field: str, value: str, rule: str) -> None:
        self.calendar = calendar
        self.field = field
        self.value = value
        self.rule = rule
        whose = "" if field == "calendar" else f"calendar {calendar!r}: "
        super().__init__(f"{whose}{field} = {value!r} {rule}")


def known(calendar: str) -> bool:
    """Say whether `sessions` takes this name: an exchange's MIC, an alias of it, or 24/7.

    The first use of this module in a process imports pandas, which takes a third of a second.
    """
    return calendar in _names()


def sessions(calendar: str, start: Nanos, end: Nanos) -> tuple[Session, ...]:
    """Give every session that overlaps the time from start to end, both included, sorted.

    Sessions are whole, also where they begin before start or go on after end; the two halves of a
    day with a break are two sessions. Sessions never overlap, but one may open as another closes.
    Raise UnknownSessions for a wrong name, a wrong range, or years that the calendar cannot tell.
    """
    _check(calendar, start, end)
    years = _year(start - _MARGIN_NS), _year(end + _MARGIN_NS)
    return tuple(each for each in _span(calendar, *years) if each[0] <= end and start < each[1])


def extended(calendar: str, start: Nanos, end: Nanos) -> tuple[Session, ...]:
    """Give the trading days that overlap a time, from the first extended hour to the last.

    Those of `EXTENDED` have such hours, other calendars none. Raise as `sessions` does.
    """
    _check(calendar, start, end)
    if calendar not in EXTENDED:
        return ()
    years = _year(start - _MARGIN_NS), _year(end + _MARGIN_NS)
    days = map(_with_extended_hours, _whole_span(calendar, *years))
    return tuple(each for each in days if each[0] <= end and start < each[1])


def next_close(calendar: str, at: Nanos) -> Nanos:
    """Give the end of the trading day that a time belongs to, or of the next: breaks end none.

    Raise UnknownSessions as `sessions` does, and where no day ends within `NEXT_CLOSE_DAYS_MAX`.
    """
    return _next_edge(calendar, at, _CLOSES)


def next_open(calendar: str, at: Nanos) -> Nanos:
    """Give the beginning of the next trading day: breaks begin none. Raise as `next_close` does."""
    return _next_edge(calendar, at, _OPENS)


def bounds(calendar: str) -> Session:
    """Give the time within which the calendar can be asked: the first moment and the one after.

    Exchanges that publish a year's holidays late have calendars that end with the last one known.
    """
    _check_name(calendar)
    return _bounds(calendar)


def _next_edge(calendar: str, at: Nanos, edge: int) -> Nanos:
    end = min(at + NEXT_CLOSE_DAYS_MAX * _DAY_NS, bounds(calendar)[1] - 1)
    _check(calendar, at, end)
    years = _year(at - _MARGIN_NS), _year(end + _MARGIN_NS)
    for day in _whole_span(calendar, *years):
        if day[edge] > at:
            return day[edge]
    rule = f"must be followed by a session within {NEXT_CLOSE_DAYS_MAX} days"
    raise UnknownSessions(calendar, "at", rfc3339(at), rule)


def _check(calendar: str, start: Nanos, end: Nanos) -> None:
    first, after = bounds(calendar)
    for field, at in (("start", start), ("end", end)):
        if not first <= at < after:
            rule = f"must be within what it can tell: from {rfc3339(first)} to before "
            raise UnknownSessions(calendar, field, rfc3339(at), rule + rfc3339(after))
    if end < start:
        rule = f"must not be before start = {rfc3339(start)}"
        raise UnknownSessions(calendar, "end", rfc3339(end), rule)
    if end - start > RANGE_DAYS_MAX * _DAY_NS:
        rule = f"must be at most {RANGE_DAYS_MAX} days after start = {rfc3339(start)}"
        raise UnknownSessions(calendar, "end", rfc3339(end), rule)


def _check_name(calendar: str) -> None:
    if known(calendar):
        return
    rule = "must be the name of a calendar, such as XNYS or 24/7"
    by_upper = {name.upper(): name for name in _names()}
    near = get_close_matches(calendar.upper(), by_upper, NEAREST_NAMES_MAX)
    if near:
        rule = f"must be the name of a calendar; nearest: {', '.join(by_upper[n] for n in near)}"
    raise UnknownSessions(calendar, "calendar", calendar, rule)


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    with _quiet():
        from exchange_calendars import get_calendar_names

        return tuple(str(name) for name in get_calendar_names(include_aliases=True))


@lru_cache(maxsize=SPANS_KEPT_MAX)
def _bounds(calendar: str) -> Session:
    made = _made(calendar)
    with _quiet():
        first, last = made.bound_min(), made.bound_max()
    ours = _midnight(YEAR_FIRST), _midnight(YEAR_LAST + 1)
    return (
        ours[0] if first is None else max(ours[0], int(first.value)),
        ours[1] if last is None else min(ours[1], int(last.value) + _DAY_NS),
    )


@lru_cache(maxsize=SPANS_KEPT_MAX)
def _span(calendar: str, first_year: int, last_year: int) -> tuple[Session, ...]:
    """Give the sessions of whole years: making a day's calendar takes as long as making a year's.

    The margin may reach beyond what the calendar can tell, and is cut there.
    """
    return tuple(_halves(_made_for(calendar, first_year, last_year)))


@lru_cache(maxsize=SPANS_KEPT_MAX)
def _whole_span(calendar: str, first_year: int, last_year: int) -> tuple[Session, ...]:
    """Give the trading days of whole years from their first open to their last close."""
    made = _made_for(calendar, first_year, last_year)
    days = made.schedule.itertuples(index=False)
    return tuple((int(day.open.value), int(day.close.value)) for day in days)


def _with_extended_hours(day: Session) -> Session:
    close = datetime.fromtimestamp(day[1] // SECOND_NS, _NEW_YORK)
    last = _EXTENDED_CLOSES if close.time() >= _CLOSE else _EXTENDED_CLOSES_EARLY
    first, after = (
        datetime.combine(close.date(), each, _NEW_YORK) for each in (_EXTENDED_OPENS, last)
    )
    return int(first.timestamp()) * SECOND_NS, int(after.timestamp()) * SECOND_NS


def _made_for(calendar: str, first_year: int, last_year: int) -> ExchangeCalendar:
    earliest, after = _bounds(calendar)
    start = max(_midnight(first_year), earliest)
    end = min(_midnight(last_year + 1), after) - 1
    return _made(calendar, start=rfc3339(start)[:10], end=rfc3339(end)[:10])


def _halves(made: ExchangeCalendar) -> Iterator[Session]:
    for day in made.schedule.itertuples(index=False):
        if day.break_start.value == _NO_TIME:
            yield int(day.open.value), int(day.close.value)
        else:
            yield int(day.open.value), int(day.break_start.value)
            yield int(day.break_end.value), int(day.close.value)


def _made(calendar: str, **days: str) -> ExchangeCalendar:
    with _quiet():
        from exchange_calendars import get_calendar

        return get_calendar(calendar, **days)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the warnings of pandas about how exchange_calendars uses it: nobody here can act."""
    with _filters, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _year(at: Nanos) -> int:
    return int(rfc3339(at)[:4])


def _midnight(year: int) -> Nanos:
    return int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) * SECOND_NS
