"""The venue's clock and calendar."""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from holdfast.emulators.alpaca.asked import guarded, moment_of, told
from holdfast.emulators.alpaca.broker import Broker
from holdfast.emulators.alpaca.errors import Fields, invalid
from holdfast.emulators.alpaca.rules import Hours
from holdfast.market.calendars import UnknownSessions, next_close, next_open, sessions
from holdfast.market.trading_day import NEW_YORK
from holdfast.model.numbers import Nanos
from holdfast.model.times import SECOND_NS

NYSE = "XNYS"
_DAY_NS = 86_400 * SECOND_NS


class ClockRoutes:
    """`/v2/clock` and `/v2/calendar`."""

    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        self.routes = [
            Route("/v2/clock", guarded(self.clock), methods=["GET"]),
            Route("/v2/calendar", guarded(self.calendar), methods=["GET"]),
        ]

    async def clock(self, request: Request) -> Response:
        at = self.broker.now
        is_open = self.broker.rules.hours is Hours.ALWAYS or is_regular(at)
        return told(
            {
                "timestamp": new_york(at),
                "is_open": is_open,
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


def is_regular(at: Nanos) -> bool:
    """Tell whether shares trade in New York's regular session."""
    return any(opens <= at < closes for opens, closes in sessions(NYSE, at, at))


def new_york(at: Nanos) -> str:
    """Write a time as the venue's clock does: with the offset of New York."""
    return _local(at).isoformat()


def _local(at: Nanos) -> datetime:
    return datetime.fromtimestamp(at // SECOND_NS, NEW_YORK)


def _day(opens: Nanos, closes: Nanos) -> Fields:
    first, last = _local(opens), _local(closes)
    return {
        "date": first.date().isoformat(),
        "open": f"{first:%H:%M}",
        "close": f"{last:%H:%M}",
        "session_open": "0400",
        "session_close": "2000",
        "settlement_date": first.date().isoformat(),
    }
