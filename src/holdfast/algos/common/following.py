"""One child at a price, moved as the price moves: for algos that rest and follow.

What was asked for last, and when, is in the parent's memory, so that a restart repeats nothing
and a market that flickers moves a child no more often than its pace allows.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from holdfast.algos.common import slices
from holdfast.core.ledger import Order
from holdfast.core.working import Amend, Parent, Step
from holdfast.model.band import Band, BandSource
from holdfast.model.numbers import ZERO, Nanos, plain, round_down
from holdfast.model.order import Param, Side
from holdfast.model.quote import Quote

# a child that came to nothing is tried again after its pace, doubled so often at most
DOUBLINGS_MAX = 5
# what no price tells is looked at again after so many paces
RECHECK_PACES = 10


class Aim(msgspec.Struct, frozen=True, gc=False):
    """Where the one child shall be: its limit, how much a new one is for, and why (for people).

    A child that is nearer to the limit than `hysteresis` (price units) stays. `urgent` is to
    trade now: the child is moved whatever the distance, and a new one does not rest. `bands` are
    asked for while the child is where it should be.
    """

    limit: Decimal
    qty: Decimal
    note: str
    hysteresis: Decimal
    bands: tuple[Band, ...] = ()
    urgent: bool = False


def follow(parent: Parent, aim: Aim, pace: Nanos) -> Step:
    """Bring the parent's one child to its aim, with at most one message in each `pace`.

    After a message nobody is asked before the pace is over, whatever the market does.
    """
    if not parent.open:
        return _sent(parent, aim, pace)
    child = parent.open[0]
    away = abs(aim.limit - standing(child, aim.limit))
    if not away if aim.urgent else away < aim.hysteresis:
        return _waiting(parent, aim, pace)
    free_at = _moved_at(parent) + pace
    if not child.is_idle:
        return Step(wake_at=max(free_at, parent.at + pace))
    if parent.at < free_at:
        return Step(wake_at=free_at)
    memory = remembered(parent, moved_at=parent.at, note=aim.note)
    amend = Amend(child.id, None, aim.limit)
    return Step(amends=(amend,), wake_at=parent.at + pace, memory=memory)


def standing(child: Order, otherwise: Decimal) -> Decimal:
    """Return the price that a child was last asked to be at."""
    price = child.limit_price if child.pending_qty is None else child.pending_limit_price
    return otherwise if price is None else price


def free_of(parent: Parent) -> Decimal:
    """Return what may still be given out, in whole lots."""
    left = max(parent.order.qty - parent.state.committed, ZERO)
    return round_down(left, parent.listing.lot)


def remembered(parent: Parent, **more: Param) -> dict[str, Param]:
    """Return the parent's memory with more in it; `note` is what it does now, for people."""
    return {**parent.state.memory, **more}


def two_sided(quote: Quote | None) -> Quote | None:
    """Return a quote that can be followed: both sides are there, and not crossed."""
    if quote is None or quote.bid <= ZERO or quote.ask < quote.bid:
        return None
    return quote


def near(quote: Quote, side: Side) -> Decimal:
    """Return the best price of the order's own side, at which it would rest."""
    return quote.bid if side is Side.BUY else quote.ask


def far(quote: Quote, side: Side) -> Decimal:
    """Return the best price of the other side, at which it would trade now."""
    return quote.ask if side is Side.BUY else quote.bid


def near_source(side: Side) -> BandSource:
    return BandSource.BID if side is Side.BUY else BandSource.ASK


def far_source(side: Side) -> BandSource:
    return BandSource.ASK if side is Side.BUY else BandSource.BID


def toward(side: Side, distance: Decimal) -> Decimal:
    """Sign a distance so that it leads to the other side: up for a buy, down for a sale."""
    return distance if side is Side.BUY else -distance


def bounded(price: Decimal, side: Side, bound: Decimal | None) -> Decimal:
    """Keep a price on the order's side of a bound: no buy above it, no sale below."""
    if bound is None:
        return price
    return min(price, bound) if side is Side.BUY else max(price, bound)


def on_tick(price: Decimal, side: Side, tick: Decimal) -> Decimal:
    """Round to a tick, away from the other side; never below one tick."""
    down = max(round_down(price, tick), tick)
    return down if side is Side.BUY or down >= price else down + tick


def _sent(parent: Parent, aim: Aim, pace: Nanos) -> Step:
    if aim.qty <= ZERO:
        return _waiting(parent, aim, pace)
    memory = parent.state.memory
    # nothing traded since the last child was asked for: it was refused, rejected or missed
    cum = plain(parent.order.cum_qty)
    tries = int(memory.get("tries", 0)) if memory.get("cum") == cum else 0
    if "moved_at" in memory:
        free_at = _moved_at(parent) + pace * (1 << max(0, tries - 1))
        if parent.at < free_at:
            return Step(wake_at=free_at)
    tries = min(tries + 1, DOUBLINGS_MAX + 1)
    noted = remembered(parent, moved_at=parent.at, cum=cum, tries=tries, note=aim.note)
    if aim.urgent:
        child = slices.at_or_better(parent, aim.qty, aim.limit)
    else:
        post_only = parent.order.terms.post_only
        child = slices.resting(parent, aim.qty, aim.limit, post_only=post_only)
    return Step((child,), wake_at=parent.at + pace, memory=noted)


def _waiting(parent: Parent, aim: Aim, pace: Nanos) -> Step:
    """Wait for prices that change something.

    An end of a band that is met already changes nothing, or the child would move; left in, it
    would have the algo asked at each quote. In its place it looks again from time to time.
    """
    bands = tuple(trimmed for each in aim.bands if (trimmed := _unmet(each, parent.quote)))
    wake_at = None if bands == aim.bands else parent.at + RECHECK_PACES * pace
    return Step(wake_at=wake_at, bands=bands, memory=remembered(parent, note=aim.note))


def _unmet(band: Band, quote: Quote | None) -> Band | None:
    """Leave out the ends of a band that are met."""
    price = None if quote is None else _PRICES[band.source](quote)
    if price is None or not band.is_met(price):
        return band
    low = None if band.low is None or price <= band.low else band.low
    high = None if band.high is None or price >= band.high else band.high
    return None if low is None and high is None else replace(band, low=low, high=high)


_PRICES: dict[BandSource, Callable[[Quote], Decimal | None]] = {
    BandSource.BID: lambda quote: quote.bid,
    BandSource.ASK: lambda quote: quote.ask,
    BandSource.MID: lambda quote: quote.mid,
    BandSource.LAST: lambda quote: None,
    BandSource.MARK: lambda quote: None,
}


def _moved_at(parent: Parent) -> Nanos:
    return int(parent.state.memory.get("moved_at", 0))
