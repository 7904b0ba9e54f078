"""A venue's dead man's switch: refreshed while the desk lives, so that a dead desk's orders go."""

from __future__ import annotations

from collections.abc import Callable

from holdfast.model.numbers import Nanos
from holdfast.venues import DeadMan, Time

_REFRESHES = 3  # within one timeout, so that two may be lost


class Refresher:
    """Refresh a venue's switch until the desk has halted; then the venue cancels by itself."""

    def __init__(
        self, venue: DeadMan, time: Time, timeout_ns: Nanos, is_halted: Callable[[], bool]
    ) -> None:
        self._venue = venue
        self._time = time
        self._timeout_ns = timeout_ns
        self._is_halted = is_halted
        self._is_closed = False

    def begin(self) -> None:
        if self._is_closed or self._is_halted():
            return
        self._venue.refresh(self._timeout_ns)
        self._time.call_at(self._time.now() + self._timeout_ns // _REFRESHES, self.begin)

    def close(self) -> None:
        self._is_closed = True
