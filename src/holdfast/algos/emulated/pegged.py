"""Pegged orders, held here: a limit order that is moved as its reference moves."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from holdfast.core.emulating import (
    Emulator,
    Wanted,
    is_expired,
    over,
    until_expiry,
    without,
    worked,
)
from holdfast.core.working import Parent, Step
from holdfast.model.band import Band, BandSource
from holdfast.model.instructions import Peg, PegReference
from holdfast.model.numbers import round_down
from holdfast.model.order import OrderType
from holdfast.model.times import SECOND_NS

# without a quote there is nothing to follow: it is looked for again after so long
DARK_NS = SECOND_NS
_HALF = Decimal("0.5")


class Pegged(Emulator):
    """Where the venue changes orders it is amended, else cancelled and sent anew once that is sure.

    A venue shows the desk's own order among the best prices, so a primary peg that is alone
    there stays where it is.
    """

    def step(self, parent: Parent) -> Step:
        """Bring the order that is out to where its reference is now."""
        if is_expired(parent):
            return over(parent)
        peg = parent.order.terms.peg or Peg(PegReference.PRIMARY)
        source = source_of(peg, is_buy=parent.order.is_buy)
        reference = _reference(parent, source)
        if reference is None:
            return until_expiry(parent, Step(wake_at=parent.at + DARK_NS))
        limit = price_of(parent, peg, reference)
        terms = without(parent, type=OrderType.LIMIT, limit_price=limit, peg=None)
        step = worked(parent, Wanted(terms), parent.state.memory)
        half = parent.listing.tick * _HALF
        band = Band(source, reference - half, reference + half)
        return step if step.ended else replace(step, bands=(band,))


def source_of(peg: Peg, *, is_buy: bool) -> BandSource:
    """Say which price is followed: PRIMARY is the own side, MARKET the other."""
    if peg.to is PegReference.MID:
        return BandSource.MID
    is_bid = is_buy is (peg.to is PegReference.PRIMARY)
    return BandSource.BID if is_bid else BandSource.ASK


def price_of(parent: Parent, peg: Peg, reference: Decimal) -> Decimal:
    """Return the limit for a reference: on the tick that is not nearer, never beyond the cap."""
    tick, is_buy = parent.listing.tick, parent.order.is_buy
    exact = reference + peg.offset
    price = round_down(exact, tick)
    if not is_buy and price != exact:
        price += tick
    price, cap = max(price, tick), parent.order.limit_price
    if cap is None:
        return price
    return min(price, cap) if is_buy else max(price, cap)


def _reference(parent: Parent, source: BandSource) -> Decimal | None:
    quote = parent.quote
    if quote is None or not quote.bid or not quote.ask:
        return None
    if source is BandSource.MID:
        return quote.mid
    return quote.bid if source is BandSource.BID else quote.ask
