"""Trailing stops, held here: the stop follows the best price since it began, and never loosens."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.emulating import (
    Emulator,
    Wanted,
    is_expired,
    over,
    until_expiry,
    without,
    worked,
)
from holdfast.core.triggers import TRIGGERED, prices_now, sources_of, touched
from holdfast.core.working import Parent, Step
from holdfast.messages.commands import SubmitOrder
from holdfast.model.band import Band
from holdfast.model.instructions import Trail, TrailUnit
from holdfast.model.numbers import plain, round_down
from holdfast.model.order import OrderType, Param

BEST, LEVEL = "best", "level"
_CENT = Decimal("0.01")
_ANY = Decimal(10**12)


class Trailing(Emulator):
    """The best price and the stop's level are in memory, so that a restart loosens nothing."""

    def step(self, parent: Parent) -> Step:
        """Follow the market, or work what the stop has become."""
        memory, trail = dict(parent.state.memory), parent.order.terms.trail or Trail(Decimal(0))
        if is_expired(parent):
            return over(parent)
        if TRIGGERED in memory:
            return worked(parent, Wanted(_released(parent, trail, memory)), memory)
        _tightened(parent, memory)
        sources = sources_of(parent.order.terms)
        for source, price in prices_now(parent, sources):
            level = _level(memory)
            if level is not None and _is_met(parent, price, level):
                met = memory | touched(parent, source, price)
                return worked(parent, Wanted(_released(parent, trail, met)), met)
            _follow(parent, trail, memory, price)
        low, high = _ends(parent, trail, memory)
        bands = tuple(Band(each, low, high) for each in sources)
        return until_expiry(parent, Step(bands=bands, memory=memory))


def stop_at(parent: Parent, trail: Trail, best: Decimal) -> Decimal:
    """Return the stop for a best price, on the tick that is not nearer than was asked."""
    tick = parent.listing.tick
    if trail.unit is TrailUnit.PERCENT:
        distance = best * trail.amount * _CENT
    elif trail.unit is TrailUnit.TICKS:
        distance = trail.amount * tick
    else:
        distance = trail.amount
    exact = best + distance if parent.order.is_buy else best - distance
    down = round_down(exact, tick)
    return down + tick if parent.order.is_buy and down != exact else down


def _follow(parent: Parent, trail: Trail, memory: dict[str, Param], price: Decimal) -> None:
    """Draw the stop after a price that is better than any before."""
    best = memory.get(BEST)
    if best is None:
        activation = trail.activation_price
        if activation is not None and not _is_better(parent, price, activation, or_equal=True):
            return
    elif not _is_better(parent, price, Decimal(str(best))):
        return
    memory[BEST] = plain(price)
    level, before = stop_at(parent, trail, price), _level(memory)
    if before is None:
        before = parent.order.stop_price
    if before is None or _is_better(parent, level, before):
        before = level
    memory[LEVEL] = plain(before)


def _tightened(parent: Parent, memory: dict[str, Param]) -> None:
    """Take over a stop price that somebody has named, where it is nearer than the level."""
    level, asked = _level(memory), parent.order.stop_price
    if level is not None and asked is not None and _is_better(parent, asked, level):
        memory[LEVEL] = plain(asked)


def _ends(
    parent: Parent, trail: Trail, memory: dict[str, Param]
) -> tuple[Decimal | None, Decimal | None]:
    """Return the prices at which something changes: the level, and the next better price."""
    level, best, tick = _level(memory), memory.get(BEST), parent.listing.tick
    is_buy = parent.order.is_buy
    if best is None:
        first = trail.activation_price
        if is_buy:
            return (_ANY if first is None else first), None
        return None, (tick if first is None else first)
    if is_buy:
        return Decimal(str(best)) - tick, level
    return level, Decimal(str(best)) + tick


def _released(parent: Parent, trail: Trail, memory: dict[str, Param]) -> SubmitOrder:
    level, offset = _level(memory), trail.limit_offset
    kind, limit = OrderType.MARKET, None
    if offset is not None and level is not None:
        kind = OrderType.LIMIT
        beyond = level + offset if parent.order.is_buy else level - offset
        limit = max(beyond, parent.listing.tick)
    return without(parent, type=kind, limit_price=limit, stop_price=None, trigger=None, trail=None)


def _level(memory: dict[str, Param]) -> Decimal | None:
    level = memory.get(LEVEL)
    return None if level is None else Decimal(str(level))


def _is_met(parent: Parent, price: Decimal, level: Decimal) -> bool:
    return price >= level if parent.order.is_buy else price <= level


def _is_better(parent: Parent, one: Decimal, other: Decimal, *, or_equal: bool = False) -> bool:
    """Tell whether a price is further in the order's favour: lower for a buy, higher for a sale."""
    if one == other:
        return or_equal
    return one < other if parent.order.is_buy else one > other
