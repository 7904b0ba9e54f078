"""What a guard knows of its venue now, beside what the journal holds."""

from __future__ import annotations

import msgspec

from holdfast.market.health import FeedHealth
from holdfast.model.circuit import Circuit
from holdfast.model.ids import InstrumentId, VenueId
from holdfast.model.numbers import Nanos
from holdfast.runtime.guard.guarded import Guarded
from holdfast.transport.lanes import Lane

MILLISECOND_NS = 1_000_000


class VenueOutlook(msgspec.Struct, frozen=True):
    """How a venue is doing.

    `waiting` is how many requests wait in each lane, `tokens` how many may leave at once (below
    zero for a debt of cancels; None without a limit), `dropped` how many questions found no
    room. `offset_ms` is how far its clock is ahead of ours, None until enough was heard;
    `silent_ms` for how long it has given no sign of life, None where it is not asked for one.
    """

    venue: VenueId
    breaker: Circuit
    why: str
    waiting: dict[Lane, int]
    tokens: int | None
    dropped: int
    offset_ms: int | None
    silent_ms: int | None


class FeedOutlook(msgspec.Struct, frozen=True):
    """How a feed is doing: of `instruments` quoted, those whose last quote cannot be believed.

    At most FAULTS_SHOWN_MAX of `faulty` are told with their reasons.
    """

    feed: str
    breaker: Circuit
    why: str
    instruments: int
    faulty: int
    faults: dict[InstrumentId, str]


FAULTS_SHOWN_MAX = 20


def feed_outlook(feed: FeedHealth, now: Nanos) -> FeedOutlook:
    """Say how a feed is doing."""
    faults = feed.faults(now)
    shown = dict(list(faults.items())[:FAULTS_SHOWN_MAX])
    state, why = feed.breaker.state, feed.breaker.why
    return FeedOutlook(feed.name, state, why, len(feed.instruments), len(faults), shown)


def outlook(guard: Guarded, now: Nanos) -> VenueOutlook:
    """Say how the guard's venue is doing."""
    offset_ns, pulse = guard.offset.offset_ns, guard.pulse
    return VenueOutlook(
        venue=guard.name,
        breaker=guard.breaker.state,
        why=guard.breaker.why,
        waiting={lane: guard.lanes.depth(lane) for lane in Lane},
        tokens=guard.limit.tokens(now),
        dropped=guard.dropped,
        offset_ms=None if offset_ns is None else round(offset_ns / MILLISECOND_NS),
        silent_ms=None if pulse is None else pulse.silence_ns(now) // MILLISECOND_NS,
    )
