"""Facts of parents: scheduled, stopping, ended."""

from __future__ import annotations

from holdfast.core.arming import ARMED_AT, leave
from holdfast.core.bracket_facts import track_bracket
from holdfast.core.ledger import Ledger
from holdfast.core.lifecycle import ENDED, move
from holdfast.core.list_facts import list_touched
from holdfast.core.must import InvariantBroken, must
from holdfast.core.order_facts import set_status
from holdfast.core.parent_sizes import settle_size
from holdfast.core.reserve import reprice
from holdfast.messages import events as e
from holdfast.messages import underway as u
from holdfast.model.order import OrderStatus

_WORKING_ALREADY = (OrderStatus.NEW, OrderStatus.PARTIALLY_FILLED)


def parent_scheduled(ledger: Ledger, event: e.ParentScheduled) -> None:
    order = ledger.orders[event.order_id]
    state = ledger.parents[event.order_id]
    state.wake_at = event.wake_at
    state.bands = event.bands
    if order.status not in _WORKING_ALREADY:
        order.status = move(order.id, order.status, e.ParentScheduled)


def parent_noted(ledger: Ledger, event: e.ParentNoted) -> None:
    ledger.parents[event.order_id].memory = event.memory
    if ledger.waiting and ARMED_AT in event.memory:
        leave(ledger, ledger.orders[event.order_id])


def parent_paused(ledger: Ledger, event: u.ParentPaused) -> None:
    ledger.parents[event.order_id].paused = True


def parent_resumed(ledger: Ledger, event: u.ParentResumed) -> None:
    ledger.parents[event.order_id].paused = False


def parent_amended(ledger: Ledger, event: u.ParentAmended) -> None:
    order, state = ledger.orders[event.order_id], ledger.parents[event.order_id]
    is_held = order.terms.tactic is None
    must(is_held or event.qty >= state.committed, f"I10: {order.id} is amended below its children")
    # what an emulator has out may be called back, and the order shrinks with it
    order.pending_qty = event.qty
    settle_size(ledger, order)
    order.limit_price, order.stop_price = event.limit_price, event.stop_price
    order.updated_at = ledger.at
    if event.tactic != order.terms.tactic:
        state.tactic = event.tactic
    if event.reserve_price != order.reserve_price:
        reprice(ledger, order, event.reserve_price)
    if order.id in ledger.brackets:
        track_bracket(ledger, order.id)
    if order.terms.list_id:
        list_touched(ledger, order)


def parent_stopping(ledger: Ledger, event: e.ParentStopping) -> None:
    state = ledger.parents[event.order_id]
    state.wake_at = None
    state.bands = ()
    state.ending, state.ending_detail = event.status, event.detail
    order = ledger.orders[event.order_id]
    set_status(ledger, order, move(order.id, order.status, e.ParentStopping))


def parent_ended(ledger: Ledger, event: e.ParentEnded) -> None:
    order = ledger.orders[event.order_id]
    if event.status not in ENDED.get(order.status, ()):
        raise InvariantBroken(f"I05: parent {order.id} may not end {event.status}")
    order.reason = event.detail
    ledger.parents[order.id].wake_at = None
    set_status(ledger, order, event.status)
