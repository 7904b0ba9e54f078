"""How orders end, and what that means for their parents and brackets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from holdfast.core.brackets import PUT_ANEW, is_worn_out, protect
from holdfast.core.ledger import Ledger, Order
from holdfast.core.lineage import root_of
from holdfast.core.making_way import came_back
from holdfast.core.policy import Policies
from holdfast.core.questions import Ending
from holdfast.core.strange import worded
from holdfast.core.unreached import exits_in_vain, never_left
from holdfast.core.winding_up import asked_soon, end_if_idle
from holdfast.messages import events as e
from holdfast.messages import links as n
from holdfast.messages.stamp import Stamp
from holdfast.model.ids import OrderId
from holdfast.model.order import OrderStatus as S

NEVER_ARRIVED = "NEVER_ARRIVED"
Over = e.OrderCanceled | e.OrderExpired


def ended(
    ledger: Ledger, order: Order, event: e.Event, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    terms = order.terms
    if not terms.parent_id and not terms.exit_of and order.cum_qty <= order.qty:
        return (event,)
    return _ended_linked(ledger, order, event, stamp, policies)


def ended_after_fills(
    ledger: Ledger, order: Order, over: Over, cum_qty: Decimal, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Keep an order that is over until all is known that it has traded, and ask for that.

    Of an exit what did not trade is covered at once by another.
    """
    known = ledger.questions.ending.get(order.id)
    if known is not None and cum_qty <= known.cum_qty:
        return
    status = S.CANCELED if isinstance(over, e.OrderCanceled) else S.EXPIRED
    yield n.EndAwaitsFills(order.id, status, over.detail, cum_qty)
    yield e.QuerySent(order.id, stamp.seq)
    if order.terms.exit_of and not is_worn_out(ledger, order):
        yield from protect(ledger, order.terms.exit_of, stamp, policies)


def end_if_told(
    ledger: Ledger, order_id: OrderId, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """End an order that was over already once all is known that it has traded."""
    ending = ledger.questions.ending.get(order_id)
    order = ledger.orders[order_id]
    if ending is not None and order.cum_qty >= ending.cum_qty:
        yield from end_as_told(ledger, order, ending, stamp, policies)


def end_as_told(
    ledger: Ledger, order: Order, ending: Ending, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """End an order as its venue said that it had."""
    is_canceled = ending.status is S.CANCELED
    kind = e.OrderCanceled if is_canceled else e.OrderExpired
    yield from ended(ledger, order, kind(order.id, ending.detail), stamp, policies)


def _ended_linked(
    ledger: Ledger, order: Order, event: e.Event, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    yield event
    yield from flag_excess(order)
    terms = order.terms
    if terms.parent_id:
        yield from end_if_idle(ledger, terms.parent_id)
        yield from asked_soon(ledger, order, stamp, policies)
        yield from parent_over(ledger, order, stamp, policies)
    elif terms.exit_of:
        yield from _exit_over(ledger, order, event, stamp, policies)


def parent_over(
    ledger: Ledger, order: Order, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Protect anew what an exit was for that the desk worked, if it has just ended without."""
    root = root_of(ledger, order)
    if root.is_open:
        yield from came_back(ledger, root, stamp, policies)
        return
    state = ledger.parents[root.id]
    if not root.terms.exit_of or root.updated_at != stamp.at:
        return
    if state.ending_detail == PUT_ANEW:
        yield from protect(ledger, root.terms.exit_of, stamp, policies)
    elif state.ending is not None:
        ended_now = e.ParentEnded(root.id, state.ending, state.ending_detail)
        yield from _exit_over(ledger, root, ended_now, stamp, policies)


def _exit_over(
    ledger: Ledger, order: Order, event: e.Event, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Send another exit in place of one that is over, unless a no was the reason."""
    terms = order.terms
    if never_left(ledger, order) and not ledger.brackets[terms.exit_of].ended:
        yield from _could_not_leave(ledger, order, event)
    elif _was_lost(order, event) and not is_worn_out(ledger, order):
        yield from protect(ledger, terms.exit_of, stamp, policies)
    elif order.status is not S.FILLED:
        # a venue that will not have the exit would refuse it again
        yield e.DiscrepancyFound(terms.exit_of, f"exit {order.id} ended", worded(event))


def _could_not_leave(ledger: Ledger, order: Order, event: e.Event) -> Iterator[e.Event]:
    """Have an exit that could not leave sent later; a person is told of the first in a row."""
    entry_id = order.terms.exit_of
    if exits_in_vain(ledger, entry_id) <= 1:
        yield e.DiscrepancyFound(entry_id, f"exit {order.id} could not leave", worded(event))
    yield from postponed(ledger, entry_id)


def postponed(ledger: Ledger, entry_id: str) -> Iterator[e.Event]:
    """Have the exits of an entry brought in line later, unless that is to come already."""
    if entry_id not in ledger.questions.exits:
        yield n.ExitsPostponed(entry_id)


def _was_lost(order: Order, event: e.Event) -> bool:
    """Tell whether an exit is gone without a no: then another may take its place."""
    if isinstance(event, e.OrderRejected):
        # proof that it never left, as after a crash, says nothing against sending another
        return event.code == NEVER_ARRIVED
    return order.status in (S.CANCELED, S.EXPIRED)


def flag_excess(order: Order) -> Iterator[e.Event]:
    """Flag what traded while a change was in flight and is more than the order came to have."""
    if order.cum_qty > order.qty and not order.overfilled:
        yield e.OrderOverfilled(order.id, order.cum_qty - order.qty)


def then_protect(
    ledger: Ledger, order: Order, event: e.Event, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    yield event
    yield from protect(ledger, order.terms.exit_of, stamp, policies)
