"""Sniper: waits hidden, and takes what is displayed at its limit or better when it is enough.

While the other side is beyond the limit it sleeps until a quote is not. Once the price is good
it looks at the size, again and again until that is enough, and after a shot it cools down.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.algos.common import following as f
from holdfast.algos.common import slices
from holdfast.algos.common.params import fault, fraction_fault, judged, qty_fault, read, start_of
from holdfast.algos.common.reacting import (
    PACE_MAX_S,
    PACE_MIN_S,
    PACE_S,
    TAKES,
    Reaction,
    between_fault,
    nanos,
)
from holdfast.core.working import Parent, Step
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Refusal
from holdfast.model.band import Band
from holdfast.model.instrument import Listing
from holdfast.model.numbers import ONE, ZERO, Nanos, plain, round_down
from holdfast.model.order import OrderType, Side
from holdfast.model.quote import Quote


class SniperParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sizes in units, times in seconds, `share` a fraction of what is displayed."""

    size_min: Decimal
    share: Decimal = ONE
    cool_down_s: Decimal = PACE_S
    look_s: Decimal = Decimal("0.25")


class Sniper:
    """A hidden taker."""

    on_child = False

    def check(self, terms: SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
        """Name each parameter that is wrong by its path."""
        given, faults = judged(terms, listing, SniperParams, TAKES)
        if given is None:
            return faults
        own = given[1]
        found = [
            *qty_fault("size_min", own.size_min, listing, listing.lot),
            *fraction_fault("share", own.share),
            *between_fault("cool_down_s", own.cool_down_s, PACE_MIN_S, PACE_MAX_S),
            *between_fault("look_s", own.look_s, PACE_MIN_S, PACE_MAX_S),
        ]
        if terms.type is OrderType.MARKET:
            found.append(("", "it waits for a price, and needs a LIMIT order"))
        if terms.post_only:
            found.append(("", "it takes, and a post-only order does not"))
        return (*faults, *(fault(name, rule) for name, rule in found))

    def start_at(self, terms: SubmitOrder, at: Nanos) -> Nanos:
        """Look first where the parameters say."""
        return start_of(terms, at)

    def step(self, parent: Parent) -> Step:
        """Shoot, or wait for what is worth it."""
        common, own = read(parent.params, SniperParams, TAKES)
        reaction = Reaction(parent, common)
        outside = reaction.outside()
        if outside is not None or reaction.quote is None:
            return outside or Step()
        return reaction.then(_looked(reaction, reaction.quote, own))


def _looked(reaction: Reaction, quote: Quote, own: SniperParams) -> Step:
    parent, side = reaction.parent, reaction.side
    look_at = parent.at + nanos(own.look_s)
    cools_until = int(parent.state.memory.get("cools_until", 0))
    if parent.at < cools_until:
        return Step(wake_at=cools_until)
    if parent.open:
        # a shot that nobody has answered yet
        return Step(wake_at=look_at)
    price, limit = f.far(quote, side), parent.order.limit_price
    if limit is None or not slices.is_at_or_better(parent, price, limit):
        return _asleep(parent, side, limit)
    size = quote.ask_size if side is Side.BUY else quote.bid_size
    qty = min(reaction.most, round_down(size * own.share, parent.listing.lot))
    if size < own.size_min or qty <= ZERO:
        note = f"the price is good, and waits for {plain(own.size_min)} to be displayed"
        return Step(wake_at=look_at, memory=f.remembered(parent, note=note))
    cools_until = parent.at + nanos(own.cool_down_s)
    note = f"takes {plain(qty)} of {plain(size)} at {plain(price)}"
    memory = f.remembered(parent, cools_until=cools_until, note=note)
    return Step((slices.at_or_better(parent, qty, price),), wake_at=cools_until, memory=memory)


def _asleep(parent: Parent, side: Side, limit: Decimal | None) -> Step:
    source = f.far_source(side)
    band = Band(source, low=limit) if side is Side.BUY else Band(source, high=limit)
    told = "" if limit is None else plain(limit)
    note = f"sleeps until {source} is {told} or better"
    return Step(bands=(band,), memory=f.remembered(parent, note=note))
