"""Facts of orders: sent, opened, filled, replaced, ended."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core import flow, resting, tally
from holdfast.core.arming import enlist, leave
from holdfast.core.booking import book_fill
from holdfast.core.bracket_facts import exit_traded, opened_bracket, track_bracket
from holdfast.core.exits import has_exits
from holdfast.core.governance_facts import keep_soft_blocks
from holdfast.core.ledger import TERMINAL, Ledger, Order, ParentState
from holdfast.core.lifecycle import FILLS, FOUND, WORKING, move
from holdfast.core.list_facts import joined, list_touched
from holdfast.core.must import InvariantBroken, must
from holdfast.core.parent_sizes import settle_size
from holdfast.core.reserve import (
    free_what_reduces_again,
    price_what_no_longer_reduces,
    reprice,
    reserve,
    reserve_exits,
    set_reserved,
)
from holdfast.messages import events as e
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.fact import Fact
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderStatus

_SENT = OrderStatus.SENT
_FILLED = OrderStatus.FILLED
_PENDING_NEW = OrderStatus.PENDING_NEW


def order_sent(ledger: Ledger, event: e.OrderSent) -> None:
    terms = event.terms
    order = new_order(
        ledger, event.order_id, terms, _SENT, event.reserve_price, event.arrival_price
    )
    order.sent_at = ledger.at
    state = ledger.accounts[terms.account]
    counts = state.scope.tally
    counts.open_orders += 1
    counts.orders += 1
    if ledger.scopes:
        tally.opened(ledger, terms)
    if event.qty is not None:
        order.qty = event.qty
    flow.order_left(ledger, order)
    if terms.limit_price is not None:
        resting.entered(ledger, state, order)
    if terms.parent_id or terms.exit_of or terms.list_id:
        _join(ledger, order)
        return
    set_reserved(ledger, order, order.qty)


def order_accepted(ledger: Ledger, event: e.OrderAccepted) -> None:
    order = new_order(
        ledger, event.order_id, event.terms, _PENDING_NEW, event.reserve_price, event.arrival_price
    )
    algo = event.algo or ("" if event.terms.tactic is None else event.terms.tactic.name)
    ledger.parents[order.id] = ParentState(algo=algo)
    ledger.accounts[event.terms.account].scope.tally.open_orders += 1
    if ledger.scopes:
        tally.adopted(ledger, event.terms)
    flow.order_taken(ledger, order)
    enlist(ledger, order)
    _join(ledger, order)


def _join(ledger: Ledger, order: Order) -> None:
    """Reserve a new order, and tell those of whom it is a part."""
    terms = order.terms
    if terms.parent_id:
        _give_out(ledger, order)
    elif terms.exit_of:
        bracket = ledger.brackets[terms.exit_of]
        bracket.exits.append(order.id)
        bracket.open_exits[order.id] = None
    elif terms.list_id:
        joined(ledger, order)
        return
    reserve(ledger, order)


def order_refused(ledger: Ledger, event: e.OrderRefused) -> None:
    order = new_order(ledger, event.order_id, event.terms, OrderStatus.REFUSED, ZERO, None)
    order.refusals = event.refusals
    del ledger.open_orders[order.id]
    ledger.memory.closed.append(order.id)
    keep_soft_blocks(ledger, order)


def new_order(
    ledger: Ledger,
    order_id: str,
    terms: SubmitOrder,
    status: OrderStatus,
    reserve_price: Decimal,
    arrival_price: Decimal | None,
) -> Order:
    orders = ledger.orders
    if order_id in orders:
        raise InvariantBroken(f"I01: {order_id} made twice")
    order = Order(
        order_id,
        terms,
        status,
        terms.qty,
        terms.limit_price,
        terms.stop_price,
        reserve_price,
        arrival_price,
        ledger.at,
        0,
        ledger.at,
        ledger.seq,
    )
    orders[order_id] = order
    ledger.open_orders[order_id] = None
    ledger.orders_made += 1
    if terms.client_order_id:
        account = ledger.accounts.get(terms.account)
        if account is not None:
            account.client_ids[terms.client_order_id] = order_id
    if has_exits(terms) and status is not OrderStatus.REFUSED:
        opened_bracket(ledger, order)
    return order


def _give_out(ledger: Ledger, child: Order) -> None:
    parent = ledger.parents[child.terms.parent_id]
    parent.children.append(child.id)
    parent.open_children[child.id] = None
    parent.committed += child.qty
    # I10, checked before any byte of the child can leave
    must(
        parent.committed <= ledger.orders[child.terms.parent_id].qty,
        f"I10: children of {child.terms.parent_id} outrun it",
    )
    reserve(ledger, ledger.orders[child.terms.parent_id])


def order_unknown(ledger: Ledger, event: e.OrderUnknown) -> None:
    _move(ledger, ledger.orders[event.order_id], e.OrderUnknown)


def cancel_sent(ledger: Ledger, event: e.CancelSent) -> None:
    order = ledger.orders[event.order_id]
    order.cancel_wanted = True
    order.cancel_reason = event.reason or order.cancel_reason
    order.changed_by = ledger.seq
    question = ledger.questions.open.get(order.id)
    if question is not None:
        question.cancels += 1
    flow.message_left(ledger, order.terms)
    _move(ledger, order, e.CancelSent)


def cancel_rejected(ledger: Ledger, event: e.CancelRejected) -> None:
    order = ledger.orders[event.order_id]
    if order.pending_qty is None:  # else the change in flight is why, and it is sent again
        order.cancel_wanted, order.cancel_reason = False, ""
    _move(ledger, order, e.CancelRejected)


def _move(ledger: Ledger, order: Order, event: type[Fact]) -> None:
    set_status(ledger, order, move(order.id, order.status, event))


def set_status(ledger: Ledger, order: Order, status: OrderStatus) -> None:
    order.updated_at = ledger.at
    if status is WORKING:
        status = as_fills_say(ledger, order)
    order.status = status
    if not order.is_open and order.id in ledger.open_orders:
        _close(ledger, order)
    if order.terms.list_id:
        list_touched(ledger, order)
    elif order.terms.exit_of and order.is_open:
        # a stop that is to go, or stays after all
        reserve_exits(ledger, order.terms.exit_of)


def as_fills_say(ledger: Ledger, order: Order) -> OrderStatus:
    # a replace in flight may have grown the order, so its answer decides
    if order.cum_qty >= max(order.qty, order.pending_qty or order.qty):
        return _FILLED
    if order.cum_qty:
        return OrderStatus.PARTIALLY_FILLED
    return OrderStatus.NEW if order.venue_order_id or order.id in ledger.parents else _SENT


def _close(ledger: Ledger, order: Order) -> None:
    del ledger.open_orders[order.id]
    order.pending_qty = None
    if ledger.chains.waiting:
        ledger.chains.over(order.id)
    ledger.questions.ending.pop(order.id, None)
    set_reserved(ledger, order, ZERO)
    # it values nothing any more, and a million ended orders need not keep it
    order.reserve_price = ZERO
    terms = order.terms
    state = ledger.accounts[terms.account]
    state.scope.tally.open_orders -= 1
    if order.limit_price is not None:
        resting.left(ledger, state, order)
    if ledger.scopes:
        tally.closed(ledger, terms)
    if terms.parent_id:
        parent = ledger.parents[terms.parent_id]
        parent.open_children.pop(order.id, None)
        parent.committed -= order.qty - order.cum_qty
        settle_size(ledger, ledger.orders[terms.parent_id])
    elif terms.exit_of:
        ledger.brackets[terms.exit_of].open_exits.pop(order.id, None)
        reserve_exits(ledger, terms.exit_of)
        free_what_reduces_again(ledger, order)
    elif terms.list_id in ("", order.id):
        # the first member of a list stands for all of them
        ledger.memory.closed.append(order.id)
    if order.id in ledger.brackets:
        track_bracket(ledger, order.id)
    if ledger.waiting and order.id in ledger.parents:
        leave(ledger, order)


def replace_sent(ledger: Ledger, event: e.ReplaceSent) -> None:
    order = ledger.orders[event.order_id]
    flow.change_left(ledger, order, event.qty, event.reserve_price)
    order.changed_by = ledger.seq
    order.pending_qty = event.qty
    order.pending_limit_price = event.limit_price
    order.pending_stop_price = event.stop_price
    resting.changing(ledger, order)
    _move(ledger, order, e.ReplaceSent)
    if event.reserve_price > order.reserve_price:
        reprice(ledger, order, event.reserve_price)
    reserve(ledger, order)


def order_opened(ledger: Ledger, event: e.OrderOpened) -> None:
    order = ledger.orders[event.order_id]
    order.venue_order_id = event.venue_order_id
    order.updated_at = ledger.at
    status = move(order.id, order.status, e.OrderOpened)
    order.status = as_fills_say(ledger, order) if order.cum_qty and status is WORKING else status
    if order.terms.list_id:
        list_touched(ledger, order)


def order_rejected(ledger: Ledger, event: e.OrderRejected) -> None:
    order = ledger.orders[event.order_id]
    order.reason = f"{event.code}: {event.detail}" if event.detail else event.code
    _move(ledger, order, e.OrderRejected)


def order_ended(ledger: Ledger, event: e.OrderCanceled | e.OrderExpired) -> None:
    order = ledger.orders[event.order_id]
    why, detail = order.cancel_reason, event.detail
    if why and isinstance(event, e.OrderCanceled):
        detail = f"{why}: {detail}" if detail else why
    order.reason = detail
    _move(ledger, order, type(event))


def order_filled(ledger: Ledger, event: e.OrderFilled) -> None:
    order = ledger.orders[event.order_id]
    terms = order.terms
    account = ledger.accounts[terms.account]
    fills = account.fills
    if event.exec_id in fills:
        raise InvariantBroken(f"I06: {event.exec_id} booked twice")
    fills[event.exec_id] = event
    qty = event.qty
    cum, commission = order.cum_qty, order.commission
    # a first fill's numbers are kept as they came: most orders have one, and it costs nothing
    cum = order.cum_qty = cum + qty if cum else qty
    order.cost += qty * event.price
    order.commission = commission + event.fee if commission else event.fee
    order.updated_at = ledger.at
    status = order.status
    partial, complete = FILLS[status]
    if status in TERMINAL:
        order.status = complete if cum >= order.qty else partial
        if terms.parent_id:
            ledger.parents[terms.parent_id].committed += qty
            reserve(ledger, ledger.orders[terms.parent_id])
    elif cum >= order.qty and (
        # a replace in flight may have grown the order, so its answer decides
        order.pending_qty is None or order.pending_qty <= order.qty
    ):
        order.status = complete
        _close(ledger, order)
    else:
        order.status = partial
        reserve(ledger, order)
    instrument = ledger.instruments[terms.instrument]
    book_fill(account, terms, instrument, event)
    if ledger.scopes:
        tally.filled(ledger, terms, event, tally.flow_of(terms, instrument, event))
    if terms.parent_id or terms.exit_of or terms.list_id or order.id in ledger.brackets:
        _fill_linked(ledger, order, event)
    position = account.positions[terms.instrument]
    if position.buy_free or position.sell_free:
        price_what_no_longer_reduces(ledger, terms.account, terms.instrument, event.price)


def _fill_linked(ledger: Ledger, order: Order, event: e.OrderFilled) -> None:
    """Book a fill where others depend on it: a parent, the bracket, the siblings of a list."""
    terms = order.terms
    if terms.parent_id:
        _fill_parent(ledger, ledger.orders[terms.parent_id], event)
    elif terms.exit_of:
        exit_traded(ledger, order, event.qty)
        track_bracket(ledger, terms.exit_of)
    if order.id in ledger.brackets:
        track_bracket(ledger, order.id)
    if terms.list_id:
        list_touched(ledger, order)


def _fill_parent(ledger: Ledger, parent: Order, event: e.OrderFilled) -> None:
    failures = ledger.parents[parent.id].failures
    if failures is not None:
        failures.in_row = 0
    parent.cum_qty += event.qty
    parent.cost += event.qty * event.price
    parent.commission += event.fee
    parent.updated_at = ledger.at
    partial, complete = FILLS[parent.status]
    above = parent.terms.parent_id
    if parent.status in TERMINAL and above:
        ledger.parents[above].committed += event.qty
        reserve(ledger, ledger.orders[above])
    if parent.cum_qty >= parent.qty:
        parent.status = complete
        if parent.id in ledger.open_orders:
            _close(ledger, parent)
    else:
        parent.status = partial
    # what it works for, and its own exits
    _fill_linked(ledger, parent, event)


def order_overfilled(ledger: Ledger, event: e.OrderOverfilled) -> None:
    ledger.orders[event.order_id].overfilled = True


def order_replaced(ledger: Ledger, event: e.OrderReplaced) -> None:
    order = ledger.orders[event.order_id]
    delta = event.qty - order.qty
    price_before = order.limit_price
    order.qty = event.qty
    order.limit_price = event.limit_price
    order.stop_price = event.stop_price
    order.venue_order_id = event.venue_order_id
    order.pending_qty = None
    resting.changed(ledger, order, price_before)
    _move(ledger, order, e.OrderReplaced)
    reserve(ledger, order)
    free_what_reduces_again(ledger, order)
    if order.terms.parent_id:
        # a child that this filled was closed with its new quantity
        ledger.parents[order.terms.parent_id].committed += delta
        settle_size(ledger, ledger.orders[order.terms.parent_id])


def replace_rejected(ledger: Ledger, event: e.ReplaceRejected) -> None:
    order = ledger.orders[event.order_id]
    order.pending_qty = None
    order.reason = f"{event.code}: {event.detail}"
    resting.changed(ledger, order, order.limit_price)
    _move(ledger, order, e.ReplaceRejected)
    reserve(ledger, order)


def order_triggered(ledger: Ledger, event: e.OrderTriggered) -> None:
    order = ledger.orders[event.order_id]
    order.triggered = True
    resting.entered(ledger, ledger.accounts[order.terms.account], order)
    if order.pending_qty is not None:
        resting.changing(ledger, order)
    _move(ledger, order, e.OrderTriggered)


def order_found(ledger: Ledger, event: e.OrderFound) -> None:
    order = ledger.orders[event.order_id]
    if event.status not in FOUND.get(order.status, ()):
        raise InvariantBroken(f"I05: {order.id} may not be found {event.status}")
    order.venue_order_id = event.venue_order_id or order.venue_order_id
    order.pending_qty = None
    if event.status is OrderStatus.CANCELED:
        order.reason = order.cancel_reason or order.reason
    resting.changed(ledger, order, order.limit_price)
    set_status(ledger, order, event.status)
    reserve(ledger, order)
