"""VWAP: slices as large as the market usually is at their time, corrected by what it is today.

The schedule is the instrument's volume curve (kept in the ledger, see `SetVolumeCurve`): of it
the shape alone counts, so that it may be of another year, or of all venues together. What has
traded by the slice before gives the day's level, and what has come since is weighed against
that: the dynamic part of Bialkowski, Darolles and Le Fol, Improving VWAP strategies: a dynamic
volume approach, Journal of Banking & Finance 32 (2008), in its simplest form.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

import msgspec

from holdfast.algos.common.clock import Clock, clock_of, slices_faults, slices_of
from holdfast.algos.common.pace import paced, scheduled
from holdfast.algos.common.params import Fault, fault, judged, needs_end, read, start_of
from holdfast.algos.common.volume import seen
from holdfast.core.working import Parent, Step
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Refusal
from holdfast.model.instrument import Listing
from holdfast.model.numbers import ONE, ZERO, Nanos, ratio
from holdfast.model.order import Param
from holdfast.model.volume_curve import VolumeCurve

_WEIGHED, _PAST, _PAST_AT, _AHEAD = "weighed", "past", "past_at", "ahead"


class Source(StrEnum):
    """Where the schedule comes from: the instrument's curve, or time alone."""

    HISTORICAL = "historical"
    FLAT = "flat"


class VwapParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What VWAP has beside the common parameters; `correction` is the weight of today, 0 to 1."""

    slices: int = 0  # 0: one a minute, at least 2
    curve: Source = Source.HISTORICAL
    correction: Decimal = Decimal("0.5")


class Vwap:
    """Volume-weighted average price."""

    on_child = False

    def check(self, terms: SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
        """Name each parameter that is wrong by its path."""
        given, faults = judged(terms, listing, VwapParams)
        if given is None:
            return faults
        common, own = given
        found = (fault(*each) for each in _faults(own))
        return (*needs_end(common), *faults, *slices_faults(own.slices), *found)

    def needs_curve(self, terms: SubmitOrder) -> bool:
        """Tell whether it goes by history, which must then be told."""
        source = terms.tactic.params.get("curve") if terms.tactic is not None else None
        return source != Source.FLAT.value

    def start_at(self, terms: SubmitOrder, at: Nanos) -> Nanos:
        """Begin where the parameters say."""
        return start_of(terms, at)

    def slices(self, terms: SubmitOrder, listing: Listing, at: Nanos) -> int:
        """Count the orders that it makes of one."""
        common, own = read(terms.tactic.params if terms.tactic is not None else {}, VwapParams)
        return slices_of(terms, listing, at, common, own.slices)

    def step(self, parent: Parent) -> Step:
        """Send what is due and not yet given out, and ask to be woken for the next slice."""
        common, own = read(parent.params, VwapParams)
        clock = clock_of(parent, common, own.slices)
        shape = _Shape(parent, clock, own)
        if shape.curve is None or not own.correction:
            return paced(parent, common, clock, scheduled(parent, clock, shape.usual))
        market = seen(parent)
        weighed = _weighed(parent, shape, market.volume)
        drift = own.correction * Decimal(str(weighed[_AHEAD]))

        def share(count: int) -> Decimal:
            return shape.usual(count) + shape.bounded(drift, count)

        memory = market.memory | weighed
        return paced(parent, common, clock, scheduled(parent, clock, share), memory)


class _Shape:
    """How the volume of a parent's time usually comes."""

    def __init__(self, parent: Parent, clock: Clock, own: VwapParams) -> None:
        self.clock = clock
        self.at = parent.at
        self.opens = tuple(each.opens for each in parent.sessions)
        self.curve: VolumeCurve | None = None
        self.whole = ZERO
        if own.curve is Source.HISTORICAL and parent.curve is not None:
            self.whole = parent.curve.between(clock.begin, clock.end, self.opens)
            # a curve that has nothing at this time of day says nothing about it
            self.curve = parent.curve if self.whole else None

    def usual(self, count: int) -> Decimal:
        """Return the share that has usually traded by the end of interval `count` - 1."""
        return self.until(self.clock.at(count))

    def until(self, at: Nanos) -> Decimal:
        """Return the share of the whole that has usually traded by a time."""
        begin, end = self.clock.begin, self.clock.end
        at = min(max(at, begin), end)
        if self.curve is None:
            return ratio(Decimal(at - begin), Decimal(end - begin))
        return ratio(self.curve.between(begin, at, self.opens), self.whole)

    def ahead(self, volume: Decimal, past: Decimal, past_at: Nanos) -> Decimal:
        """Tell how far today is ahead of the usual share, from units seen now and at a past time.

        The day's level is what the past ones tell; without any, nothing is known of the day.
        """
        usual_past = self.until(past_at)
        if not past or not usual_past:
            return ZERO
        usual = self.until(self.at)
        left = ratio(past * (ONE - usual), usual_past)
        return ratio(volume, volume + left) - usual

    def bounded(self, drift: Decimal, count: int) -> Decimal:
        """Keep a drift within half of the intervals around: no two targets can then cross."""
        here = self.usual(count)
        least = (self.usual(max(count - 1, 0)) - here) / 2
        most = (self.usual(count + 1) - here) / 2
        return min(max(drift, least), most)


def _weighed(parent: Parent, shape: _Shape, volume: Decimal) -> dict[str, Param]:
    """Weigh the market once a slice, so that what is asked again gets the same answer."""
    memory, count = parent.state.memory, shape.clock.due(parent.at)
    if _WEIGHED in memory and int(memory[_WEIGHED]) == count:
        return {name: memory[name] for name in (_WEIGHED, _PAST, _PAST_AT, _AHEAD)}
    past, past_at = Decimal(str(memory.get(_PAST, "0"))), int(memory.get(_PAST_AT, parent.at))
    ahead = shape.ahead(volume, past, past_at)
    return {_WEIGHED: count, _PAST: str(volume), _PAST_AT: parent.at, _AHEAD: str(ahead)}


def _faults(own: VwapParams) -> Iterator[Fault]:
    if not own.correction.is_finite() or not 0 <= own.correction <= 1:
        yield "correction", f"{own.correction} must be 0 to 1"
