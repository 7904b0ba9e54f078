"""How far a venue's clock is from ours, as its answers tell.

An answer is stamped before it travels, so each tells too little by its way here. The greatest
of a few is the one that came fastest; those are smoothed. In whole nanoseconds.
"""

from __future__ import annotations

from holdfast.model.numbers import Nanos

SAMPLES = 4  # of each group the fastest counts
_SMOOTHING = 4  # a new group moves the offset by one part in so many


class ClockOffset:
    """One venue's offset: above zero its clock is ahead. None until a group has been heard."""

    def __init__(self) -> None:
        self.offset_ns: Nanos | None = None
        self._best: Nanos | None = None
        self._heard = 0

    def hear(self, venue_at: Nanos, now: Nanos) -> None:
        """Take the time that an answer bears, and ours as it came."""
        sample = venue_at - now
        if self._best is None or sample > self._best:
            self._best = sample
        self._heard += 1
        if self._heard >= SAMPLES:
            known, best = self.offset_ns, self._best
            self.offset_ns = best if known is None else known + (best - known) // _SMOOTHING
            self._best, self._heard = None, 0
