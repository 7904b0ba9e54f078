"""Changes of what is open, one at a time, by callers; what venues answer is in `changed`."""

from __future__ import annotations

from collections.abc import Iterable

from holdfast.core.amending import amend, whose_it_is
from holdfast.core.chains import CHAIN_IDS_MAX
from holdfast.core.entitled import may_not_trade
from holdfast.core.ledger import Ledger, Order
from holdfast.core.policy import Policies
from holdfast.core.refusing import id_conflict, pending, refused, unless_finite
from holdfast.core.siblings import list_of
from holdfast.core.wishes import ask, is_full, named, queue
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages.refusals import Reason
from holdfast.messages.stamp import Stamp
from holdfast.messages.underway import AmendParent
from holdfast.model.contingency import Contingency
from holdfast.model.order import OrderStatus

_CHANGEABLE = (OrderStatus.NEW, OrderStatus.PARTIALLY_FILLED, OrderStatus.PENDING_REPLACE)


def replace(
    ledger: Ledger, command: c.ReplaceOrder, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Send a change that the gate has passed; one at a time for an order, and one may wait.

    The order stays that of who is behind it, and who changes it must be entitled like them.
    """
    order = ledger.orders.get(command.order_id)
    if order is None:
        return (refused(command.order_id, Reason.UNKNOWN_ORDER, "is not known"),)
    if command.client_order_id:
        known = ledger.accounts[order.terms.account].client_ids.get(command.client_order_id)
        if known is not None:
            return _again(ledger, command, known)
    if order.id in ledger.parents:
        return _amended(ledger, order, command, stamp, policies)
    refusal = may_not_trade(ledger, command.principal, order.terms.account)
    if refusal is not None:
        return (e.RequestRefused(order.id, (refusal,)),)
    unfit = _unfit(ledger, order, command)
    if unfit is not None:
        return (unfit,)
    if order.pending_qty is not None:
        return named(command, queue(ledger, order, command, stamp, policies))
    return named(command, ask(ledger, order, command, stamp, policies))


def _amended(
    ledger: Ledger, order: Order, command: c.ReplaceOrder, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Change a parent, which the desk works itself: it is done at once."""
    if command.time_in_force is not None or command.expire_at is not None:
        rule = "is a parent, and keeps its time in force"
        return (refused(order.id, Reason.UNSUPPORTED, rule),)
    if command.client_order_id and is_full(ledger, order.id):
        return (_full(order),)
    asked = (command.qty, command.limit_price, command.stop_price)
    told = AmendParent(order.id, *asked, principal=command.principal)
    return named(command, amend(ledger, told, stamp, policies))


def _again(ledger: Ledger, command: c.ReplaceOrder, known: str) -> Iterable[e.Event]:
    """Answer a change that was taken before; another under its id is a conflict."""
    chain = ledger.chains.of.get(command.order_id)
    link = None if chain is None else chain.links.get(command.client_order_id)
    if link is not None and link.change == command:
        return ()
    return (id_conflict(command.client_order_id, known),)


def _unfit(ledger: Ledger, order: Order, command: c.ReplaceOrder) -> e.Event | None:
    """Refuse what no gate need weigh: an order that cannot change now, or numbers that are none."""
    if not order.is_open:
        return refused(order.id, Reason.ORDER_CLOSED, f"is {order.status}")
    rule = whose_it_is(order, command.qty) or _sized_by_list(ledger, order, command)
    if rule:
        return refused(order.id, Reason.UNSUPPORTED, rule)
    if order.status not in _CHANGEABLE:
        return pending(order)
    refusal = unless_finite(command)
    if refusal is not None:
        return refusal
    if command.client_order_id and is_full(ledger, order.id):
        return _full(order)
    return None


def _sized_by_list(ledger: Ledger, order: Order, command: c.ReplaceOrder) -> str:
    siblings = list_of(ledger, order)
    if siblings is not None and siblings.contingency is Contingency.OUO and command.qty is not None:
        return "is of an OUO, sized to what its siblings have filled"
    return ""


def _full(order: Order) -> e.Event:
    return refused(order.id, Reason.CHAIN_FULL, f"has had {CHAIN_IDS_MAX} named changes")
