"""Peg: rests at a price that follows the market, chases it so far, and crosses if asked to.

The child follows by amends, at most one in each `pace_s` and only when it is `follow_ticks` or
more from where it should be; in between no quote asks for anything.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.algos.common import following as f
from holdfast.algos.common.following import Aim
from holdfast.algos.common.params import fault, judged, read, seconds_fault, start_of
from holdfast.algos.common.reacting import (
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
from holdfast.model.band import Band, BandSource
from holdfast.model.instructions import PegReference
from holdfast.model.instrument import Listing
from holdfast.model.numbers import Nanos, plain
from holdfast.model.order import Side
from holdfast.model.quote import Quote
from holdfast.model.times import SECOND_NS

TICKS_MAX = 10_000
_TAKES = (*TAKES, "would_price")


class PegParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Distances in ticks, times in seconds.

    `offset_ticks` leads from the reference to the other side, below zero away from it.
    """

    to: PegReference = PegReference.PRIMARY
    offset_ticks: int = 0
    follow_ticks: int = 1
    pace_s: Decimal = PACE_S
    chase_ticks_max: int = 0  # 0: as far as its limit lets it
    cross_after_s: int = 0  # 0: never


class Peg:
    """A pegged order that chases."""

    on_child = True

    def check(self, terms: SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
        """Name each parameter that is wrong by its path."""
        given, faults = judged(terms, listing, PegParams, _TAKES)
        if given is None:
            return faults
        own = given[1]
        found = [
            *between_fault("offset_ticks", own.offset_ticks, -TICKS_MAX, TICKS_MAX),
            *between_fault("follow_ticks", own.follow_ticks, 1, TICKS_MAX),
            *pace_fault(own.pace_s),
            *between_fault("chase_ticks_max", own.chase_ticks_max, 0, TICKS_MAX),
            *seconds_fault("cross_after_s", own.cross_after_s, 0),
        ]
        if terms.post_only and own.cross_after_s:
            found.append(("cross_after_s", "a post-only order does not cross"))
        return (*faults, *(fault(name, rule) for name, rule in found))

    def start_at(self, terms: SubmitOrder, at: Nanos) -> Nanos:
        """Begin where the parameters say."""
        return start_of(terms, at)

    def step(self, parent: Parent) -> Step:
        """Keep one child at the pegged price."""
        common, own = read(parent.params, PegParams, _TAKES)
        reaction = Reaction(parent, common)
        outside = reaction.outside()
        if outside is not None or reaction.quote is None:
            return outside or Step()
        pegged = _Pegged(reaction, reaction.quote, own)
        step = reaction.follow(pegged.aim(), nanos(own.pace_s), pegged.crosses_at)
        memory = parent.state.memory if step.memory is None else step.memory
        return msgspec.structs.replace(step, memory={**memory, "from": pegged.begun})


class _Pegged:
    """Where one parent's child shall be, before one quote."""

    def __init__(self, reaction: Reaction, quote: Quote, own: PegParams) -> None:
        parent = reaction.parent
        self._parent = parent
        self._reaction = reaction
        self._quote = quote
        self._own = own
        self._side = reaction.side
        self._tick = reaction.tick
        self._offset = f.toward(self._side, own.offset_ticks * self._tick)
        reference = self._reference()
        self.begun = str(parent.state.memory.get("from", plain(reference)))
        self._target = f.on_tick(reference + self._offset, self._side, self._tick)
        self._bound = self._bounded()
        due = reaction.begin + own.cross_after_s * SECOND_NS
        self._is_crossing = bool(own.cross_after_s) and parent.at >= due
        self.crosses_at = due if own.cross_after_s and not self._is_crossing else None

    def aim(self) -> Aim:
        """Say where to be, and which prices would change that."""
        if self._is_crossing:
            return self._crossing()
        price = f.bounded(self._target, self._side, self._bound)
        stands = self._reaction.standing(price)
        is_alone = self._is_alone()
        if is_alone:
            # what it would follow is itself
            price = f.bounded(price, self._side, stands)
        note = f"rests at {plain(price)}, pegged to {self._own.to}"
        if price == self._bound and price != self._target:
            note = f"rests at {plain(price)}, as far as it may go"
        distance = self._own.follow_ticks * self._tick
        return Aim(price, self._reaction.most, note, distance, self._bands(stands, is_alone))

    def _crossing(self) -> Aim:
        """Take what the other side shows, at its price."""
        price = f.bounded(f.far(self._quote, self._side), self._side, self._bound)
        band = _beyond(f.far_source(self._side), price, self._side, self._tick)
        note = f"crosses at {plain(price)}: {self._own.cross_after_s} s are over"
        return Aim(price, self._reaction.most, note, self._tick, (band,), urgent=True)

    def _reference(self) -> Decimal:
        match self._own.to:
            case PegReference.PRIMARY:
                return f.near(self._quote, self._side)
            case PegReference.MARKET:
                return f.far(self._quote, self._side)
            case PegReference.MID:
                return self._quote.mid

    def _source(self) -> BandSource:
        match self._own.to:
            case PegReference.PRIMARY:
                return f.near_source(self._side)
            case PegReference.MARKET:
                return f.far_source(self._side)
            case PegReference.MID:
                return BandSource.MID

    def _bounded(self) -> Decimal | None:
        """Return the price that it never passes: its limit, or the end of the chase."""
        limit = self._parent.order.limit_price
        if not self._own.chase_ticks_max:
            return limit
        chase = f.toward(self._side, self._own.chase_ticks_max * self._tick)
        end = f.on_tick(Decimal(self.begun) + self._offset + chase, self._side, self._tick)
        return f.bounded(end, self._side, limit)

    def _is_alone(self) -> bool:
        """Tell whether the best of its side is nobody but its own child."""
        if not self._parent.open or self._own.to is PegReference.MARKET:
            return False
        child = self._parent.open[0]
        is_buy = self._side is Side.BUY
        shown = self._quote.bid_size if is_buy else self._quote.ask_size
        best = f.near(self._quote, self._side)
        return child.limit_price == best and shown <= child.leaves_qty

    def _bands(self, price: Decimal, is_alone: bool) -> tuple[Band, ...]:
        """Ask for the prices of the reference at which the child would be moved."""
        distance = self._own.follow_ticks * self._tick
        base = price - self._offset
        band = Band(self._source(), base - distance, base + distance)
        if not is_alone:
            return (band,)
        return (band, _beyond(f.near_source(self._side), price, self._side, self._tick))


def _beyond(source: BandSource, price: Decimal, side: Side, tick: Decimal) -> Band:
    """Ask once the source is a tick nearer to the other side."""
    if side is Side.BUY:
        return Band(source, high=price + tick)
    return Band(source, low=price - tick)
