"""The running clock, at original speed or N times as fast, over an asyncio loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextvars import copy_context
from heapq import heappop, heappush

from holdfast.model.numbers import Nanos

_SECOND_NS = 1_000_000_000
_NEVER = 1 << 63


class RealTime:
    """Market time that starts at `origin` and runs with the monotonic clock times `speed`.

    The wall clock is read once, so that its later steps re-open no budget and lose no time.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        origin: Nanos | None = None,
        speed: int = 1,
    ) -> None:
        if speed < 1:
            raise ValueError(f"speed {speed} must be at least 1")
        self._loop = loop
        # what is called later runs in the arithmetic of whoever made the clock
        self._context = copy_context()
        self._origin = time.time_ns() if origin is None else origin
        self._began = time.monotonic_ns()
        self._speed = speed
        # one timer of the loop for all calls: two of its own may fire in either order
        self._calls: list[tuple[Nanos, int, Callable[[], None]]] = []
        self._count = 0
        self._timer: asyncio.Handle | None = None
        self._timer_at = _NEVER

    def now(self) -> Nanos:
        return self._origin + (time.monotonic_ns() - self._began) * self._speed

    def call_at(self, at: Nanos, call: Callable[[], None]) -> None:
        """Call once this time has come; never early, though the loop's own timers may be."""
        self._count += 1
        # what is late already comes after what was late before it
        at = max(at, self.now())
        heappush(self._calls, (at, self._count, call))
        if at < self._timer_at:
            self._set_timer(at)

    def _set_timer(self, at: Nanos) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = at
        wait_ns = (at - self.now()) // self._speed
        if wait_ns <= 0:
            self._timer = self._loop.call_soon(self._call_due, context=self._context)
        else:
            self._timer = self._loop.call_later(
                wait_ns / _SECOND_NS, self._call_due, context=self._context
            )

    def _call_due(self) -> None:
        """Make every call that is due by now; what they ask for in turn waits for the loop."""
        calls, due_at = self._calls, self.now()
        self._timer = None
        self._timer_at = -_NEVER
        try:
            while calls and calls[0][0] <= due_at:
                heappop(calls)[2]()
        finally:
            self._timer_at = _NEVER
            if calls:
                self._set_timer(calls[0][0])
