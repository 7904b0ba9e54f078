"""The way between the desk and the paper venue: latency, faults, outages, and silence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import msgspec

from holdfast.exchange.faults import Faults, RequestFate, fate_of_report, fate_of_request
from holdfast.exchange.latency import Latencies
from holdfast.messages.reports import (
    Report,
    VenueRejectsCancel,
    VenueRejectsReplace,
    VenueSilent,
    VenueSnapshotFails,
    VenueUnreachable,
)
from holdfast.messages.requests import (
    AmendOrder,
    PlaceOrder,
    PullOrder,
    QueryAccount,
    QueryOrder,
    QueryPositions,
    Request,
)
from holdfast.model.numbers import Nanos
from holdfast.venues import Deliver, Time
from holdfast.venues.paper.line import Line

Outage = tuple[Nanos, Nanos]
"""From when until when the venue cannot be reached; the end is no longer part of it."""

UNDER_WAY_MAX = 100_000  # messages in one direction

AnswerTo = Callable[[Request, bool], list[Report]]
"""How the venue answers a request; True means that the faults reject it unseen."""


OneAsked = PlaceOrder | PullOrder | AmendOrder | QueryOrder | QueryAccount
"""A request whose answer is one report, which can be missed."""


class _Sent(msgspec.Struct, frozen=True, gc=False):
    request: Request
    fate: RequestFate
    at: Nanos


class Wire:
    """Both directions, each first in, first out; every draw comes from the one generator.

    A request whose answer is lost or late is told as VenueSilent after `silent_after_ns`,
    as an adapter's time-out would. Queries that cannot leave are silent too: to say that
    they are unreachable would sound as if the order were. Reports wait for an outage's end.
    """

    def __init__(
        self,
        time: Time,
        answer: AnswerTo,
        deliver: Deliver,
        latencies: Latencies,
        faults: Faults,
        rng: Random,
        outages: Sequence[Outage],
        silent_after_ns: int,
    ) -> None:
        self._deliver = deliver
        self._time = time
        self._answer = answer
        self._latencies = latencies
        self._faults = None if faults.is_calm else faults
        self._rng = rng
        self._outages = tuple(outages)
        self._silent_after_ns = silent_after_ns
        self._requests: Line[_Sent] = Line(time, self._arrived)
        self._reports: Line[Report] = Line(time, deliver)

    def send(self, request: Request) -> None:
        """Let a request leave, if there is a way."""
        now = self._time.now()
        if self._outage_end(now) is not None:
            self._cannot_leave(request, "the venue is in an outage", now)
            return
        if max(len(self._requests), len(self._reports)) >= UNDER_WAY_MAX:
            self._cannot_leave(request, f"{UNDER_WAY_MAX} messages are under way", now)
            return
        fate = RequestFate.ARRIVES
        if self._faults is not None:
            fate = fate_of_request(self._faults, self._rng)
        if fate is RequestFate.LOST:
            self._fall_silent(request, "no answer came", now + self._silent_after_ns)
            return
        self._requests.put(_Sent(request, fate, now), now + self._latencies.request.draw(self._rng))

    def tell(self, reports: Sequence[Report]) -> Nanos:
        """Let reports leave; return when the first arrives."""
        first: Nanos | None = None
        for report in reports:
            due = self._tell_one(report)
            first = due if first is None else first
        return self._time.now() if first is None else first

    def close(self) -> None:
        """Lose what is under way."""
        self._requests.cut()
        self._reports.cut()

    def _tell_one(self, report: Report) -> Nanos:
        now = self._time.now()
        delay = self._latencies.report.draw(self._rng)
        copies = 1
        if self._faults is not None:
            fate = fate_of_report(self._faults, self._rng)
            copies, delay = fate.copies, delay + fate.delay_ns
        due = now + delay
        due = self._reports.put(report, self._outage_end(due) or due)
        for _ in range(copies - 1):
            self._reports.put(report, due)
        return due

    def _arrived(self, sent: _Sent) -> None:
        request = sent.request
        rejected = sent.fate is RequestFate.REJECTED
        if rejected and isinstance(request, PullOrder | AmendOrder):
            reports = [_no(request, self._time.now())]
        else:
            reports = self._answer(request, rejected)
        due = sent.at + self._silent_after_ns
        if sent.fate is RequestFate.ANSWER_LOST:
            self._fall_silent(request, "no answer came", due)
            # what follows the answer proper comes by the venue's own stream
            is_query = isinstance(request, QueryOrder | QueryPositions | QueryAccount)
            self.tell(() if is_query else reports[1:])
        elif self.tell(reports) > due:
            self._fall_silent(request, "the answer is late", due)

    def _cannot_leave(self, request: Request, why: str, now: Nanos) -> None:
        if isinstance(request, PlaceOrder | PullOrder | AmendOrder):
            self._deliver(VenueUnreachable(request.order_id, why, now))
        else:
            # at once would be asked again at once, without end
            self._fall_silent(request, why, now + self._silent_after_ns)

    def _fall_silent(self, request: Request, why: str, at: Nanos) -> None:
        if isinstance(request, QueryPositions):
            return
        self._time.call_at(at, lambda: self._deliver(_silence(request, why, self._time.now())))

    def _outage_end(self, at: Nanos) -> Nanos | None:
        """Return when the outage at this time ends, None if there is none."""
        for start, end in self._outages:
            if start <= at < end:
                return end
        return None


def _silence(request: OneAsked, why: str, at: Nanos) -> Report:
    if isinstance(request, QueryAccount):
        return VenueSnapshotFails(request.venue, request.account, why, at)
    return VenueSilent(request.order_id, why, at)


def _no(request: PullOrder | AmendOrder, at: Nanos) -> Report:
    code, detail = "FAULT", "rejected by the fault settings"
    if isinstance(request, PullOrder):
        return VenueRejectsCancel(request.order_id, code, detail, at)
    return VenueRejectsReplace(request.order_id, code, detail, at)
