"""Stopping parents: what they gave out is cancelled, and those they work for are told."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.core.ledger import Ledger, Order, ParentState
from holdfast.core.lineage import above
from holdfast.core.lists import HELD
from holdfast.core.policy import Policies
from holdfast.core.spreads import Spread
from holdfast.core.submitting import algo_of
from holdfast.messages import events as e
from holdfast.messages.stamp import Stamp
from holdfast.model.numbers import ZERO, plain
from holdfast.model.order import OrderStatus

_PENDING_CANCEL = OrderStatus.PENDING_CANCEL
_CANCELED = OrderStatus.CANCELED


def stop(
    ledger: Ledger, parent: Order, why: str, status: OrderStatus = _CANCELED
) -> Iterator[e.Event]:
    """Have a parent give out no more, and end once nothing that it gave out may trade."""
    if parent.status is not _PENDING_CANCEL:
        yield e.ParentStopping(parent.id, status, why)
    for child_id in tuple(ledger.parents[parent.id].open_children):
        yield from pull(ledger, ledger.orders[child_id], why)
    yield from end_if_idle(ledger, parent.id)


def stop_legs(ledger: Ledger, spread: Spread, status: OrderStatus, why: str) -> Iterator[e.Event]:
    """Stop every leg of a multi-leg order that is open."""
    for leg_id in spread.legs:
        leg = ledger.orders[leg_id]
        if leg.status is _PENDING_CANCEL:
            # a venue that will not cancel a child would be asked without end
            yield from end_if_idle(ledger, leg_id)
        elif leg.is_open:
            yield from stop(ledger, leg, why, status)


def pull(ledger: Ledger, order: Order, why: str) -> Iterator[e.Event]:
    """Cancel one order, whoever works it, unless it is being cancelled."""
    if not order.is_open:
        return
    if order.id in ledger.parents:
        yield from stop(ledger, order, why)
    elif order.status is not _PENDING_CANCEL:
        yield e.CancelSent(order.id)


def end_if_idle(ledger: Ledger, order_id: str) -> Iterator[e.Event]:
    """End a stopping parent whose last child is over, and tell its own parent."""
    state, order = ledger.parents[order_id], ledger.orders[order_id]
    if order.is_open and state.ending is not None and not state.open_children:
        yield e.ParentEnded(order_id, state.ending, why_short(order, state))
        if order.terms.parent_id:
            yield from end_if_idle(ledger, order.terms.parent_id)
            yield from _asked(ledger, order.terms.parent_id)


def why_short(order: Order, state: ParentState) -> str:
    """Say why a parent ends, what it lacks, and which of its orders came to nothing."""
    missing = order.qty - order.cum_qty
    if missing <= ZERO:
        return state.ending_detail
    told, lacks = state.ending_detail, f"{plain(missing)} of {plain(order.qty)}"
    if lacks not in told:
        # most algos say so themselves
        told = f"{told}: {lacks} missing"
    return told if state.failures is None else f"{told} ({state.failures.told})"


def asked_soon(ledger: Ledger, child: Order, stamp: Stamp, policies: Policies) -> Iterator[e.Event]:
    """Have those that a child works for asked once this is durable, if they want to know of it."""
    for each in above(ledger, child):
        # of a multi-leg order the first leg that is open decides for all
        legs = ledger.spreads.legs_with(each.id)
        parent = next((leg for name in legs if (leg := ledger.orders[name]).is_open), each)
        state = ledger.parents[parent.id]
        # a list that holds its members is brought in line after each input
        if state.algo != HELD and algo_of(parent.terms, state.algo, policies).on_child:
            yield from _asked(ledger, parent.id)


def _asked(ledger: Ledger, parent_id: str) -> Iterator[e.Event]:
    state, parent = ledger.parents[parent_id], ledger.orders[parent_id]
    if parent.is_open and state.ending is None and state.algo != HELD and not state.paused:
        yield e.ParentScheduled(parent_id, ledger.at, state.bands)
