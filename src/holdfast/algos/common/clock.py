"""The clock of a parent's slices: when each is due, from its terms and the desk's seed alone."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256

import msgspec

from holdfast.algos.common.params import Common, fault
from holdfast.core.working import Parent
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Refusal
from holdfast.model.instrument import Listing
from holdfast.model.numbers import Nanos, round_down
from holdfast.model.times import SECOND_NS

SLICES_MAX = 10_000
_JITTER_STEPS = 1 << 16


class Clock(msgspec.Struct, frozen=True):
    """Equal intervals from `begin` to `end`, a slice at a seeded moment of each."""

    begin: Nanos
    end: Nanos
    slices: int
    jitter: Decimal
    name: str  # what the moments are drawn from

    @property
    def interval(self) -> Nanos:
        return (self.end - self.begin) // self.slices

    def moment(self, index: int) -> Nanos:
        """Return when slice `index` is due, the first being 0; past the last, the end."""
        if index >= self.slices:
            return self.end
        at = self.begin + index * self.interval
        return at + int(self.jitter * self.interval) * self._draw(index) // _JITTER_STEPS

    def due(self, now: Nanos) -> int:
        """Count the slices whose moment has come."""
        if now < self.begin:
            return 0
        count = min((now - self.begin) // self.interval, self.slices)
        while count < self.slices and self.moment(count) <= now:
            count += 1
        return count

    def at(self, index: int) -> Nanos:
        """Return where interval `index` begins, which is where the one before it ends."""
        return self.begin + index * self.interval if index < self.slices else self.end

    def _draw(self, index: int) -> int:
        text = f"{self.name}:{index}"
        return int.from_bytes(sha256(text.encode()).digest()[:2], "big")


def slices_faults(slices: int) -> tuple[Refusal, ...]:
    """Judge how many slices are asked for; none leaves it to the clock."""
    if slices and not 1 <= slices <= SLICES_MAX:
        return (fault("slices", f"{slices} must be 1 to {SLICES_MAX}"),)
    return ()


def clock_of(parent: Parent, common: Common, slices: int = 0) -> Clock:
    """Set a parent's clock: one slice a minute unless told, at least two, none below a lot.

    Where slices have a most, there are enough of them for the whole.
    """
    order = parent.order
    begin, end, count = _planned(order.qty, parent.listing.lot, order.created_at, common, slices)
    return Clock(begin, end, count, common.jitter, _drawn_from(parent))


def slices_of(
    terms: SubmitOrder, listing: Listing, at: Nanos, common: Common, slices: int = 0
) -> int:
    """Count the slices of an order that would be taken at this time."""
    return _planned(terms.qty, listing.lot, at, common, slices)[2]


def _planned(
    qty: Decimal, lot: Decimal, taken_at: Nanos, common: Common, slices: int
) -> tuple[Nanos, Nanos, int]:
    begin, end = _span(common, taken_at)
    wanted = slices or max(2, (end - begin) // (60 * SECOND_NS))
    if common.slice_qty_max is not None:
        wanted = max(wanted, -int(-qty // common.slice_qty_max))
    lots = int(round_down(qty, lot) / lot)
    # the least interval is a nanosecond
    return begin, end, max(1, min(wanted, lots, SLICES_MAX, end - begin))


def ticking(parent: Parent, common: Common, every_s: int) -> Clock:
    """Set a clock that asks this often, or as often as there may be slices, whatever is due."""
    begin, end = _span(common, parent.order.created_at)
    count = max(1, min((end - begin) // (every_s * SECOND_NS), SLICES_MAX))
    return Clock(begin, end, count, common.jitter, _drawn_from(parent))


def _span(common: Common, taken_at: Nanos) -> tuple[Nanos, Nanos]:
    """Say from when to when slices are given out, a nanosecond at least."""
    begin = common.begins(taken_at)
    return begin, max(common.ends(begin) or begin, begin + 1)


def _drawn_from(parent: Parent) -> str:
    return f"{parent.seed}:{parent.order.id}"
