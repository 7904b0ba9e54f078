"""Times in force that a venue lacks, kept here: the desk cancels what is out when they are over."""

from __future__ import annotations

from msgspec.structs import replace

from holdfast.core.emulating import (
    Emulator,
    Wanted,
    goal,
    is_expired,
    lasting,
    over,
    renewed_at,
    without,
    worked,
)
from holdfast.core.protected import on_the_wire
from holdfast.core.working import Parent, Step
from holdfast.model.order import OrderStatus, TimeInForce
from holdfast.model.times import SECOND_NS

# how often it is looked whether the venue has an order, and how long its word is waited for
LOOK_NS = SECOND_NS // 20
UNHEARD_NS = SECOND_NS


class Timed(Emulator):
    """DAY and GTD are cancelled at their end, IOC at once, and GTC is sent anew each day.

    A market order that may not slip is an IOC with a limit.
    """

    def step(self, parent: Parent) -> Step:
        """Give out the order with a time in force that the venue has, and watch the clock."""
        if is_expired(parent):
            return over(parent)
        terms, memory = parent.order.terms, dict(parent.state.memory)
        is_protected = terms.max_slippage_bps is not None
        is_at_once = terms.time_in_force is TimeInForce.IOC or is_protected
        if is_at_once and parent.open:
            child = parent.open[-1]
            if child.status is OrderStatus.SENT and parent.at < child.created_at + UNHEARD_NS:
                # a cancel that overtakes the order would let it trade nothing at all
                return Step(wake_at=parent.at + LOOK_NS)
            left = goal(parent.order) - parent.order.cum_qty
            why = "max_slippage_bps" if is_protected else "IOC"
            return Step(ended=f"{why}: {left} did not trade at once", ended_as=OrderStatus.CANCELED)
        last = parent.last
        is_lasting = terms.time_in_force is TimeInForce.GTC and not parent.open
        if is_lasting and last is not None and last.status is OrderStatus.EXPIRED:
            at = renewed_at(parent.hours, last.updated_at)
            if at > parent.at:
                return Step(wake_at=at)
            memory = {"given": str(parent.order.cum_qty), "kids": -1}
        kept = without(parent, expire_at=None)
        if is_protected:
            limited = on_the_wire(kept, parent.order.arrival_price, parent.listing.tick)
            kept = replace(limited, max_slippage_bps=None)
        wanted = replace(kept, time_in_force=lasting(parent.abilities.times_for(terms.qty)))
        return worked(parent, Wanted(wanted), memory)
