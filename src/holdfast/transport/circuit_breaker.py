"""A circuit breaker: what has failed often enough is left alone for a while, then tried once.

No clock of its own: the time is handed in, and one that runs backwards changes nothing.
"""

from __future__ import annotations

from collections import deque
from typing import Annotated

import msgspec

from holdfast.model.circuit import Circuit
from holdfast.model.numbers import Nanos
from holdfast.transport.retry import grown

SECOND_NS = 1_000_000_000
_SLOTS = 10  # a window is summed in so many parts
_LONG_AGO: Nanos = -(2**63)

_Positive = Annotated[int, msgspec.Meta(ge=1)]

_CLOSED, _OPEN, _HALF_OPEN = Circuit.CLOSED, Circuit.OPEN, Circuit.HALF_OPEN


class BreakerRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When a breaker opens, and how long it waits.

    It opens on so many failures in a row, or once `failures_pct` of at least `calls_min` calls
    within a window have failed. The wait doubles with each probe that fails, up to its cap.
    """

    failures_max: _Positive = 5
    failures_pct: Annotated[int, msgspec.Meta(ge=1, le=100)] = 50
    calls_min: _Positive = 20
    window_ns: _Positive = 60 * SECOND_NS
    wait_ns: _Positive = 5 * SECOND_NS
    wait_max_ns: _Positive = 300 * SECOND_NS
    probe_ns: _Positive = 5 * SECOND_NS  # a probe that is not answered by then has failed


class CircuitBreaker:
    """One link's breaker. `retry_at` is when an open one may be tried, `why` what opened it."""

    def __init__(self, rules: BreakerRules) -> None:
        self.state = _CLOSED
        self.retry_at: Nanos = 0
        self.why = ""
        self._rules = rules
        self._now: Nanos = _LONG_AGO
        self._in_a_row = 0
        self.openings = 0  # since it was closed last
        self._has_probe = False
        # when a part of the window ends, answers and failures in it; the newest last
        self._slots: deque[list[int]] = deque()
        self._slot_ends: Nanos = _LONG_AGO

    def lets(self) -> bool:
        """Tell whether something may leave that is no cancel and no query.

        Half open it says yes once, and what then leaves is the probe.
        """
        if self.state is _HALF_OPEN and not self._has_probe:
            self._has_probe = True
            return True
        return self.state is _CLOSED

    def answered(self, now: Nanos, count: int = 1) -> bool:
        """Count answers; tell whether the state has changed. Open, it changes nothing."""
        state = self.state
        if state is _OPEN:
            return False
        self._in_a_row = 0
        if state is _HALF_OPEN:
            self._close()
            return True
        if now >= self._slot_ends:
            self._next_slot(now)
        self._slots[-1][1] += count
        return False

    def failed(self, now: Nanos, why: str) -> bool:
        """Count a failure; tell whether the state has changed."""
        now = self._later(now)
        if self.state is _OPEN:
            return False
        if self.state is _CLOSED:
            self._in_a_row += 1
            if now >= self._slot_ends:
                self._next_slot(now)
            self._slots[-1][2] += 1
            if self._in_a_row < self._rules.failures_max and not self._fails_often(now):
                return False
        self._open(now, why)
        return True

    def trip(self, now: Nanos, why: str) -> bool:
        """Open at once, for what need not be counted; tell whether the state has changed."""
        if self.state is _OPEN:
            return False
        self._open(self._later(now), why)
        return True

    def half_open(self, now: Nanos) -> bool:
        """Half open it if its wait is over; tell whether the state has changed."""
        if self.state is not _OPEN or self._later(now) < self.retry_at:
            return False
        self.state, self._has_probe = _HALF_OPEN, False
        return True

    def _later(self, now: Nanos) -> Nanos:
        self._now = max(self._now, now)
        return self._now

    def _open(self, now: Nanos, why: str) -> None:
        rules = self._rules
        wait_ns = grown(rules.wait_ns, 2, self.openings, rules.wait_max_ns)
        self.openings += 1
        self.state, self.why, self.retry_at = _OPEN, why, now + wait_ns

    def _close(self) -> None:
        self.state, self.why, self.retry_at = _CLOSED, "", 0
        self.openings = self._in_a_row = 0
        self._slots.clear()
        self._slot_ends = _LONG_AGO

    def _next_slot(self, now: Nanos) -> None:
        now = self._later(now)
        self._slot_ends = now + -(-self._rules.window_ns // _SLOTS)
        self._slots.append([self._slot_ends, 0, 0])
        while len(self._slots) > _SLOTS + 1:
            self._slots.popleft()

    def _fails_often(self, now: Nanos) -> bool:
        since = now - self._rules.window_ns
        answers = failures = 0
        for ends, answered, failed in self._slots:
            if ends > since:
                answers += answered
                failures += failed
        calls = answers + failures
        rules = self._rules
        return calls >= rules.calls_min and failures * 100 >= calls * rules.failures_pct
