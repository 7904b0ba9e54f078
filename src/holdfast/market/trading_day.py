"""When a trading day begins and ends: by a calendar if there is one, else by New York's clock."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from holdfast.market.calendars import UnknownSessions, next_close, next_open
from holdfast.model.numbers import Nanos
from holdfast.model.times import SECOND_NS

NEW_YORK = ZoneInfo("America/New_York")
_OPEN = (9, 30)
_CLOSE = (16, 0)
_DAY_ENDS = (17, 0)


def close_of(calendar: str) -> Callable[[Nanos], Nanos]:
    """Return what says when the trading day that a time belongs to ends.

    Without a calendar, or where it cannot tell, that is at four in New York, every day.
    """

    def close(at: Nanos) -> Nanos:
        if calendar:
            with suppress(UnknownSessions):
                return next_close(calendar, at)
        return int(_next(at, _CLOSE).timestamp()) * SECOND_NS

    return close


def open_of(calendar: str) -> Callable[[Nanos], Nanos]:
    """Return what says when the next trading day after a time begins.

    Without a calendar, or where it cannot tell, that is at half past nine in New York, every day.
    """

    def opens(at: Nanos) -> Nanos:
        if calendar:
            with suppress(UnknownSessions):
                return next_open(calendar, at)
        return int(_next(at, _OPEN).timestamp()) * SECOND_NS

    return opens


def trading_day(at: Nanos) -> tuple[str, Nanos]:
    """Name the trading day of a time, and say when it ends: at five in New York, every day."""
    ends = _next(at, _DAY_ENDS)
    return ends.date().isoformat(), int(ends.timestamp()) * SECOND_NS


def _next(at: Nanos, clock: tuple[int, int]) -> datetime:
    """Return the next time after this one at which the clock of New York shows this."""
    hour, minute = clock
    moment = datetime.fromtimestamp(at // SECOND_NS, NEW_YORK)
    found = moment.replace(hour=hour, minute=minute, second=0)
    if found <= moment:
        found = (found.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=NEW_YORK)
    return found
