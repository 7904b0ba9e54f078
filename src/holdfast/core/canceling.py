"""Cancels of what is open, by name or by scope: none is ever blocked by a limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.core.forgetting import recall
from holdfast.core.ledger import Ledger, Order
from holdfast.core.policy import Policies
from holdfast.core.refusing import refused
from holdfast.core.winding_up import stop, stop_legs
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.numbers import Nanos
from holdfast.model.order import OrderRole, OrderStatus

CANCELED_AT_ONCE_MAX = 1_000


def cancel(
    ledger: Ledger, command: c.CancelOrder, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Cancel one order; a parent stops and its children are cancelled with it.

    What names a multi-leg order stops all of its legs.
    """
    spread = ledger.spreads.all.get(command.order_id)
    if spread is not None:
        if not spread.is_open:
            return (refused(spread.id, Reason.ORDER_CLOSED, f"is {spread.status}"),)
        return stop_legs(ledger, spread, OrderStatus.CANCELED, "canceled on request")
    order = ledger.orders.get(command.order_id)
    if order is None:
        return (refused(command.order_id, Reason.UNKNOWN_ORDER, "is not known"),)
    if not order.is_open:
        return (refused(order.id, Reason.ORDER_CLOSED, f"is {order.status}"),)
    return cancel_order(ledger, order)


def cancel_all(
    ledger: Ledger, command: c.CancelAll, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Cancel what is open in scope; exits of a bracket too, since they were asked for by scope."""
    for order_id in tuple(ledger.open_orders):
        order = ledger.orders[order_id]
        if order.is_open and _in_scope(ledger, order, command, stamp.at):
            yield from cancel_order(ledger, order)


def cancel_order(ledger: Ledger, order: Order) -> Iterator[e.Event]:
    """Send the cancel, unless one is on its way; parents stop and cancel their children."""
    entry_id = order.terms.exit_of
    is_cancelled = order.status is OrderStatus.PENDING_CANCEL
    if entry_id and not is_cancelled and not ledger.brackets[entry_id].ended:
        yield e.BracketEnded(entry_id, f"exit {order.id} canceled on request")
    if order.id in ledger.parents:
        yield from stop(ledger, order, "canceled on request")
    elif not is_cancelled:
        yield e.CancelSent(order.id)


def cancel_orders(
    ledger: Ledger, command: c.CancelOrders, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Cancel each that is open, and say of each other why not."""
    count = len(command.order_ids)
    if not 0 < count <= CANCELED_AT_ONCE_MAX:
        detail = f"order_ids must be 1 to {CANCELED_AT_ONCE_MAX}, not {count}"
        yield e.RequestRefused("", (Refusal(Reason.INVALID_ORDER, detail, "order_ids"),))
        return
    for order_id in dict.fromkeys(command.order_ids):
        yield from recall(ledger, order_id)
        yield from cancel(ledger, c.CancelOrder(order_id, command.principal), stamp, policies)


def _in_scope(ledger: Ledger, order: Order, command: c.CancelAll, at: Nanos) -> bool:
    terms = order.terms
    if terms.parent_id and command.role is not OrderRole.SLICE:
        return False
    return (
        command.account in ("", terms.account)
        and command.instrument in ("", terms.instrument)
        and command.strategy in ("", terms.strategy)
        and command.side in (None, terms.side)
        and command.venue in ("", ledger.venue_of(terms))
        and command.owner in ("", terms.principal)
        and command.type in (None, terms.type)
        and command.role in (None, terms.role)
        and (command.older_than_ns is None or at - order.created_at >= command.older_than_ns)
    )
