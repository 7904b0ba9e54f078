"""When a trading day ends: by a calendar where there is one, else by the clock of New York."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from holdfast.market.calendars import UnknownSessions, next_close
from holdfast.model.numbers import Nanos
from holdfast.model.times import SECOND_NS

NEW_YORK = ZoneInfo("America/New_York")
_CLOSE_HOUR = 16
_DAY_ENDS_HOUR = 17


def close_of(calendar: str) -> Callable[[Nanos], Nanos]:
    """Return what says when the trading day that a time belongs to ends.

    Without a calendar, or where it cannot tell, that is at four in New York, every day.
    """

    def close(at: Nanos) -> Nanos:
        if calendar:
            with suppress(UnknownSessions):
                return next_close(calendar, at)
        return int(_next(at, _CLOSE_HOUR).timestamp()) * SECOND_NS

    return close


def trading_day(at: Nanos) -> tuple[str, Nanos]:
    """Name the trading day of a time, and say when it ends: at five in New York, every day."""
    ends = _next(at, _DAY_ENDS_HOUR)
    return ends.date().isoformat(), int(ends.timestamp()) * SECOND_NS


def _next(at: Nanos, hour: int) -> datetime:
    """Return the next time after this one that it is so many o'clock in New York."""
    moment = datetime.fromtimestamp(at // SECOND_NS, NEW_YORK)
    found = moment.replace(hour=hour, minute=0, second=0)
    if found <= moment:
        found = (found.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=NEW_YORK)
    return found
