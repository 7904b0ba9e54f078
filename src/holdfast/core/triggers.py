"""Triggers that the desk holds: at which prices they are met, and what they were met by."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.emulating import Wanted, is_expired, over, until_expiry, worked
from holdfast.core.working import Parent, Step
from holdfast.messages.commands import SubmitOrder
from holdfast.model.band import Band, BandSource
from holdfast.model.instructions import TriggerSource
from holdfast.model.numbers import plain
from holdfast.model.order import Param, Side

TRIGGERED = "triggered"
_NAMED = {
    TriggerSource.LAST: (BandSource.LAST,),
    TriggerSource.MID: (BandSource.MID,),
    TriggerSource.MARK: (BandSource.MARK,),
}


def sources_of(terms: SubmitOrder) -> tuple[BandSource, ...]:
    """List which prices touch an order: where it does not say, the last and the opposite side.

    BID_ASK is the side that it would trade with.
    """
    side = BandSource.ASK if terms.side is Side.BUY else BandSource.BID
    if terms.trigger is None:
        return (BandSource.LAST, side)
    return _NAMED.get(terms.trigger, (side,))


def prices_now(parent: Parent, sources: tuple[BandSource, ...]) -> list[tuple[BandSource, Decimal]]:
    """List what is known of these prices: the one that a band has met first, then those of now."""
    found = []
    reached = parent.reached
    name = parent.order.terms.instrument
    if reached is not None and reached.source in sources and reached.instrument == name:
        found.append((reached.source, reached.price))
    for source in sources:
        price = _price(parent, source)
        if price is not None:
            found.append((source, price))
    return found


def _price(parent: Parent, source: BandSource) -> Decimal | None:
    quote = parent.quote
    if source is BandSource.LAST:
        return None if parent.activity is None else parent.activity.last
    if quote is None or source is BandSource.MARK:
        return None
    if source is BandSource.MID:
        return quote.mid if quote.bid and quote.ask else None
    return (quote.bid if source is BandSource.BID else quote.ask) or None


def held_until(parent: Parent, *, is_high: bool, terms: SubmitOrder) -> Step:
    """Wait until the stop price is met from below (`is_high`) or above, then work the order."""
    memory = parent.state.memory
    if is_expired(parent):
        return over(parent)
    if TRIGGERED in memory:
        return worked(parent, Wanted(terms), memory)
    level = parent.order.stop_price
    sources = sources_of(parent.order.terms)
    for source, price in prices_now(parent, sources):
        if level is not None and (price >= level if is_high else price <= level):
            return worked(parent, Wanted(terms), touched(parent, source, price))
    low, high = (None, level) if is_high else (level, None)
    return until_expiry(parent, Step(bands=tuple(Band(each, low, high) for each in sources)))


def touched(parent: Parent, source: BandSource, price: Decimal) -> dict[str, Param]:
    """Note what has triggered an order: from then on it is worked, whatever the market does."""
    met: dict[str, Param] = {TRIGGERED: f"{source} {plain(price)}", "triggered_at": parent.at}
    return {**parent.state.memory, **met}
