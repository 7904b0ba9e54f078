"""When things happen: a self-exciting clock, by which activity comes in bursts and spells."""

from __future__ import annotations

from math import sqrt
from random import Random

from holdfast.exchange.chances import ENTRIES, MOVES, WAITS

SECOND_NS = 1_000_000_000
FAST_SECONDS = 1.0  # bursts: one order answers another
SLOW_SECONDS = 20.0
FAST_BRANCHING = 0.40  # how many further events an event brings, on average, soon
SLOW_BRANCHING = 0.40  # and later; together they stay under 1
SPELL_SECONDS = 120.0  # how long quiet and busy spells last
SPELL_DEPTH = 0.7  # standard deviation of the logarithm of how busy they are
SPELL_MAX = 2.0  # and its bounds either way
SPELL_MEAN = 1.23  # of how busy they are, so that the usual rate comes out


class Intensity:
    """A Hawkes process with a fast and a slow kernel, over a base rate that drifts in spells.

    Every event raises the rate, and the rise decays (Hawkes, Biometrika 58, 1971); waiting
    times are drawn by thinning (Ogata, IEEE Trans. Inf. Theory 27, 1981). In the long run
    `events_per_second` happen.
    """

    __slots__ = ("_draw", "_fast", "_quiet", "_slow", "_spell", "_usual", "at")

    def __init__(self, events_per_second: float, at: int, rng: Random) -> None:
        self._usual = events_per_second
        self._quiet = events_per_second * (1 - FAST_BRANCHING - SLOW_BRANCHING) / SPELL_MEAN
        self._fast = events_per_second * FAST_BRANCHING
        self._slow = events_per_second * SLOW_BRANCHING
        self._spell = 0.0
        self._draw = rng.random
        self.at = at

    @property
    def heat(self) -> float:
        """How busy it is now: 1 is usual."""
        return (self._quiet * exponential(self._spell) + self._fast + self._slow) / self._usual

    def advance(self) -> float:
        """Go on to the next event; return the seconds passed since the last."""
        draw = self._draw
        base = self._quiet * exponential(self._spell)
        passed = 0.0
        while True:
            bound = base + self._fast + self._slow
            wait = WAITS[int(draw() * ENTRIES)] / bound
            passed += wait
            self._fast *= decay(wait / FAST_SECONDS)
            self._slow *= decay(wait / SLOW_SECONDS)
            if draw() * bound <= base + self._fast + self._slow:
                break
        self._drift(passed)
        self.at += max(1, int(passed * SECOND_NS))
        return passed

    def excite(self, mark: float) -> None:
        """Let the event that just happened bring others; marks average 1."""
        self._fast += mark * FAST_BRANCHING / FAST_SECONDS
        self._slow += mark * SLOW_BRANCHING / SLOW_SECONDS

    def _drift(self, seconds: float) -> None:
        """Move from spell to spell: an Ornstein-Uhlenbeck process within bounds."""
        part = min(1.0, seconds / SPELL_SECONDS)
        noise = MOVES[int(self._draw() * ENTRIES)]
        spell = self._spell * (1 - part) + SPELL_DEPTH * sqrt(2 * part) * noise
        self._spell = max(-SPELL_MAX, min(SPELL_MAX, spell))


def decay(x: float) -> float:
    """Fall from 1 like exp(-x), by arithmetic that is the same on every machine."""
    return 1 / (1 + x * (1 + x * (0.5 + x / 6)))


def exponential(x: float) -> float:
    """Run like exp(x) on both sides of 0, by the same arithmetic."""
    return decay(-x) if x < 0 else 1 / decay(x)
