"""The running clock, at original speed or N times as fast, over an asyncio loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextvars import copy_context

from holdfast.model.numbers import Nanos

_SECOND_NS = 1_000_000_000


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

    def now(self) -> Nanos:
        return self._origin + (time.monotonic_ns() - self._began) * self._speed

    def call_at(self, at: Nanos, call: Callable[[], None]) -> None:
        """Call once this time has come; never early, though the loop's own timers may be."""
        wait_ns = (at - self.now()) // self._speed
        if wait_ns <= 0:
            self._loop.call_soon(call, context=self._context)
        else:
            self._loop.call_later(
                wait_ns / _SECOND_NS, self._call_if_due, at, call, context=self._context
            )

    def _call_if_due(self, at: Nanos, call: Callable[[], None]) -> None:
        if self.now() >= at:
            call()
        else:
            self.call_at(at, call)
