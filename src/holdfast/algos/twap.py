"""TWAP: equal slices over a duration, each at a seeded random moment of its interval.

What is due at a moment follows from the clock, what is given out from the ledger, and a
slice is the difference: a slice that did not fill is caught up by the next, and a restart
repeats nothing.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.algos.common.clock import clock_of, slices_faults, slices_of
from holdfast.algos.common.pace import paced, scheduled
from holdfast.algos.common.params import judged, needs_end, read, start_of
from holdfast.core.working import Parent, Step
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Refusal
from holdfast.model.instrument import Listing
from holdfast.model.numbers import Nanos, ratio


class TwapParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What TWAP has beside the common parameters."""

    slices: int = 0  # 0: one a minute, at least 2


class Twap:
    """Time-weighted average price."""

    on_child = False

    def check(self, terms: SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
        """Name each parameter that is wrong by its path."""
        given, faults = judged(terms, listing, TwapParams)
        if given is None:
            return faults
        common, own = given
        return (*needs_end(common), *faults, *slices_faults(own.slices))

    def start_at(self, terms: SubmitOrder, at: Nanos) -> Nanos:
        """Begin where the parameters say: the first slice has its moment in the first interval."""
        return start_of(terms, at)

    def slices(self, terms: SubmitOrder, listing: Listing, at: Nanos) -> int:
        """Count the orders that it makes of one."""
        common, own = read(terms.tactic.params if terms.tactic is not None else {}, TwapParams)
        return slices_of(terms, listing, at, common, own.slices)

    def step(self, parent: Parent) -> Step:
        """Send what is due and not yet given out, and ask to be woken for the next slice."""
        common, own = read(parent.params, TwapParams)
        clock = clock_of(parent, common, own.slices)
        whole = Decimal(clock.slices)
        return paced(
            parent,
            common,
            clock,
            scheduled(parent, clock, lambda count: ratio(Decimal(count), whole)),
        )
