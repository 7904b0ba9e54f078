"""Guards and feeds as they are set: a preset by name and what differs; when no quote is one."""

from __future__ import annotations

import msgspec

from holdfast.config.settings import HealthSettings, LimitSettings, VenueKind, VenueSettings
from holdfast.market.health import FeedRules
from holdfast.runtime.guard import PRESETS, GuardRules
from holdfast.runtime.guard.endpoints import Endpoint
from holdfast.runtime.guard.presets import Preset
from holdfast.transport.circuit_breaker import BreakerRules
from holdfast.transport.rate_limit import Limit
from holdfast.transport.retry import BackOff

MILLISECOND_NS = 1_000_000

_OWN = {VenueKind.PAPER: Preset.PAPER, VenueKind.ALPACA: Preset.ALPACA}


def guard_rules(venue: VenueSettings) -> GuardRules:
    """Return the rules in nanoseconds; limits that are set stand in place of the preset's."""
    guard = venue.guard
    preset = PRESETS[guard.preset or _OWN[venue.kind]]
    beat_ms, dead_man_ms = guard.beat_ms, guard.dead_man_ms
    return msgspec.structs.replace(
        preset,
        limits=tuple(map(_limit, guard.limits)) or preset.limits,
        waiting_max=guard.waiting_max,
        wait_max_ns=guard.wait_max_ms * MILLISECOND_NS,
        breaker=BreakerRules(
            failures_max=guard.failures_max,
            failures_pct=guard.failures_pct,
            calls_min=guard.calls_min,
            window_ns=guard.window_ms * MILLISECOND_NS,
            wait_ns=guard.breaker_wait_ms * MILLISECOND_NS,
            wait_max_ns=guard.breaker_wait_max_ms * MILLISECOND_NS,
            probe_ns=guard.probe_ms * MILLISECOND_NS,
        ),
        retry=BackOff(
            attempts=guard.attempts,
            first_ns=guard.retry_ms * MILLISECOND_NS,
            most_ns=guard.retry_max_ms * MILLISECOND_NS,
        ),
        beat_ns=preset.beat_ns if beat_ms is None else beat_ms * MILLISECOND_NS,
        beats_missed_max=guard.beats_missed_max,
        dead_man_ns=preset.dead_man_ns if dead_man_ms is None else dead_man_ms * MILLISECOND_NS,
    )


def feed_rules(health: HealthSettings) -> FeedRules:
    """Return when a quote is not believed, in nanoseconds."""
    return FeedRules(
        stale_ns=health.stale_ms * MILLISECOND_NS,
        gap_ns=health.gap_ms * MILLISECOND_NS,
        locked_ns=health.locked_ms * MILLISECOND_NS,
        frozen_ns=health.frozen_ms * MILLISECOND_NS,
        jump=health.jump,
        jump_quotes=health.jump_quotes,
    )


def _limit(limit: LimitSettings) -> Limit:
    weights = {str(each): int(getattr(limit.weights, each)) for each in Endpoint}
    per_ns = limit.per_ms * MILLISECOND_NS
    return Limit(limit.count, per_ns, limit.burst, weights, limit.by_account)
