"""What goes wrong on the way to the venue in one world: some kinds of faults, each at its own rate.

A world has few kinds at once, so that each is met alone as well as among others.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from holdfast.model.ids import VenueId
from holdfast.model.retention import Retention
from holdfast.runtime.guard import GuardRules
from holdfast.simulation.setting import SECOND_NS, VENUE
from holdfast.transport.circuit_breaker import BreakerRules
from holdfast.transport.rate_limit import Limit
from holdfast.venues.faulty import FAULTS, FaultName, FaultScript, Spans, Stage

if TYPE_CHECKING:
    from holdfast.simulation.world import World

_RATES_PPM = (2_000, 10_000, 40_000, 150_000)
_BY_THE_LINE = (Stage.SEND, Stage.ASK, Stage.TELL, Stage.SPAN)
_CALM = FaultScript()
_SPANS = Spans(
    silent_after_ns=2 * SECOND_NS,
    late_ns=SECOND_NS,
    down_ns=3 * SECOND_NS,
    hold_ns=SECOND_NS,
    repeat_within_ns=SECOND_NS,
    stale_ns=SECOND_NS,
    settle_ns=3 * SECOND_NS,
)


def script_of(world: World) -> FaultScript:
    """Return the faults of a world, none once it is calm; the same in each life of its desk."""
    if world.is_calm:
        return _CALM
    rng = Random(f"weather {world.seed}")
    rates: dict[FaultName, int] = {}
    for name, kind in FAULTS.items():
        is_there, rate = rng.random() < 0.25, rng.choice(_RATES_PPM)
        if kind.stage in _BY_THE_LINE and is_there:
            # a span lasts, so it need not begin as often as a message is lost
            rates[name] = rate // 4 if kind.stage is Stage.SPAN else rate
    return FaultScript(rates=rates, spans=_SPANS)


def guards_of(world: World) -> dict[VenueId, GuardRules]:
    """Return the guard of a world's venue: in some worlds none, in some one that paces."""
    rng = Random(f"guard {world.seed}")
    if rng.random() < 0.4:
        return {}
    limits = (Limit(20, SECOND_NS, 10),) if rng.random() < 0.5 else ()
    breaker = BreakerRules(failures_max=3, wait_ns=SECOND_NS, wait_max_ns=8 * SECOND_NS)
    return {VENUE: GuardRules(limits=limits, breaker=breaker)}


def retention_of(world: World) -> Retention | None:
    """Return how soon a world's desk forgets what is over: in most worlds never."""
    rng = Random(f"memory {world.seed}")
    return Retention(20 * SECOND_NS, 10, 100_000) if rng.random() < 0.3 else None
