"""Adaptive: rests where that is likely to trade, crosses where waiting costs more.

It keeps a schedule: by the end of each interval its slices are to be filled. What is in time
rests at its own touch and follows it. At each look it weighs what crossing costs now, half the
spread, against what waiting is expected to cost:

    drift   half the spread x the imbalance of the touch: how far the weighted mid lies from the
            mid, away from the order [Gatheral, Oomen 2010: Zero-intelligence realized variance
            estimation; Stoikov 2018: The micro-price]
    risk    urgency's weight x the mid's deviation over what is left of the interval, from its
            range of five minutes [Parkinson 1980: The extreme value method]
    late    urgency's weight x half the spread, for each slice behind the schedule

and crosses where that is at least as much. What is further behind than the urgency bears is
crossed in any case, and so is what is left at the end, so that it completes.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import msgspec

from holdfast.algos.common import following as f
from holdfast.algos.common.clock import slices_faults
from holdfast.algos.common.following import Aim
from holdfast.algos.common.params import Common, fault, judged, needs_end, read, start_of
from holdfast.algos.common.reacting import PACE_S, TAKES, Reaction, nanos, pace_fault
from holdfast.core.working import Parent, Step
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Refusal
from holdfast.model.instrument import Listing
from holdfast.model.numbers import ONE, ZERO, Nanos, plain, ratio, round_down
from holdfast.model.order import Side
from holdfast.model.quote import Quote
from holdfast.model.times import SECOND_NS

_TAKES = (*TAKES, "would_price")
# a slice is given so long unless told, and there are at least so many
SLICE_NS = 30 * SECOND_NS
SLICES_MIN = 4
# what is late at the end crosses in the last part of the last interval already
RUN_UP = 4
# the mean square of a Brownian path's range is 4 ln 2 times its variance
PARKINSON = Decimal("0.6005612043932249")
RANGE_NS = 300 * SECOND_NS


class Urgency(StrEnum):
    """How dear waiting is held."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Weights(msgspec.Struct, frozen=True, gc=False):
    """What an urgency means: weights of risk and lateness, and how late it may be, in slices."""

    risk: Decimal
    late: Decimal
    late_max: Decimal


WEIGHTS = {
    Urgency.LOW: Weights(ZERO, Decimal("0.2"), Decimal(3)),
    Urgency.MEDIUM: Weights(Decimal("0.1"), Decimal("0.5"), Decimal(2)),
    Urgency.HIGH: Weights(Decimal("0.5"), ONE, Decimal("0.5")),
}


class AdaptiveParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Beside the common parameters; the pace is in seconds."""

    urgency: Urgency = Urgency.MEDIUM
    slices: int = 0  # 0: two a minute, at least 4
    pace_s: Decimal = PACE_S


class Adaptive:
    """Rests or crosses, by spread, volatility, imbalance and time."""

    on_child = True

    def check(self, terms: SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
        """Name each parameter that is wrong by its path."""
        given, faults = judged(terms, listing, AdaptiveParams, _TAKES)
        if given is None:
            return faults
        common, own = given
        found = list(pace_fault(own.pace_s))
        if terms.post_only:
            found.append(("", "it crosses where that is better, and a post-only order does not"))
        told = (fault(name, rule) for name, rule in found)
        return (*needs_end(common), *faults, *slices_faults(own.slices), *told)

    def start_at(self, terms: SubmitOrder, at: Nanos) -> Nanos:
        """Begin where the parameters say."""
        return start_of(terms, at)

    def step(self, parent: Parent) -> Step:
        """Rest or cross with what is due."""
        common, own = read(parent.params, AdaptiveParams, _TAKES)
        reaction = Reaction(parent, common)
        outside = reaction.outside()
        if outside is not None or reaction.quote is None:
            return outside or Step()
        schedule = _Schedule(reaction, common, own)
        due = min(schedule.due(schedule.index + 1) - parent.state.committed, reaction.most)
        if not parent.open and due <= ZERO and common.would_price is None:
            note = "has given out what is due"
            step = Step(wake_at=schedule.next_at, memory=f.remembered(parent, note=note))
            return reaction.then(step)
        why = _why_cross(reaction, reaction.quote, own, schedule)
        aim = _aim(reaction, reaction.quote, due, why)
        # imbalance and time tell no price to wait for, so it looks again at its pace
        looks_at = parent.at + nanos(own.pace_s)
        return reaction.follow(aim, nanos(own.pace_s), looks_at, schedule.next_at)


class _Schedule:
    """What is to be filled by when: the same in each interval."""

    def __init__(self, reaction: Reaction, common: Common, own: AdaptiveParams) -> None:
        self._parent = parent = reaction.parent
        span = (reaction.end or reaction.begin + 1) - reaction.begin
        wanted = own.slices or max(SLICES_MIN, span // SLICE_NS)
        most = common.slice_qty_max
        if most is not None:
            wanted = max(wanted, int(-(-parent.order.qty // most)))
        lots = int(parent.order.qty / parent.listing.lot)
        self.slices = max(1, min(wanted, lots, span))
        interval = span // self.slices
        self.index = (parent.at - reaction.begin) // interval
        self.next_at = reaction.begin + (self.index + 1) * interval
        self._run_up = interval // RUN_UP

    def due(self, index: int) -> Decimal:
        """Return how much is to be out by the end of interval `index`, counted from 1."""
        qty = self._parent.order.qty
        if index >= self.slices:
            return qty
        return round_down(ratio(qty * index, Decimal(self.slices)), self._parent.listing.lot)

    def late(self) -> Decimal:
        """Count the slices that should be filled by now and are not."""
        order = self._parent.order
        behind = self.due(self.index) - order.cum_qty
        return ratio(max(behind, ZERO) * self.slices, order.qty)

    def is_closing(self) -> bool:
        """Tell whether the end is so near that nothing may rest any more."""
        is_last = self.index >= self.slices - 1
        return (is_last and self.left_ns() <= self._run_up) or self.index >= self.slices

    def left_ns(self) -> Nanos:
        """Return the time to the end of the interval."""
        return self.next_at - self._parent.at


def _why_cross(reaction: Reaction, quote: Quote, own: AdaptiveParams, schedule: _Schedule) -> str:
    """Say why to cross, empty where it is better to rest."""
    weights, late = WEIGHTS[own.urgency], schedule.late()
    if schedule.is_closing():
        return "the end is near"
    if late > weights.late_max:
        return "it is late"
    half = (quote.ask - quote.bid) / 2
    drift = half * imbalance(quote, reaction.side)
    risk = weights.risk * deviation(reaction.parent, schedule.left_ns())
    waiting = drift + risk + late * weights.late * half
    return "waiting is dearer" if waiting >= half else ""


def imbalance(quote: Quote, side: Side) -> Decimal:
    """Return -1 to 1: how much more is on the order's own side of the touch than opposite.

    Above zero the price is more likely to go away from the order than to come to it.
    """
    whole = quote.bid_size + quote.ask_size
    if whole <= ZERO:
        return ZERO
    return ratio(f.toward(side, quote.bid_size - quote.ask_size), whole)


def deviation(parent: Parent, ns: Nanos) -> Decimal:
    """Estimate the deviation of the mid over a time, in price units; 0 without a range."""
    activity = parent.activity
    if activity is None or activity.low is None or activity.high is None:
        return ZERO
    spread = activity.high - activity.low
    return spread * PARKINSON * ratio(Decimal(ns), Decimal(RANGE_NS)).sqrt()


def _aim(reaction: Reaction, quote: Quote, due: Decimal, why: str) -> Aim:
    side, tick, limit = reaction.side, reaction.tick, reaction.parent.order.limit_price
    opposite = f.far(quote, side)
    if why and f.bounded(opposite, side, limit) == opposite:
        note = f"crosses at {plain(opposite)}: {why}"
        return Aim(opposite, due, note, tick, urgent=True)
    price = f.bounded(f.near(quote, side), side, limit)
    bands = (reaction.touch_band(price),)
    return Aim(price, due, f"rests at {plain(price)}", tick, bands)
