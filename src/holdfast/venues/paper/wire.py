"""The way between the desk and the paper venue: latency in both directions, and its time-out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import msgspec

from holdfast.exchange.latency import Latencies
from holdfast.exchange.line import Line
from holdfast.messages.reports import Report, VenueSilent, VenueSnapshotFails, VenueUnreachable
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

UNDER_WAY_MAX = 100_000  # messages in one direction

AnswerTo = Callable[[Request], list[Report]]
"""How the venue answers a request."""


OneAsked = PlaceOrder | PullOrder | AmendOrder | QueryOrder | QueryAccount
"""A request whose answer is one report, which can be missed."""


class _Sent(msgspec.Struct, frozen=True, gc=False):
    request: Request
    at: Nanos


class Wire:
    """Both directions, each first in, first out; every draw comes from the one generator.

    A request whose answer is late is told as VenueSilent after `silent_after_ns`, as an
    adapter's time-out would. Queries that cannot leave are silent too: to say that they are
    unreachable would sound as if the order were.
    """

    def __init__(
        self,
        time: Time,
        answer: AnswerTo,
        deliver: Deliver,
        latencies: Latencies,
        rng: Random,
        silent_after_ns: int,
    ) -> None:
        self._deliver = deliver
        self._time = time
        self._answer = answer
        self._latencies = latencies
        self._rng = rng
        self._silent_after_ns = silent_after_ns
        self._requests: Line[_Sent] = Line(time.now, time.call_at, self._arrived)
        self._reports: Line[Report] = Line(time.now, time.call_at, deliver)

    def send(self, request: Request) -> None:
        """Let a request leave, if there is room."""
        now = self._time.now()
        if max(len(self._requests), len(self._reports)) >= UNDER_WAY_MAX:
            self._cannot_leave(request, f"{UNDER_WAY_MAX} messages are under way", now)
            return
        self._requests.put(_Sent(request, now), now + self._latencies.request.draw(self._rng))

    def tell(self, reports: Sequence[Report]) -> Nanos:
        """Let reports leave; return when the first arrives."""
        now = self._time.now()
        due = [
            self._reports.put(report, now + self._latencies.report.draw(self._rng))
            for report in reports
        ]
        return due[0] if due else now

    def close(self) -> None:
        """Lose what is under way."""
        self._requests.cut()
        self._reports.cut()

    def _arrived(self, sent: _Sent) -> None:
        due = sent.at + self._silent_after_ns
        if self.tell(self._answer(sent.request)) > due:
            self._fall_silent(sent.request, "the answer is late", due)

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


def _silence(request: OneAsked, why: str, at: Nanos) -> Report:
    if isinstance(request, QueryAccount):
        return VenueSnapshotFails(request.venue, request.account, why, at)
    return VenueSilent(request.order_id, why, at)
