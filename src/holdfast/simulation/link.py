"""The way to the truth for one life of the desk: it takes time, and breaks with the process."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from random import Random

from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.numbers import Nanos
from holdfast.model.trading import Phase
from holdfast.simulation.truth import Truth
from holdfast.venues import Deliver, Time

LATENCY_MAX_NS = 40_000_000


class Link:
    """A venue as the desk sees it: each direction first in, first out."""

    def __init__(
        self,
        truth: Truth,
        time: Time,
        rng: Random,
        on_send: Callable[[q.Request], None] = lambda _: None,
    ) -> None:
        self.name = truth.name
        self._truth = truth
        self._time = time
        self._rng = rng
        self._on_send = on_send
        self._deliver: Deliver = _deaf
        self._requests: deque[q.Request] = deque()
        self._reports: deque[r.Report] = deque()
        self._last: dict[str, Nanos] = {}
        self._is_cut = False

    def connect(self, deliver: Deliver) -> None:
        self._deliver = deliver
        self._truth.say = self._tell
        for instrument in sorted(self._truth.halted):
            # what the market does is told to whoever connects
            phase = Phase.HALTED
            self._tell(r.VenuePhase(self.name, instrument, phase, self._time.now()))

    def send(self, request: q.Request) -> None:
        self._on_send(request)
        self._requests.append(request)
        self._time.call_at(self._due("out"), self._arrived)

    def close(self) -> None:
        self.cut()

    def cut(self) -> None:
        """Lose what is on its way back; of what is on its way out some still arrives."""
        if self._is_cut:
            return
        self._is_cut = True
        self._truth.say = _deaf
        for request in self._requests:
            if self._rng.random() < 0.5:
                self._truth.answer(request, self._rng)
        self._requests.clear()
        self._reports.clear()

    def _arrived(self) -> None:
        if self._is_cut:
            return
        for report in self._truth.answer(self._requests.popleft(), self._rng):
            self._tell(report)

    def _tell(self, report: r.Report) -> None:
        if not self._is_cut:
            self._reports.append(report)
            self._time.call_at(self._due("back"), self._heard)

    def _heard(self) -> None:
        if not self._is_cut:
            self._deliver(self._reports.popleft())

    def _due(self, way: str) -> Nanos:
        due = self._time.now() + self._rng.randrange(1_000_000, LATENCY_MAX_NS)
        due = self._last[way] = max(due, self._last.get(way, 0))
        return due


def _deaf(report: r.Report) -> None:
    """Hear nothing: nobody is connected."""
