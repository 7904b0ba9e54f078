"""Orders for the open and the close, held here until just after the one or before the other.

The desk has no seat in the auction of a venue that offers none: it trades in the last seconds
before the close, or in the first after the open, for as long as is set here.
"""

from __future__ import annotations

from msgspec.structs import replace

from holdfast.core.emulating import Emulator, Wanted, session_of, without, worked
from holdfast.core.working import Parent, Step
from holdfast.model.numbers import Nanos
from holdfast.model.order import OrderStatus, OrderType, TimeInForce
from holdfast.model.times import SECOND_NS

CLOSE_LEAD_NS = 10 * SECOND_NS  # so long before the close it leaves
OPEN_LASTS_NS = 30 * SECOND_NS  # so long after the open it may trade

_TYPES = {
    OrderType.MARKET_ON_CLOSE: OrderType.MARKET,
    OrderType.LIMIT_ON_CLOSE: OrderType.LIMIT,
}


class Auction(Emulator):
    """What was asked for after its moment is for the next session."""

    def step(self, parent: Parent) -> Step:
        """Wait for the moment, then give out the order as a plain one of the day."""
        window = window_of(parent)
        if window is None:
            return Step(ended="no session is known for it", ended_as=OrderStatus.EXPIRED)
        begins, ends = window
        if parent.at >= ends:
            return Step(ended=f"{parent.order.terms.time_in_force} is over")
        if parent.at < begins:
            return Step(wake_at=begins)
        terms = parent.order.terms
        kind = _TYPES.get(terms.type, terms.type)
        wanted = without(parent, type=kind, time_in_force=TimeInForce.DAY)
        step = worked(parent, Wanted(wanted), parent.state.memory)
        return step if step.ended else _by(step, ends)


def window_of(parent: Parent) -> tuple[Nanos, Nanos] | None:
    """Return when it may trade: from, and until; None where no session to come is known."""
    terms, made_at = parent.order.terms, parent.order.created_at
    if terms.time_in_force is TimeInForce.OPG:
        session = next((each for each in parent.sessions if each.opens >= made_at), None)
        return None if session is None else (session.opens, session.opens + OPEN_LASTS_NS)
    session = session_of(parent)
    return None if session is None else (session.closes - CLOSE_LEAD_NS, session.closes)


def _by(step: Step, ends: Nanos) -> Step:
    wake_at = ends if step.wake_at is None else min(step.wake_at, ends)
    return replace(step, wake_at=wake_at)
