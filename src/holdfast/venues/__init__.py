"""Who trades for us: one adapter per venue, a thin shell that moves requests out and reports in.

A venue never returns a result: what becomes of a request is told by reports, in any order and
more than once. It never raises for what the world does; it reports VenueSilent or
VenueUnreachable.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Protocol, runtime_checkable

from holdfast.messages.reports import Report
from holdfast.messages.requests import Request
from holdfast.model.ids import VenueId
from holdfast.model.instrument import Instrument
from holdfast.model.numbers import Nanos
from holdfast.model.order import Liquidity, Side

Deliver = Callable[[Report], None]


class Time(Protocol):
    """The desk's clock and timers, virtual or real: the only source of time for a venue."""

    def now(self) -> Nanos: ...

    def call_at(self, at: Nanos, call: Callable[[], None]) -> None:
        """Call once at this time, or soon if it has passed; calls of one time keep order."""
        ...


class Venue(Protocol):
    """One place that trades for us."""

    @property
    def name(self) -> VenueId: ...

    def connect(self, deliver: Deliver) -> None:
        """Begin; from now on every report goes to `deliver`, on the desk's own thread."""
        ...

    def send(self, request: Request) -> None:
        """Let one request leave; its fate is a report."""
        ...

    def close(self) -> None: ...


@runtime_checkable
class Estimates(Protocol):
    """A venue that says beforehand what it charges."""

    def estimate(
        self,
        instrument: Instrument,
        side: Side,
        qty: Decimal,
        price: Decimal,
        liquidity: Liquidity,
        at: Nanos,
    ) -> Decimal:
        """Return the fees of an order that trades whole at this price; nothing is kept."""
        ...


# below the contract, because every venue imports it
from holdfast.venues.paper import Paper  # noqa: E402

VENUES: dict[str, type[Paper]] = {"paper": Paper}
