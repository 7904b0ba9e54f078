"""The self-test: whether clock, feeds and disk are good enough to take on risk."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping

import msgspec

from holdfast.model.circuit import Circuit, feed_name
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import Nanos
from holdfast.model.quote import Quote
from holdfast.runtime.desk import Desk

SECOND_NS = 1_000_000_000
CLOCK = "clock"
DISK = "disk"
VENUE_CLOCK = "venue_clock"


class Clocks(msgspec.Struct, frozen=True):
    """The machine's two clocks: one that people set, and one that only runs."""

    wall: Callable[[], Nanos] = time.time_ns
    monotonic: Callable[[], Nanos] = time.monotonic_ns


class Tolerances(msgspec.Struct, frozen=True):
    """How far off things may be before a person must look."""

    clock_drift_max_ns: Nanos = SECOND_NS
    venue_ahead_max_ns: Nanos = 2 * SECOND_NS
    feed_silence_max_ns: Nanos = 120 * SECOND_NS
    venue_offset_max_ns: Nanos = SECOND_NS


class SelfTester:
    """Look at the desk's surroundings; what is found goes to the desk as a `SelfTest`.

    Without `clocks` the time is virtual, and there is no clock that could be wrong.
    """

    def __init__(
        self,
        desk: Desk,
        quotes: Mapping[InstrumentId, Quote],
        clocks: Clocks | None = None,
        tolerances: Tolerances | None = None,
    ) -> None:
        self._desk = desk
        self._quotes = quotes
        self._clocks = clocks
        self._tolerances = tolerances or Tolerances()
        if clocks is not None:
            self._wall_last = clocks.wall()
            self._offset = self._wall_last - clocks.monotonic()

    def faults(self) -> dict[str, str]:
        """Return each fault by its name, none if all is well."""
        return dict(self._faults())

    def _faults(self) -> Iterator[tuple[str, str]]:
        yield from self._clock_faults()
        if self._desk.journal.is_space_low:
            yield DISK, "the disk is nearly full: the journal has begun its reserve"
        yield from self._feed_faults()
        yield from self._health_faults()
        yield from self._venue_clock_faults()

    def _clock_faults(self) -> Iterator[tuple[str, str]]:
        """Compare the wall clock with the one that cannot be set, by which the desk goes."""
        clocks = self._clocks
        if clocks is None:
            return
        wall, monotonic = clocks.wall(), clocks.monotonic()
        stepped_ns = wall - monotonic - self._offset
        if wall < self._wall_last:
            yield CLOCK, f"the wall clock went back by {_seconds(self._wall_last - wall)} s"
        elif abs(stepped_ns) > self._tolerances.clock_drift_max_ns:
            yield CLOCK, f"the wall clock and the desk's are {_seconds(stepped_ns)} s apart"
        self._wall_last = wall

    def _health_faults(self) -> Iterator[tuple[str, str]]:
        """Name a feed of which nothing can be believed; one bad quote is only no evidence."""
        now = self._desk.time.now()
        for venue, feed in self._desk.feeds.items():
            if feed.breaker.state is not Circuit.CLOSED:
                yield feed_name(venue), f"its breaker is {feed.breaker.state}: {feed.breaker.why}"
                continue
            faults = feed.faults(now)
            if faults and len(faults) == len(feed.instruments):
                name, why = next(iter(faults.items()))
                yield feed_name(venue), f"no quote of {venue} can be believed; {name}: {why}"

    def _venue_clock_faults(self) -> Iterator[tuple[str, str]]:
        """Compare each venue's clock with ours, by what its answers bear."""
        for venue, guard in self._desk.guards.items():
            offset_ns = guard.offset.offset_ns
            if offset_ns is not None and abs(offset_ns) > self._tolerances.venue_offset_max_ns:
                which = "ahead of" if offset_ns > 0 else "behind"
                off = _seconds(abs(offset_ns))
                yield VENUE_CLOCK, f"answers of {venue} are {off} s {which} the desk's clock"

    def _feed_faults(self) -> Iterator[tuple[str, str]]:
        """Ask each venue's feed for one quote that is fresh, and none from the future."""
        now = self._desk.time.now()
        for venue, listings in self._desk.ledger.listings.items():
            newest = max(
                (self._quotes[name].at for name in listings if name in self._quotes), default=None
            )
            if newest is None:
                yield feed_name(venue), f"no quote of {venue} has come yet"
            elif now - newest > self._tolerances.feed_silence_max_ns:
                yield feed_name(venue), f"no quote of {venue} for {_seconds(now - newest)} s"
            elif newest - now > self._tolerances.venue_ahead_max_ns:
                ahead = _seconds(newest - now)
                yield VENUE_CLOCK, f"quotes of {venue} are {ahead} s ahead of the desk's clock"


def _seconds(ns: Nanos) -> str:
    return f"{ns / SECOND_NS:.1f}"
