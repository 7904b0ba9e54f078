"""Close: part of the parent before the closing auction, the rest in it.

Until `cutoff_s` before the close of the session it follows a schedule of equal slices. Then what
rests is pulled, and all that is left goes as one on-close order. What that cannot be (the venue
takes no such orders, or refuses this one) crosses the spread in the last seconds before the close.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum

import msgspec

from holdfast.algos.common import slices
from holdfast.algos.common.clock import clock_of, slices_faults
from holdfast.algos.common.pace import PULL_NS, PULLS_MAX_NS, over, paced, pulls, resting, scheduled
from holdfast.algos.common.params import (
    EVERY,
    Common,
    Fault,
    fault,
    judged,
    read,
    start_of,
)
from holdfast.core.working import Parent, Step
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Refusal
from holdfast.model.instrument import Listing
from holdfast.model.numbers import ONE, ZERO, Nanos, ratio, round_down
from holdfast.model.order import OrderType, Param, TimeInForce
from holdfast.model.times import SECOND_NS, rfc3339

# its end is the close, and what is left then is what the auction left
TAKES = tuple(name for name in EVERY if name not in ("duration_s", "at_end", "continue_s"))
CUTOFF_MAX_S = 4 * 3600
AUCTION_S = 300  # so long after the close fills of its auction are waited for


class Auction(StrEnum):
    """How the rest takes part in the close: by an on-close order, or just before it."""

    ON_CLOSE = "on_close"
    CROSS = "cross"


class CloseParams(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`auction_share` is the fraction left to the auction; times are seconds before the close."""

    slices: int = 0  # 0: one a minute, at least 2
    auction_share: Decimal = Decimal("0.5")
    auction: Auction = Auction.ON_CLOSE
    cutoff_s: int = 600  # venues take no on-close orders after it
    cross_s: int = 10


class Close:
    """Into the closing auction."""

    on_child = False

    def check(self, terms: SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
        """Name each parameter that is wrong by its path."""
        given, faults = judged(terms, listing, CloseParams, TAKES)
        if given is None:
            return faults
        common, own = given
        found = [fault(*each) for each in _faults(own)]
        if not common.end and not listing.calendar:
            rule = f"is needed: {listing.venue} lists {listing.instrument} without a calendar"
            found.append(fault("end", rule))
        return (*faults, *slices_faults(own.slices), *found)

    def start_at(self, terms: SubmitOrder, at: Nanos) -> Nanos:
        """Begin where the parameters say."""
        return start_of(terms, at)

    def step(self, parent: Parent) -> Step:
        """Follow the schedule up to the cutoff, then leave the rest to the auction."""
        common, own = read(parent.params, CloseParams, TAKES)
        closes = _closes(parent, common)
        if closes is None:
            return Step(ended=f"no session of {parent.listing.calendar} is known to close")
        begin = common.begins(parent.order.created_at)
        if parent.at < begin:
            return Step(wake_at=begin)
        cutoff = closes - own.cutoff_s * SECOND_NS
        if parent.at < cutoff:
            return _before(parent, common, own, cutoff)
        return _at_close(parent, common, own, cutoff, closes)


def _before(parent: Parent, common: Common, own: CloseParams, cutoff: Nanos) -> Step:
    until = msgspec.structs.replace(common, end=rfc3339(cutoff))
    clock = clock_of(parent, until, own.slices)
    if own.auction_share == ONE:
        return Step(wake_at=cutoff)
    whole = parent.order.qty * (ONE - own.auction_share)
    lot = parent.listing.lot
    part = scheduled(parent, clock, lambda count: ratio(Decimal(count), Decimal(clock.slices)))

    def target(count: int) -> Decimal:
        return round_down(ratio(part(count) * whole, parent.order.qty), lot)

    return paced(parent, until, clock, target)


def _at_close(
    parent: Parent, common: Common, own: CloseParams, cutoff: Nanos, closes: Nanos
) -> Step:
    """Give the auction all that is left, once; cross in the last seconds what it has not got."""
    at = parent.at
    if at >= closes + AUCTION_S * SECOND_NS:
        return over(parent)
    cross_at = closes - own.cross_s * SECOND_NS
    free = parent.order.qty - parent.state.committed
    pulled = pulls(parent)
    if at >= closes:
        return Step(wake_at=closes + AUCTION_S * SECOND_NS)
    if pulled or (resting(parent) and at < cutoff + PULLS_MAX_NS):
        return Step(cancels=pulled, wake_at=min(at + PULL_NS, closes))
    if at >= cross_at:
        children = (slices.aggressive(parent, free),) if free > ZERO else ()
        return Step(children, wake_at=min(at + PULL_NS, closes))
    memory: dict[str, Param] = dict(parent.state.memory)
    if free <= ZERO or own.auction is Auction.CROSS or "auction" in memory:
        return Step(wake_at=cross_at)
    memory["auction"] = at
    return Step((_on_close(parent, free),), wake_at=cross_at, memory=memory)


def _on_close(parent: Parent, qty: Decimal) -> SubmitOrder:
    limit = parent.order.limit_price
    return msgspec.structs.replace(
        slices.aggressive(parent, qty),
        type=OrderType.MARKET_ON_CLOSE if limit is None else OrderType.LIMIT_ON_CLOSE,
        time_in_force=TimeInForce.DAY,
        max_slippage_bps=None,
        extended_hours=False,  # the auction is in the regular session
    )


def _closes(parent: Parent, common: Common) -> Nanos | None:
    """Return the close that it works into: the end that is told, else the session's."""
    begin = common.begins(parent.order.created_at)
    told = common.ends(begin)
    if told is not None:
        return told
    return next((each.closes for each in parent.sessions if each.closes > begin), None)


def _faults(own: CloseParams) -> Iterator[Fault]:
    share = own.auction_share
    if not share.is_finite() or not 0 <= share <= 1:
        yield "auction_share", f"{share} must be 0 to 1"
    if not 1 <= own.cutoff_s <= CUTOFF_MAX_S:
        yield "cutoff_s", f"{own.cutoff_s} must be 1 to {CUTOFF_MAX_S}"
    if not 1 <= own.cross_s <= own.cutoff_s:
        yield "cross_s", f"{own.cross_s} must be 1 to cutoff_s {own.cutoff_s}"
