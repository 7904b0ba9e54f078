"""Post-only orders that slide, held here: what would cross rests one tick away instead."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.emulating import Emulator, Wanted, is_expired, over, without, worked
from holdfast.core.working import Parent, Step
from holdfast.model.order import OrderStatus, Param

# a market that moves while the order is on its way makes it cross after all
SLIDES_MAX = 3
SLID_TO, SLIDES = "slid_to", "slides"


class Sliding(Emulator):
    """The price is chosen as the order leaves; once it rests it stays there."""

    def step(self, parent: Parent) -> Step:
        """Give out the order at the best price that does not trade at once."""
        if is_expired(parent):
            return over(parent)
        memory, last = dict(parent.state.memory), parent.last
        slides = int(memory.get(SLIDES, 0))
        is_crossed = last is not None and last.status is OrderStatus.REJECTED
        if is_crossed and slides < SLIDES_MAX and not parent.open:
            # the venue says that it never rested, so another is no second one
            memory = {SLIDES: slides + 1, "kids": -1}
        if SLID_TO not in memory:
            price = resting_price(parent)
            memory |= _noted(price)
        terms = without(
            parent,
            limit_price=Decimal(str(memory[SLID_TO])),
            post_only=True,
            post_only_slide=False,
        )
        return worked(parent, Wanted(terms), memory)


def resting_price(parent: Parent) -> Decimal:
    """Return the order's limit, or one tick from the other side where that would trade."""
    limit, quote = parent.order.limit_price or Decimal(0), parent.quote
    tick = parent.listing.tick
    if quote is None:
        return limit
    if parent.order.is_buy:
        return limit if not quote.ask or limit < quote.ask else max(quote.ask - tick, tick)
    return limit if limit > quote.bid else quote.bid + tick


def _noted(price: Decimal) -> dict[str, Param]:
    return {SLID_TO: str(price)}
