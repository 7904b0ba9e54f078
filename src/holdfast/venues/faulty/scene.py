"""What both directions share: the clock, the chance, the script and the state of the line."""

from __future__ import annotations

from random import Random

import msgspec

from holdfast.model.numbers import Nanos
from holdfast.venues import Time, Venue
from holdfast.venues.faulty.cases import Cases
from holdfast.venues.faulty.kinds import FaultName
from holdfast.venues.faulty.line_state import LineState
from holdfast.venues.faulty.plan import Pick, Plan
from holdfast.venues.faulty.script import FaultEntry, Spans
from holdfast.venues.faulty.session import Session
from holdfast.venues.faulty.tally import Tally


class Scene(msgspec.Struct, frozen=True, eq=False):
    """The one generator is drawn from in the order of events, so a seed gives one run."""

    inner: Venue
    time: Time
    rng: Random
    spans: Spans
    plan: Plan
    line: LineState
    session: Session
    cases: Cases
    tally: Tally

    def hit(self, fault: FaultName, detail: str) -> None:
        self.tally.hit(fault, detail, self.time.now())

    def begin(self, pick: Pick, detail: str) -> None:
        """Begin a span; by chance it loses what is said meanwhile as often as not."""
        entry = pick.entry
        loses = self.rng.randrange(2) == 1 if entry is None else entry.loses
        lasts = lasting(entry, self.spans.down_ns)
        self.line.begin(pick.fault, self.time.now() + lasts, loses)
        self.session.look()
        self.hit(pick.fault, f"{detail}, for {lasts} ns{', reports lost' if loses else ''}")

    def delay(self) -> Nanos:
        """Return how long a message takes now."""
        is_slow = self.line.is_in(FaultName.SLOW, self.time.now())
        return self.spans.slow_ns if is_slow else 0


def lasting(entry: FaultEntry | None, default: Nanos) -> Nanos:
    """Return how long a fault lasts: as planned, or as the script says of all."""
    return default if entry is None or entry.for_ns is None else entry.for_ns
