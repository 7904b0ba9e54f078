"""The venue's clock and calendar."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from holdfast.emulators.alpaca.asked import guarded, moment_of, told
from holdfast.emulators.alpaca.broker import Broker
from holdfast.emulators.alpaca.errors import Fields, invalid
from holdfast.emulators.alpaca.hours import NYSE, Sessions, local
from holdfast.market.calendars import UnknownSessions, extended, next_close, next_open, sessions
from holdfast.model.numbers import Nanos
from holdfast.model.times import SECOND_NS

_DAY_NS = 86_400 * SECOND_NS


class ClockRoutes:
    """`/v2/clock` and `/v2/calendar`."""

    def __init__(self, broker: Broker, sessions: Sessions) -> None:
        self.broker, self._sessions = broker, sessions
        self.routes = [
            Route("/v2/clock", guarded(self.clock), methods=["GET"]),
            Route("/v2/calendar", guarded(self.calendar), methods=["GET"]),
        ]

    async def clock(self, request: Request) -> Response:
        at = self.broker.now
        return told(
            {
                "timestamp": new_york(at),
                "is_open": self._sessions.is_regular,
                "next_open": new_york(next_open(NYSE, at)),
                "next_close": new_york(next_close(NYSE, at)),
            }
        )

    async def calendar(self, request: Request) -> Response:
        now = self.broker.now
        start = moment_of(request, "start") or now
        end = moment_of(request, "end") or start + 30 * _DAY_NS
        try:
            days = sessions(NYSE, start, end + _DAY_NS - 1)
        except UnknownSessions as error:
            raise invalid(str(error)) from None
        return told([_day(*each) for each in days])


def new_york(at: Nanos) -> str:
    """Write a time as the venue's clock does: with the offset of New York."""
    return local(at).isoformat()


def _day(opens: Nanos, closes: Nanos) -> Fields:
    first, last = local(opens), local(closes)
    early, late = map(local, extended(NYSE, opens, opens)[0])
    return {
        "date": first.date().isoformat(),
        "open": f"{first:%H:%M}",
        "close": f"{last:%H:%M}",
        "session_open": f"{early:%H%M}",
        "session_close": f"{late:%H%M}",
        "settlement_date": first.date().isoformat(),
    }
