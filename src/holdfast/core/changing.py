"""Cancels and replaces of what is open; a cancel is never blocked by a limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from holdfast.core.amending import amend
from holdfast.core.entitled import may_not_trade
from holdfast.core.ledger import Ledger, Order
from holdfast.core.lifecycle import is_legal
from holdfast.core.parents import end_if_idle
from holdfast.core.policy import Policies
from holdfast.core.submitting import change
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.messages.underway import AmendParent
from holdfast.model.order import OrderStatus

_IDLE = (OrderStatus.NEW, OrderStatus.PARTIALLY_FILLED)


def cancel(
    ledger: Ledger, command: c.CancelOrder, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Cancel one order; a parent stops and its children are cancelled with it."""
    order = ledger.orders.get(command.order_id)
    if order is None:
        return (_refused(command.order_id, Reason.UNKNOWN_ORDER, "is not known"),)
    if not order.is_open:
        return (_refused(order.id, Reason.ORDER_CLOSED, f"is {order.status}"),)
    return cancel_order(ledger, order)


def cancel_all(
    ledger: Ledger, command: c.CancelAll, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Cancel what is open in scope; exits of a bracket too, since they were asked for by scope."""
    for order_id in tuple(ledger.open_orders):
        order = ledger.orders[order_id]
        if order.is_open and _in_scope(order, command):
            yield from cancel_order(ledger, order)


def cancel_order(ledger: Ledger, order: Order) -> Iterator[e.Event]:
    """Send the cancel, unless one is on its way; parents stop and cancel their children."""
    if order.id in ledger.parents:
        if order.status is not OrderStatus.PENDING_CANCEL:
            yield e.ParentStopping(order.id, OrderStatus.CANCELED, "canceled on request")
        for child_id in tuple(ledger.parents[order.id].open_children):
            yield from cancel_order(ledger, ledger.orders[child_id])
        yield from end_if_idle(ledger, order.id)
    elif order.status is not OrderStatus.PENDING_CANCEL:
        if order.terms.exit_of and not ledger.brackets[order.terms.exit_of].ended:
            yield e.BracketEnded(order.terms.exit_of, f"exit {order.id} canceled on request")
        yield e.CancelSent(order.id)


def replace(
    ledger: Ledger, command: c.ReplaceOrder, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Send a change that the gate has passed; one at a time for an order.

    The order stays that of who is behind it, and who changes it must be entitled like them.
    """
    order = ledger.orders.get(command.order_id)
    if order is None:
        return (_refused(command.order_id, Reason.UNKNOWN_ORDER, "is not known"),)
    if order.id in ledger.parents:
        asked = (command.qty, command.limit_price, command.stop_price)
        told = AmendParent(order.id, *asked, principal=command.principal)
        return amend(ledger, told, stamp, policies)
    refusal = may_not_trade(ledger, command.principal, order.terms.account)
    if refusal is not None:
        return (e.RequestRefused(order.id, (refusal,)),)
    unfit = _unfit(ledger, order, command)
    if unfit is not None:
        return (unfit,)
    qty = order.qty if command.qty is None else command.qty
    limit = order.limit_price if command.limit_price is None else command.limit_price
    stop = order.stop_price if command.stop_price is None else command.stop_price
    if (qty, limit, stop) == (order.qty, order.limit_price, order.stop_price):
        return (_refused(order.id, Reason.NOTHING_TO_DO, "already is so"),)
    if qty <= order.cum_qty:
        rule = f"cannot shrink to {qty}, {order.cum_qty} is filled"
        return (_refused(order.id, Reason.INVALID_ORDER, rule),)
    return change(ledger, order, (qty, limit, stop), stamp, policies)


def _unfit(ledger: Ledger, order: Order, command: c.ReplaceOrder) -> e.Event | None:
    """Refuse what no gate need weigh: an order that cannot change now, or numbers that are none."""
    if not order.is_open:
        return _refused(order.id, Reason.ORDER_CLOSED, f"is {order.status}")
    rule = _unchangeable(ledger, order, command)
    if rule:
        return _refused(order.id, Reason.UNSUPPORTED, rule)
    if order.status not in _IDLE or not is_legal(order.status, e.ReplaceSent):
        return _refused(order.id, Reason.ORDER_PENDING, f"is {order.status}")
    if order.pending_qty is not None:
        # a cancel that was refused leaves the change before it unanswered, and both could come true
        return _refused(order.id, Reason.ORDER_PENDING, "waits for the answer to a change")
    for field in ("qty", "limit_price", "stop_price"):
        number: Decimal | None = getattr(command, field)
        if number is not None and not number.is_finite():
            detail = f"{field} {number} must be a number"
            return e.RequestRefused(order.id, (Refusal(Reason.INVALID_ORDER, detail, field),))
    return None


def _unchangeable(ledger: Ledger, order: Order, command: c.ReplaceOrder) -> str:
    """Say whose the order is to change, where it is not the caller's."""
    if order.terms.parent_id:
        return f"is a slice that {order.terms.parent_id} works"
    if order.terms.exit_of and command.qty is not None:
        return f"is an exit, sized to what {order.terms.exit_of} has filled"
    return ""


def _in_scope(order: Order, command: c.CancelAll) -> bool:
    terms = order.terms
    return (
        command.account in ("", terms.account)
        and command.instrument in ("", terms.instrument)
        and command.strategy in ("", terms.strategy)
    )


def _refused(order_id: str, code: Reason, rule: str) -> e.Event:
    return e.RequestRefused(order_id, (Refusal(code, f"order {order_id} {rule}", "order_id"),))
