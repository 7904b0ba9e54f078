"""POV: a steady share of what the market trades, own fills included.

What is due follows from the volume seen since the start: at a rate of 0.1 one unit in ten that
trade is the parent's. It follows the market and never leads it, so a market that stands still
gets no slice.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import msgspec

from holdfast.algos.common.clock import Clock, ticking
from holdfast.algos.common.pace import paced
from holdfast.algos.common.params import (
    EVERY,
    Fault,
    fault,
    fraction_fault,
    judged,
    needs_end,
    read,
    start_of,
)
from holdfast.algos.common.volume import seen
from holdfast.core.working import Parent, Step
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Refusal
from holdfast.model.instrument import Listing
from holdfast.model.numbers import ONE, Nanos, ratio, round_down

# the rate is its cap, and what was missed is part of it
TAKES = tuple(name for name in EVERY if name not in ("participation_max", "catch_up"))
EVERY_MAX_S = 3600


class PovParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The rate is a fraction of all volume, own fills included; `every_s` is in seconds."""

    rate: Decimal
    every_s: int = 5
    prints_own: bool = True  # whether the market's prints tell own fills, as venues' do


class Pov:
    """Percentage of volume."""

    on_child = False

    def check(self, terms: SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
        """Name each parameter that is wrong by its path."""
        given, faults = judged(terms, listing, PovParams, TAKES)
        if given is None:
            return faults
        common, own = given
        return (*needs_end(common), *faults, *(fault(*each) for each in _faults(own)))

    def start_at(self, terms: SubmitOrder, at: Nanos) -> Nanos:
        """Begin where the parameters say, to count the market from there."""
        return start_of(terms, at)

    def step(self, parent: Parent) -> Step:
        """Send what the market's volume since the start has made due."""
        common, own = read(parent.params, PovParams, TAKES)
        clock: Clock = ticking(parent, common, own.every_s)
        market = seen(parent)
        due = min(_share(market.volume, own), parent.order.qty)
        target = round_down(due, parent.listing.lot)
        return paced(parent, common, clock, lambda count: target, market.memory)


def _share(volume: Decimal, own: PovParams) -> Decimal:
    """Return own part of a volume: where prints leave it out, it is a share of both together."""
    if own.prints_own:
        return own.rate * volume
    return ratio(own.rate * volume, ONE - own.rate)


def _faults(own: PovParams) -> Iterator[Fault]:
    yield from fraction_fault("rate", own.rate, whole=False)
    if not 1 <= own.every_s <= EVERY_MAX_S:
        yield "every_s", f"{own.every_s} must be 1 to {EVERY_MAX_S}"
