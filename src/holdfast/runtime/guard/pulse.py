"""Whether a venue lives: it is pinged, and whatever it says is a sign of life."""

from __future__ import annotations

from collections.abc import Callable

from holdfast.model.numbers import Nanos
from holdfast.venues import Heartbeats, Time


class Pulse:
    """The watch over one venue that answers pings; it tells once that the venue is gone or back."""

    def __init__(
        self,
        venue: Heartbeats,
        time: Time,
        every_ns: Nanos,
        missed_max: int,
        turned: Callable[[bool], None],
    ) -> None:
        self.is_alive = True
        self._venue = venue
        self._time = time
        self._every_ns = every_ns
        self._missed_max = missed_max
        self._turned = turned
        self._heard_at = time.now()
        self._is_closed = False

    def begin(self) -> None:
        self._heard_at = self._time.now()
        self._beat()

    def close(self) -> None:
        self._is_closed = True

    def hear(self, now: Nanos) -> None:
        """Take a sign of life."""
        self._heard_at = now
        if not self.is_alive:
            self.is_alive = True
            self._turned(True)

    def silence_ns(self, now: Nanos) -> Nanos:
        """Say for how long it has said nothing."""
        return max(now - self._heard_at, 0)

    def _beat(self) -> None:
        if self._is_closed:
            return
        now = self._time.now()
        if self.is_alive and self.silence_ns(now) > self._every_ns * self._missed_max:
            self.is_alive = False
            self._turned(False)
        self._venue.ping()
        self._time.call_at(now + self._every_ns, self._beat)
