"""Orders that wait for conditions: what was met once stays met, and then the order is worked."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from holdfast.core.arming import ARMED_AT, MET, met_of, met_text
from holdfast.core.emulating import (
    Emulator,
    Wanted,
    is_expired,
    over,
    until_expiry,
    without,
    worked,
)
from holdfast.core.instructed import leaves
from holdfast.core.working import Parent, Step
from holdfast.model.band import Band, BandSource
from holdfast.model.instructions import AllOf, AnyOf, Condition, PriceIs, TimeIs, TriggerSource
from holdfast.model.numbers import Nanos

_SOURCES = {
    TriggerSource.LAST: BandSource.LAST,
    TriggerSource.MID: BandSource.MID,
    TriggerSource.MARK: BandSource.MARK,
}


class Armed(Emulator):
    """Prices and times are looked at here, positions and other orders by the core (core.arming)."""

    def step(self, parent: Parent) -> Step:
        """Wait for the rest of the conditions, or work the order once it is armed."""
        memory, arm = dict(parent.state.memory), parent.order.terms.arm
        if is_expired(parent):
            return over(parent)
        if arm is None or ARMED_AT in memory:
            return worked(parent, Wanted(without(parent, arm=None)), memory)
        met = {*met_of(memory), *parent.met}
        met.update(_met_now(parent, arm))
        memory[MET] = met_text(met)
        if is_met(arm, met):
            memory[ARMED_AT] = parent.at
            return worked(parent, Wanted(without(parent, arm=None)), memory)
        return until_expiry(parent, _waiting(parent, arm, met, memory))


def is_met(condition: Condition, met: set[int]) -> bool:
    """Tell whether a condition is met, by the places of its parts that were."""
    return _is_met(condition, met, 0)[0]


def _is_met(condition: Condition, met: set[int], place: int) -> tuple[bool, int]:
    """Judge a condition whose first part has this place; say where the next one begins."""
    if not isinstance(condition, AllOf | AnyOf):
        return place in met, place + 1
    judged = []
    for each in condition.conditions:
        is_so, place = _is_met(each, met, place)
        judged.append(is_so)
    return (all(judged) if isinstance(condition, AllOf) else any(judged)), place


def _met_now(parent: Parent, arm: Condition) -> Iterator[int]:
    for place, leaf in enumerate(leaves(arm)):
        if isinstance(leaf, TimeIs):
            if leaf.at <= parent.at:
                yield place
        elif isinstance(leaf, PriceIs) and _is_price_met(parent, leaf):
            yield place


def _is_price_met(parent: Parent, leaf: PriceIs) -> bool:
    band = _band(leaf)
    reached = parent.reached
    if reached is not None and (reached.instrument, reached.source) == (
        leaf.instrument,
        band.source,
    ):
        if band.is_met(reached.price):
            return True
    price = _price(parent, leaf, band.source)
    return price is not None and band.is_met(price)


def _price(parent: Parent, leaf: PriceIs, source: BandSource) -> Decimal | None:
    if source is BandSource.LAST:
        activity = parent.activity
        is_own = leaf.instrument == parent.order.terms.instrument
        return activity.last if activity is not None and is_own else None
    quote = parent.quotes.get(leaf.instrument)
    if quote is None or source is BandSource.MARK:
        return None
    if source is BandSource.MID:
        return quote.mid if quote.bid and quote.ask else None
    return (quote.bid if source is BandSource.BID else quote.ask) or None


def _band(leaf: PriceIs) -> Band:
    side = BandSource.BID if leaf.at_or_above is None else BandSource.ASK
    source = _SOURCES.get(leaf.source, side)
    return Band(source, leaf.at_or_below, leaf.at_or_above, leaf.instrument)


def _waiting(
    parent: Parent, arm: Condition, met: set[int], memory: dict[str, str | int | bool]
) -> Step:
    bands: list[Band] = []
    times: list[Nanos] = []
    for place, leaf in enumerate(leaves(arm)):
        if place in met:
            continue
        if isinstance(leaf, PriceIs):
            bands.append(_band(leaf))
        elif isinstance(leaf, TimeIs):
            times.append(leaf.at)
    return Step(wake_at=min(times, default=None), bands=tuple(bands), memory=memory)
