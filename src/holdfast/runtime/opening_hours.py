"""The desk is told when markets are open: at its start, and again before that runs out."""

from __future__ import annotations

from collections.abc import Callable

from holdfast.core.decide import Message
from holdfast.core.ledger import Ledger
from holdfast.market.calendars import EXTENDED, UnknownSessions, bounds, extended, sessions
from holdfast.messages.control import SetSessions
from holdfast.model.calendar import Session
from holdfast.model.numbers import Nanos
from holdfast.model.times import SECOND_NS
from holdfast.venues import Time

DAY_NS = 86_400 * SECOND_NS
# how far the desk knows ahead, and when it is told more
AHEAD_NS = 60 * DAY_NS
AHEAD_MIN_NS = 30 * DAY_NS
# a session that began before may still run
BEHIND_NS = 2 * DAY_NS


class OpeningHours:
    """Tell the sessions of every calendar that a listing names, looked after once a day.

    What a calendar cannot tell is not told, and the gate takes it as closed.
    """

    def __init__(self, ledger: Ledger, time: Time, deliver: Callable[[Message], None]) -> None:
        self._ledger = ledger
        self._time = time
        self._deliver = deliver

    def begin(self) -> None:
        """Tell now what is not known, and set the timer where a listing has a calendar."""
        names = self._names()
        now = self._time.now()
        for name in names:
            if self._is_known(name, now):
                continue
            spans, days = sessions_from(name, now)
            if spans:
                self._deliver(SetSessions(name, spans, days))
        if names:
            self._time.call_at(now + DAY_NS, self.begin)

    def _is_known(self, name: str, now: Nanos) -> bool:
        known = self._ledger.calendars.get(name)
        if not known or (name in EXTENDED and not self._ledger.extended.get(name)):
            # never told, or by a journal that began before extended hours were
            return False
        return known[0].opens <= now and now + AHEAD_MIN_NS < known[-1].closes

    def _names(self) -> tuple[str, ...]:
        listings = (each for venue in self._ledger.listings.values() for each in venue.values())
        return tuple(dict.fromkeys(each.calendar for each in listings if each.calendar))


def sessions_from(calendar: str, at: Nanos) -> tuple[tuple[Session, ...], tuple[Session, ...]]:
    """Return the sessions around and after a time, and the days with extended hours.

    There are none where the calendar cannot tell them.
    """
    try:
        first, after = bounds(calendar)
        start, end = max(at - BEHIND_NS, first), min(at + AHEAD_NS, after - 1)
        spans, days = sessions(calendar, start, end), extended(calendar, start, end)
    except UnknownSessions:
        return (), ()
    return tuple(Session(*each) for each in spans), tuple(Session(*each) for each in days)
