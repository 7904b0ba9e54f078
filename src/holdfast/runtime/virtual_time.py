"""A clock that jumps from one appointment to the next: backtest, demo and simulation."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

from holdfast.model.numbers import Nanos


class VirtualTime:
    """Time that moves only when asked; calls of one moment run in the order they were made."""

    def __init__(self, start: Nanos) -> None:
        self._now = start
        self._count = 0
        self._calls: list[tuple[Nanos, int, Callable[[], None]]] = []

    def now(self) -> Nanos:
        return self._now

    def call_at(self, at: Nanos, call: Callable[[], None]) -> None:
        self._count += 1
        heappush(self._calls, (max(at, self._now), self._count, call))

    def next_at(self) -> Nanos | None:
        """Return when the next call is due, None if there is none."""
        return self._calls[0][0] if self._calls else None

    def step(self) -> bool:
        """Move to the next call and make it; False if there is none."""
        if not self._calls:
            return False
        self._now, _, call = heappop(self._calls)
        call()
        return True

    def advance(self, to: Nanos) -> None:
        """Move the clock without calling anything; never backwards."""
        self._now = max(self._now, to)
