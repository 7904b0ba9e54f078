"""Iceberg: shows a part of the order at a time, and the next once that is gone.

Each part varies in size and comes after a delay that varies too, both drawn from the desk's
seed, so that the parts cannot be told by their pattern.
"""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256

import msgspec

from holdfast.algos.common import following as f
from holdfast.algos.common.following import Aim
from holdfast.algos.common.params import fault, judged, qty_fault, read, start_of
from holdfast.algos.common.reacting import (
    PACE_MAX_S,
    PACE_S,
    TAKES,
    Reaction,
    between_fault,
    nanos,
    pace_fault,
)
from holdfast.core.working import Parent, Step
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Refusal
from holdfast.model.band import Band
from holdfast.model.instrument import Listing
from holdfast.model.numbers import ONE, ZERO, Nanos, plain, round_down
from holdfast.model.order import OrderType

_TAKES = (*TAKES, "would_price", "jitter")
_DRAWS = 1 << 16


class IcebergParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Quantities in units, times in seconds, `variance` a fraction of `display_qty`.

    With `peg` each part follows the touch within the order's limit; without it rests at it.
    """

    display_qty: Decimal
    variance: Decimal = Decimal("0.2")
    peg: bool = False
    refresh_s: Decimal = Decimal("0.5")
    pace_s: Decimal = PACE_S


class Iceberg:
    """A reserve order, worked by the desk."""

    on_child = True

    def check(self, terms: SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
        """Name each parameter that is wrong by its path."""
        given, faults = judged(terms, listing, IcebergParams, _TAKES)
        if given is None:
            return faults
        own = given[1]
        found = [
            *qty_fault("display_qty", own.display_qty, listing, max(listing.lot, listing.qty_min)),
            *between_fault("refresh_s", own.refresh_s, ZERO, PACE_MAX_S),
            *pace_fault(own.pace_s),
        ]
        if not own.variance.is_finite() or not 0 <= own.variance < 1:
            found.append(("variance", f"{own.variance} must be at least 0 and below 1"))
        if terms.type is OrderType.MARKET and not own.peg:
            found.append(("peg", "a MARKET order has no limit to rest at, and needs it"))
        return (*faults, *(fault(name, rule) for name, rule in found))

    def start_at(self, terms: SubmitOrder, at: Nanos) -> Nanos:
        """Show the first part where the parameters say."""
        return start_of(terms, at)

    def step(self, parent: Parent) -> Step:
        """Keep one part in the market, or wait to show the next."""
        common, own = read(parent.params, IcebergParams, _TAKES)
        reaction = Reaction(parent, common)
        outside = reaction.outside()
        if outside is not None:
            return outside
        if not parent.open:
            waits = _refreshing(parent, own, common.jitter)
            if waits is not None:
                return reaction.then(waits)
        step = reaction.follow(_aim(reaction, own), nanos(own.pace_s))
        if not step.children or step.memory is None:
            return step
        shown = {"part": len(parent.state.children), "due": 0}
        return msgspec.structs.replace(step, memory={**step.memory, **shown})


def _refreshing(parent: Parent, own: IcebergParams, jitter: Decimal) -> Step | None:
    """Wait from when a part was seen to be over; None where the next one may come."""
    memory, shown = parent.state.memory, len(parent.state.children)
    # a part that was asked for and refused is none, and needs no delay of its own
    if not shown or memory.get("part") == shown:
        return None
    due = int(memory.get("due", 0))
    if not due:
        due = parent.at + nanos(own.refresh_s * _varied(parent, f"delay {shown}", jitter))
    if parent.at >= due:
        return None
    note = f"part {shown} is over, and the next follows after a delay"
    return Step(wake_at=due, memory=f.remembered(parent, due=due, note=note))


def _aim(reaction: Reaction, own: IcebergParams) -> Aim:
    """Say where the part rests and how large it is."""
    parent, side, tick = reaction.parent, reaction.side, reaction.tick
    bands: tuple[Band, ...] = ()
    price = parent.order.limit_price
    if reaction.quote is not None and (own.peg or price is None):
        price = f.bounded(f.near(reaction.quote, side), side, price)
        bands = (reaction.touch_band(price),)
    number = len(parent.state.children) + (0 if parent.open else 1)
    price = ZERO if price is None else price
    size = min(_size(parent, own, number), reaction.most)
    if reaction.most - size < parent.listing.qty_min:
        # what would be left could not be sent by itself
        size = reaction.most
    return Aim(price, size, f"shows part {number} at {plain(price)}", tick, bands)


def _size(parent: Parent, own: IcebergParams, number: int) -> Decimal:
    """Draw a part's size: `display_qty` give or take its variance, never below a lot."""
    lot = parent.listing.lot
    size = round_down(own.display_qty * _varied(parent, f"part {number}", own.variance), lot)
    return max(size, lot, parent.listing.qty_min)


def _varied(parent: Parent, name: str, by: Decimal) -> Decimal:
    """Draw a factor around 1: the same for the desk's seed, the parent and the name."""
    text = f"{parent.seed}:{parent.order.id}:{name}"
    drawn = Decimal(int.from_bytes(sha256(text.encode()).digest()[:2], "big"))
    return ONE + by * (2 * drawn / _DRAWS - ONE)
