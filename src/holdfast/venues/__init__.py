"""Who trades for us: one adapter per venue, a thin shell that moves requests out and reports in.

A venue never returns a result: what becomes of a request is told by reports, in any order and
more than once. It never raises for what the world does; it reports VenueSilent or
VenueUnreachable.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Literal, Protocol, runtime_checkable

from holdfast.messages.reports import Report
from holdfast.messages.requests import Request
from holdfast.model.abilities import Abilities
from holdfast.model.ids import InstrumentId, OrderId, VenueId
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
class Retells(Protocol):
    """A venue whose reports may tell long after what has happened, since it looks things up.

    Their times say nothing of its clock; those of VenueBeats do.
    """

    retells: Literal[True]


class DropCopy(Protocol):
    """A second feed of a venue's executions, independent of the line that orders go by."""

    @property
    def venue(self) -> VenueId: ...

    def connect(self, deliver: Deliver, since: Nanos) -> None:
        """Begin: DropCopyConnects, every execution since this time, then each new one.

        It never raises for what the world does; it reports DropCopyDisconnects.
        """
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


@runtime_checkable
class Declares(Protocol):
    """A venue that says what it works by itself; one that says nothing is taken for PLAIN."""

    @property
    def abilities(self) -> Abilities: ...


@runtime_checkable
class TruthFaults(Protocol):
    """A venue that can do wrong itself: what no line to a venue can do in its place."""

    def misbehave(
        self, fault: str, order_id: OrderId, instrument: InstrumentId, lasts_ns: int
    ) -> str:
        """Do it, and say what was done, empty where this venue cannot.

        `fault` is a name of `holdfast.venues.faulty.FAULTS` whose stage is TRUTH. An order or
        instrument that is not named is the venue's to choose; what ends by itself does so
        after `lasts_ns`. What comes of it is told by reports.
        """
        ...


@runtime_checkable
class Rehearses(Protocol):
    """A venue on which faults are injected."""

    @property
    def rehearsal(self) -> str:
        """Say what is injected, empty if nothing ever is."""
        ...


@runtime_checkable
class Heartbeats(Protocol):
    """A venue that can be asked for a sign of life."""

    def ping(self) -> None:
        """Ask for one; the answer is VenueBeats."""
        ...


@runtime_checkable
class DeadMan(Protocol):
    """A venue that cancels every open order by itself where nobody refreshes its switch."""

    def refresh(self, timeout_ns: Nanos) -> None:
        """Keep open orders for this long from now on."""
        ...


# below the contract, because every venue imports it
from holdfast.venues.alpaca import Alpaca  # noqa: E402
from holdfast.venues.faulty import Faulty  # noqa: E402
from holdfast.venues.paper import Paper  # noqa: E402

VENUES: dict[str, type[Paper] | type[Faulty] | type[Alpaca]] = {
    "paper": Paper,
    "faulty": Faulty,
    "alpaca": Alpaca,
}
