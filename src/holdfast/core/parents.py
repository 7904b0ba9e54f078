"""Parents: orders that an algo works through children, asked at their times and prices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.core.guests import Missing
from holdfast.core.hours import phase_of
from holdfast.core.ledger import Ledger, Order, ParentState
from holdfast.core.lifecycle import is_legal
from holdfast.core.lists import HELD
from holdfast.core.policy import Policies
from holdfast.core.releasing import released
from holdfast.core.submitting import change, place
from holdfast.core.working import Algo, Amend, Parent, Step
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages.stamp import Stamp
from holdfast.model.band import Reached
from holdfast.model.numbers import ZERO, plain
from holdfast.model.order import OrderStatus


def wake(ledger: Ledger, command: c.Wake, stamp: Stamp, policies: Policies) -> Iterable[e.Event]:
    """Ask the algo, if its time has come: a timer that fires early or twice changes nothing."""
    state = ledger.parents.get(command.order_id)
    if state is None or state.paused or state.wake_at is None or state.wake_at > stamp.at:
        return ()
    if not ledger.orders[command.order_id].is_open:
        return ()
    if state.algo == HELD:
        return released(ledger, ledger.orders[command.order_id], stamp, policies)
    return _step(ledger, ledger.orders[command.order_id], stamp, policies, None)


def reach(
    ledger: Ledger, command: c.ReachBand, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Ask the algo, if it still waits for such a price: a band that it has dropped is nothing."""
    state = ledger.parents.get(command.order_id)
    if state is None or state.paused or not ledger.orders[command.order_id].is_open:
        return ()
    order, reached = ledger.orders[command.order_id], command.reached
    if not _waits_for(order, state, reached):
        return ()
    return _step(ledger, order, stamp, policies, reached)


def asked_soon(
    ledger: Ledger, parent_id: str, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Have the algo asked as soon as this is durable, if it wants to know of its children."""
    state = ledger.parents[parent_id]
    order = ledger.orders[parent_id]
    if state.paused:
        return
    if state.algo == HELD:
        # its list is brought in line after each input
        return
    if order.is_open and state.ending is None and _algo_of(order, state, policies).on_child:
        yield e.ParentScheduled(parent_id, stamp.at, state.bands)


def end_if_idle(ledger: Ledger, order_id: str) -> Iterator[e.Event]:
    """End a stopping parent whose last child is over."""
    state = ledger.parents[order_id]
    if ledger.orders[order_id].is_open and state.ending is not None and not state.open_children:
        detail = why_short(ledger.orders[order_id], state)
        yield e.ParentEnded(order_id, state.ending, detail)


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


def _waits_for(order: Order, state: ParentState, reached: Reached) -> bool:
    return any(
        band.source is reached.source
        and (band.instrument or order.terms.instrument) == reached.instrument
        and band.is_met(reached.price)
        for band in state.bands
    )


def _algo_of(order: Order, state: ParentState, policies: Policies) -> Algo:
    tactic = order.terms.tactic
    if tactic is not None:
        return policies.algos.get(tactic.name) or Missing(tactic.name)
    return policies.emulators[state.algo]


def _step(
    ledger: Ledger, order: Order, stamp: Stamp, policies: Policies, reached: Reached | None
) -> Iterator[e.Event]:
    state = ledger.parents[order.id]
    failures = state.failures
    if failures is not None and failures.in_row:
        if failures.is_enough:
            told = f"{failures.in_row} orders in a row came to nothing"
            yield from _then(ledger, order, Step(ended=told, ended_as=OrderStatus.CANCELED))
            return
        if failures.until > stamp.at:
            yield e.ParentScheduled(order.id, failures.until, state.bands)
            return
    step = _algo_of(order, state, policies).step(_seen(ledger, order, stamp, reached))
    if step.fault:
        yield from _frozen(ledger, order, step.fault)
        return
    if step.memory is not None and step.memory != state.memory:
        yield e.ParentNoted(order.id, step.memory)
    for child_id in step.cancels:
        yield from cancel_child(ledger, child_id)
    for amend in step.amends:
        yield from _amended(ledger, amend, stamp, policies)
    for child in step.children:
        yield from place(ledger, child, stamp, policies)
        if state.ending is not None:
            # frozen: it asked for more than it is
            yield from end_if_idle(ledger, order.id)
            return
    yield from _then(ledger, order, step)


def _frozen(ledger: Ledger, order: Order, fault: str) -> Iterator[e.Event]:
    """End a parent whose algo broke its contract: nobody is left who could work it."""
    detail = "its algo broke the contract, so it is frozen"
    yield e.DiscrepancyFound(order.id, detail, fault)
    yield from _then(ledger, order, Step(ended=detail, ended_as=OrderStatus.CANCELED))


def _then(ledger: Ledger, order: Order, step: Step) -> Iterator[e.Event]:
    """End the parent, or have its algo asked again."""
    if step.ended:
        yield e.ParentStopping(order.id, step.ended_as, step.ended)
        for child_id in tuple(ledger.parents[order.id].open_children):
            yield from cancel_child(ledger, child_id)
        yield from end_if_idle(ledger, order.id)
    elif step.wake_at is not None or step.bands or ledger.parents[order.id].bands:
        yield e.ParentScheduled(order.id, step.wake_at, step.bands)


def _seen(ledger: Ledger, order: Order, stamp: Stamp, reached: Reached | None) -> Parent:
    terms = order.terms
    state = ledger.parents[order.id]
    venue = ledger.venue_of(terms)
    listing = ledger.listings[venue][terms.instrument]
    return Parent(
        order,
        state,
        listing,
        stamp.quotes.get(terms.instrument),
        stamp.at,
        ledger.seed,
        stamp.activity.get(terms.instrument),
        reached,
        tuple(ledger.orders[child_id] for child_id in state.open_children),
        ledger.calendars.get(listing.calendar, ()),
        phase_of(ledger, venue, terms.instrument),
        ledger.starts,
        stamp.quotes,
        ledger.curves.get(terms.instrument),
    )


def cancel_child(ledger: Ledger, child_id: str) -> Iterator[e.Event]:
    """Send the cancel of a child, unless one is on its way."""
    child = ledger.orders[child_id]
    if child.is_open and child.status is not OrderStatus.PENDING_CANCEL:
        yield e.CancelSent(child_id)


def _amended(ledger: Ledger, amend: Amend, stamp: Stamp, policies: Policies) -> Iterator[e.Event]:
    """Change an idle child. It never grows: until the venue answers that would be counted twice."""
    child = ledger.orders[amend.order_id]
    if not is_legal(child.status, e.ReplaceSent) or child.pending_qty is not None:
        return
    qty = child.qty if amend.qty is None else min(amend.qty, child.qty)
    limit = child.limit_price if amend.limit_price is None else amend.limit_price
    if qty <= child.cum_qty or (qty, limit) == (child.qty, child.limit_price):
        return
    yield from change(ledger, child, (qty, limit, child.stop_price), stamp, policies)
