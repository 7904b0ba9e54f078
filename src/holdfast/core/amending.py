"""Parents under way: paused, resumed and amended by whoever may trade for them.

A parent never comes to less than it has given out: its children could still trade that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

import msgspec

from holdfast.core.entitled import may_not_trade
from holdfast.core.ledger import Ledger, Order
from holdfast.core.lists import HELD
from holdfast.core.policy import Policies
from holdfast.core.refusing import pending, refused, unless_finite
from holdfast.core.submitting import change_parent
from holdfast.core.winding_up import pull
from holdfast.messages import events as e
from holdfast.messages import underway as u
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.ids import OrderId, PrincipalId
from holdfast.model.numbers import plain
from holdfast.model.order import Param, Tactic


def pause(
    ledger: Ledger, command: u.PauseOrder, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Stop asking the algo; who pauses twice is told so, and may still have children cancelled."""
    order = _parent(ledger, command.order_id, command.principal)
    if not isinstance(order, Order):
        yield order
        return
    if order.terms.exit_of:
        yield refused(order.id, Reason.UNSUPPORTED, f"protects {order.terms.exit_of}")
        return
    state = ledger.parents[order.id]
    pulled = tuple(state.open_children) if command.cancel_children else ()
    if state.paused and not pulled:
        yield refused(order.id, Reason.NOTHING_TO_DO, "is paused already")
        return
    if not state.paused:
        yield u.ParentPaused(order.id, command.principal)
        yield e.ParentScheduled(order.id, None, ())
    for child_id in pulled:
        yield from pull(ledger, ledger.orders[child_id], "its parent is paused")


def resume(
    ledger: Ledger, command: u.ResumeOrder, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Ask the algo again, as soon as this is durable."""
    order = _parent(ledger, command.order_id, command.principal)
    if not isinstance(order, Order):
        yield order
    elif not ledger.parents[order.id].paused:
        yield refused(order.id, Reason.NOTHING_TO_DO, "is not paused")
    else:
        yield u.ParentResumed(order.id, command.principal)
        yield e.ParentScheduled(order.id, stamp.at, ())


def amend(
    ledger: Ledger, command: u.AmendParent, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Change what a parent asks for, through the gate, and have its algo asked at once."""
    order = _parent(ledger, command.order_id, command.principal)
    if not isinstance(order, Order):
        return (order,)
    whose = whose_it_is(order, command.qty)
    if whose:
        return (refused(order.id, Reason.UNSUPPORTED, whose),)
    refusal = unless_finite(command)
    if refusal is not None:
        return (refusal,)
    terms = _amended(ledger, order, command)
    if terms is None:
        return (refused(order.id, Reason.INVALID_TACTIC, "has no tactic to amend", "params"),)
    if terms == _amended(ledger, order, u.AmendParent(order.id)):
        return (refused(order.id, Reason.NOTHING_TO_DO, "already is so"),)
    overrun = _overrun(ledger, order, terms.qty)
    if overrun is not None:
        return (e.RequestRefused(order.id, (overrun,)),)
    return _asked_again(ledger, order, change_parent(ledger, order, terms, stamp, policies), stamp)


def whose_it_is(order: Order, qty: Decimal | None) -> str:
    """Say whose the order is to change, where it is not the caller's."""
    if order.terms.parent_id:
        return f"is a slice that {order.terms.parent_id} works"
    if order.terms.exit_of and qty is not None:
        return f"is an exit, sized to what {order.terms.exit_of} has filled"
    return ""


def _asked_again(
    ledger: Ledger, order: Order, changes: tuple[e.Event, ...], stamp: Stamp
) -> Iterator[e.Event]:
    yield from changes
    state = ledger.parents[order.id]
    if isinstance(changes[0], u.ParentAmended) and not state.paused:
        yield e.ParentScheduled(order.id, stamp.at, state.bands)


def _parent(ledger: Ledger, order_id: OrderId, principal: PrincipalId) -> Order | e.RequestRefused:
    """Find an open parent that this principal may trade, or say why not."""
    order = ledger.orders.get(order_id)
    if order is None:
        return refused(order_id, Reason.UNKNOWN_ORDER, "is not known")
    refusal = may_not_trade(ledger, principal, order.terms.account)
    if refusal is not None:
        return e.RequestRefused(order_id, (refusal,))
    if not order.is_open:
        return refused(order_id, Reason.ORDER_CLOSED, f"is {order.status}")
    if order_id not in ledger.parents:
        return refused(order_id, Reason.UNSUPPORTED, "is no parent: the venue works it")
    if ledger.parents[order_id].algo == HELD:
        return refused(order_id, Reason.UNSUPPORTED, "is held by its list")
    if order_id in ledger.spreads.of:
        return refused(order_id, Reason.UNSUPPORTED, "is a leg, worked with its multi-leg order")
    if ledger.parents[order_id].ending is not None:
        return pending(order)
    return order


def _amended(ledger: Ledger, order: Order, command: u.AmendParent) -> SubmitOrder | None:
    """Write a parent as it would be, as an order of its own; None for params without a tactic."""
    tactic = ledger.parents[order.id].tactic or order.terms.tactic
    if command.params:
        if tactic is None:
            return None
        params: dict[str, Param] = {**tactic.params, **command.params}
        tactic = Tactic(tactic.name, params)
    return msgspec.structs.replace(
        order.terms,
        qty=order.qty if command.qty is None else command.qty,
        limit_price=order.limit_price if command.limit_price is None else command.limit_price,
        stop_price=order.stop_price if command.stop_price is None else command.stop_price,
        tactic=tactic,
        client_order_id="",
    )


def _overrun(ledger: Ledger, order: Order, qty: Decimal) -> Refusal | None:
    committed = ledger.parents[order.id].committed
    # what an emulator has out it calls back
    if (qty >= committed or order.terms.tactic is None) and qty > order.cum_qty:
        return None
    detail = (
        f"order {order.id} has given out {plain(committed)}, {plain(order.cum_qty)} of it filled"
    )
    if qty > order.cum_qty:
        detail += ": pause it with its children cancelled first"
    return Refusal(Reason.PARENT_OVERRUN, detail, "qty", qty, committed)
