"""What emulators share: what they give out, what becomes of it, and how long it may last.

An emulator gives out the order that was asked for without the one thing that it stands for. What
it has given out stands in its memory, noted with the child: so nothing is given out twice,
whatever the gate, the venue or a restart make of it.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec
from msgspec.structs import replace

from holdfast.core.hours import session_at
from holdfast.core.ledger import Order
from holdfast.core.trailed import own_stop
from holdfast.core.working import Amend, Parent, Step
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Refusal
from holdfast.model.calendar import Session
from holdfast.model.instrument import Listing
from holdfast.model.numbers import ZERO, Nanos, plain
from holdfast.model.order import OrderRole, OrderStatus, Param, TimeInForce
from holdfast.model.times import SECOND_NS

# a child that the gate refused never left: it is tried again, after so long, doubled each time
RETRY_NS = SECOND_NS
REFUSED_MAX = 5
# a child that waits for the venue's answer is looked at again
RECHECK_NS = SECOND_NS // 10

_GIVEN, _KIDS, _TRIES, _RECALLED = "given", "kids", "tries", "recalled"
_DONE = "it has filled what was left of it"
_CANCELED = OrderStatus.CANCELED
_FILLED = OrderStatus.FILLED
_LASTS_A_DAY = (TimeInForce.DAY, TimeInForce.CLS)
_LASTING = (TimeInForce.GTC, TimeInForce.DAY)
# a day's order that stands for one without an end is sent anew after so long, or as a session opens
RENEW_NS = SECOND_NS


class Emulator:
    """The part of the contract that every emulator keeps in the same way.

    It is asked at once, and right after each of its children fills or ends.
    """

    on_child = True

    def check(self, terms: SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
        """Find no fault: an emulated order has no parameters of its own."""
        return ()

    def start_at(self, terms: SubmitOrder, at: Nanos) -> Nanos:
        """Begin at once."""
        return at


class Wanted(msgspec.Struct, frozen=True, gc=False):
    """The order that shall be out: its terms, and how much of it at a time, all where None."""

    terms: SubmitOrder
    at_a_time: Decimal | None = None


def without(parent: Parent, **changes: object) -> SubmitOrder:
    """Write what an emulator gives out: its order as it is now, but for what it stands for.

    The exits stay with the order that was asked for; of an exit the child closes for it.
    """
    order, terms = parent.order, parent.order.terms
    taken: dict[str, object] = {
        "limit_price": order.limit_price,
        "stop_price": order.stop_price,
        "client_order_id": "",
        "take_profit": None,
        "stop_loss": None,
        "stop_loss_limit": None,
        "bracket": None,
        "parent_id": order.id,
        "role": terms.role if terms.exit_of else OrderRole.SLICE,
        "quote_qty": None,
        "target_position": None,
        "list_id": "",
        **changes,
    }
    return replace(terms, **taken)


def goal(order: Order) -> Decimal:
    """Return how much is wanted of an order: a change that waits for its child counts already."""
    return order.qty if order.pending_qty is None else order.pending_qty


# --- how long it may last -------------------------------------------------------------


def session_of(parent: Parent) -> Session | None:
    """Return the session that an order was made in or for; None where none is known.

    That of an order with extended hours is the whole day.
    """
    made_at = parent.order.created_at
    now = session_at(parent.hours, made_at)
    return now or next((each for each in parent.hours if each.opens > made_at), None)


def expires_at(parent: Parent) -> Nanos | None:
    """Return when an order that the desk holds is over; None where it lasts until it is cancelled.

    A DAY without sessions has no end, as at a venue that trades round the clock.
    """
    terms = parent.order.terms
    if terms.time_in_force is TimeInForce.GTD:
        return terms.expire_at
    if terms.time_in_force in _LASTS_A_DAY:
        session = session_of(parent)
        return None if session is None else session.closes
    return None


def lasting(times: tuple[TimeInForce, ...]) -> TimeInForce:
    """Return the longest of these times in force that an order may rest for."""
    return next((each for each in _LASTING if each in times), TimeInForce.DAY)


def renewed_at(hours: tuple[Session, ...], ended_at: Nanos) -> Nanos:
    """Say when an order that ended with its day is sent anew: as the next session opens."""
    opens = (each.opens for each in hours if each.closes > ended_at)
    return max(next(opens, 0), ended_at + RENEW_NS)


def is_expired(parent: Parent) -> bool:
    at = expires_at(parent)
    return at is not None and at <= parent.at


def over(parent: Parent) -> Step:
    """End an order whose time is over; what it has out is cancelled."""
    return Step(ended=f"{parent.order.terms.time_in_force} is over")


def until_expiry(parent: Parent, step: Step) -> Step:
    """Have the emulator asked when the order's time is over, if not before."""
    at = expires_at(parent)
    if at is None or step.ended or (step.wake_at is not None and step.wake_at <= at):
        return step
    return replace(step, wake_at=at)


# --- what is given out ----------------------------------------------------------------


def worked(parent: Parent, wanted: Wanted, memory: dict[str, Param]) -> Step:
    """Give out what is wanted and was not given yet, and keep what is out in line with it."""
    kept = _counted(parent, dict(memory))
    if kept is None:
        tries = int(memory.get(_TRIES, 0))
        return Step(wake_at=parent.at + (RETRY_NS << tries), memory=_refused(parent, memory))
    if int(kept.get(_TRIES, 0)) > REFUSED_MAX:
        return Step(ended="what it gave out was refused each time", ended_as=_CANCELED)
    return until_expiry(parent, _given(parent, wanted, kept))


def _given(parent: Parent, wanted: Wanted, kept: dict[str, Param]) -> Step:
    target = goal(parent.order)
    given = min(_number(kept, _GIVEN), target)
    rest, is_out = target - given, bool(parent.open)
    if not is_out and _is_lost(parent, kept):
        return _fate(parent)
    if rest > ZERO and not (is_out and wanted.at_a_time is not None):
        qty = rest if wanted.at_a_time is None else min(rest, wanted.at_a_time)
        qty = min(qty, parent.order.qty - parent.state.committed)
        if qty > ZERO:
            kept |= {_GIVEN: plain(given + qty), _KIDS: len(parent.state.children)}
            # asked again at once, to see whether the gate has let it pass
            return Step((replace(wanted.terms, qty=qty),), wake_at=parent.at, memory=kept)
    if not is_out:
        return (
            _fate(parent) if parent.order.cum_qty < target else Step(ended=_DONE, ended_as=_FILLED)
        )
    kept[_GIVEN] = plain(given)
    return _kept_in_line(parent, wanted.terms, kept, parent.state.committed - target)


def _counted(parent: Parent, memory: dict[str, Param]) -> dict[str, Param] | None:
    """Settle what was given out last: None where the gate refused it and it is to wait.

    What was called back is given out anew once it is over.
    """
    last = parent.last
    if last is not None and memory.get(_RECALLED) == last.id and not last.is_open:
        back = last.qty - last.cum_qty
        memory[_GIVEN] = plain(_number(memory, _GIVEN) - back)
        del memory[_RECALLED]
        memory[_KIDS] = -1
    if memory.get(_KIDS) == len(parent.state.children):
        return None
    return memory


def _refused(parent: Parent, memory: dict[str, Param]) -> dict[str, Param]:
    """Note that the gate has refused what was given out last: it never left."""
    return {
        **memory,
        _GIVEN: plain(parent.state.committed),
        _KIDS: -1,
        _TRIES: int(memory.get(_TRIES, 0)) + 1,
    }


def _is_lost(parent: Parent, kept: dict[str, Param]) -> bool:
    last = parent.last
    return last is not None and last.status is not OrderStatus.FILLED and kept.get(_KIDS) != -1


def _fate(parent: Parent) -> Step:
    """End as the last child has ended: what a venue does not want is not sent to it again."""
    last = parent.last
    if last is None:
        return Step(ended="it has nothing to give out", ended_as=_CANCELED)
    is_expired = last.status is OrderStatus.EXPIRED
    ended_as = OrderStatus.EXPIRED if is_expired else _CANCELED
    reason = f": {last.reason}" if last.reason else ""
    return Step(ended=f"{last.id} is {last.status}{reason}", ended_as=ended_as)


def _kept_in_line(
    parent: Parent, terms: SubmitOrder, kept: dict[str, Param], surplus: Decimal
) -> Step:
    """Move and shrink what is out; where the venue does not change orders, call it back."""
    amends: list[Amend] = []
    cancels: list[str] = []
    waits = False
    for child in reversed(parent.open):
        cut = min(surplus, child.leaves_qty) if surplus > ZERO else ZERO
        surplus -= cut
        qty = child.qty - cut
        if (qty, terms.limit_price, terms.stop_price) == _asked(child):
            continue
        if not child.is_idle:
            waits = True
        elif not parent.abilities.replaces or child.reason or qty <= child.cum_qty:
            cancels.append(child.id)
            kept[_RECALLED] = child.id
        else:
            amends.append(Amend(child.id, qty, terms.limit_price, terms.stop_price))
            waits = True
    wake_at = parent.at + RECHECK_NS if waits else None
    return Step(cancels=tuple(cancels), amends=tuple(amends), wake_at=wake_at, memory=kept)


def _asked(child: Order) -> tuple[Decimal, Decimal | None, Decimal | None]:
    return child.qty, child.limit_price, own_stop(child)


def _number(memory: dict[str, Param], name: str) -> Decimal:
    return Decimal(str(memory.get(name, "0")))
