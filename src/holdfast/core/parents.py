"""Parents: orders that an algo works through children, asked at their times and prices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.core.arming import holding
from holdfast.core.ending import parent_over
from holdfast.core.held_back import kept
from holdfast.core.hours import phase_of
from holdfast.core.ledger import Ledger, Order, ParentState
from holdfast.core.lifecycle import is_legal
from holdfast.core.lists import HELD
from holdfast.core.making_way import given_out
from holdfast.core.policy import Policies
from holdfast.core.releasing import released
from holdfast.core.submitting import algo_of, change, place
from holdfast.core.together import place_together
from holdfast.core.trailed import own_stop
from holdfast.core.winding_up import end_if_idle, pull, stop, stop_legs
from holdfast.core.worked_by import WAITS_FOR_ROOM
from holdfast.core.working import Amend, LegSeen, Parent, Step
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages.stamp import Stamp
from holdfast.model.band import Reached
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderStatus


def wake(ledger: Ledger, command: c.Wake, stamp: Stamp, policies: Policies) -> Iterable[e.Event]:
    """Ask the algo, if its time has come: a timer that fires early or twice changes nothing."""
    state = ledger.parents.get(command.order_id)
    if state is None or state.paused or state.wake_at is None or state.wake_at > stamp.at:
        return ()
    order = ledger.orders[command.order_id]
    if not order.is_open:
        return ()
    if state.algo == HELD:
        return released(ledger, order, stamp, policies)
    return _step(ledger, order, stamp, policies, None)


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


def _waits_for(order: Order, state: ParentState, reached: Reached) -> bool:
    return any(
        band.source is reached.source
        and (band.instrument or order.terms.instrument) == reached.instrument
        and band.is_met(reached.price)
        for band in state.bands
    )


def _step(
    ledger: Ledger, order: Order, stamp: Stamp, policies: Policies, reached: Reached | None
) -> Iterator[e.Event]:
    state = ledger.parents[order.id]
    failures = state.failures
    if failures is not None and failures.in_row and not is_emulated(order, state):
        if failures.is_enough:
            told = f"{failures.in_row} orders in a row came to nothing"
            ended = Step(ended=told, ended_as=OrderStatus.CANCELED)
            yield from _then(ledger, order, ended, stamp, policies)
            return
        if failures.until > stamp.at:
            yield e.ParentScheduled(order.id, failures.until, state.bands)
            return
    step = algo_of(order.terms, state.algo, policies).step(_seen(ledger, order, stamp, reached))
    if step.fault:
        yield from _frozen(ledger, order, step.fault, stamp, policies)
        return
    yield from _followed(ledger, order, step, stamp, policies)


def _followed(
    ledger: Ledger, order: Order, step: Step, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Do what an algo wants now."""
    state = ledger.parents[order.id]
    # legs share what the first of them keeps
    keeper = ledger.spreads.legs_with(order.id)[0]
    if step.memory is not None and step.memory != ledger.parents[keeper].memory:
        yield e.ParentNoted(keeper, step.memory)
    for child_id in step.cancels:
        yield from pull(ledger, ledger.orders[child_id], "its parent takes it back")
    for amend in step.amends:
        yield from _amended(ledger, amend, stamp, policies)
    for events in _placed(ledger, step, stamp, policies):
        yield from events
        if state.ending is not None:
            break
    else:
        yield from given_out(ledger, order, step.children, stamp, policies)
    if state.ending is None:
        yield from _then(ledger, order, step, stamp, policies)
    else:
        # frozen: it asked for more than it is; or an exit was put anew meanwhile
        yield from end_if_idle(ledger, order.id)


def _placed(
    ledger: Ledger, step: Step, stamp: Stamp, policies: Policies
) -> Iterator[Iterable[e.Event]]:
    """Place its children one by one, but for those that are one order at their venue."""
    if any(child.combo for child in step.children):
        yield place_together(ledger, step.children, stamp, policies)
        return
    for child in step.children:
        yield place(ledger, child, stamp, policies)


def is_emulated(order: Order, state: ParentState) -> bool:
    """Tell whether the desk works it in its venue's place: its emulator counts by itself."""
    tactic = order.terms.tactic
    return tactic is None or state.algo != tactic.name


def _frozen(
    ledger: Ledger, order: Order, fault: str, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """End a parent whose algo broke its contract: nobody is left who could work it."""
    detail = "its algo broke the contract, so it is frozen"
    yield e.DiscrepancyFound(order.id, detail, fault)
    ended = Step(ended=detail, ended_as=OrderStatus.CANCELED)
    yield from _then(ledger, order, ended, stamp, policies)


def _then(
    ledger: Ledger, order: Order, step: Step, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """End the parent, or have its algo asked again."""
    if step.ended:
        spread = ledger.spreads.spread_of(order.id)
        if spread is not None:
            yield from stop_legs(ledger, spread, step.ended_as, step.ended)
            return
        yield from stop(ledger, order, step.ended, step.ended_as)
        yield from parent_over(ledger, order, stamp, policies)
    elif step.wake_at is not None or step.bands or ledger.parents[order.id].bands:
        yield e.ParentScheduled(order.id, step.wake_at, step.bands)


def _seen(ledger: Ledger, order: Order, stamp: Stamp, reached: Reached | None) -> Parent:
    terms = order.terms
    state = ledger.parents[order.id]
    venue = ledger.venue_of(terms)
    listing = ledger.listings[venue][terms.instrument]
    abilities = ledger.abilities_of(terms)
    is_held_back = abilities.holds_for_orders and state.algo in WAITS_FOR_ROOM
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
        curve=ledger.curves.get(terms.instrument),
        abilities=abilities,
        last=ledger.orders[state.children[-1]] if state.children else None,
        met=holding(ledger, order),
        position=ledger.position(terms.account, terms.instrument).qty,
        spread=ledger.spreads.spread_of(order.id),
        kept=kept(ledger, order) if is_held_back else ZERO,
        legs=tuple(_leg(ledger, each) for each in ledger.spreads.legs_with(order.id)),
        extended=ledger.extended.get(listing.calendar, ()) if terms.extended_hours else (),
    )


def _leg(ledger: Ledger, order_id: str) -> LegSeen:
    order, state = ledger.orders[order_id], ledger.parents[order_id]
    listing = ledger.listing_of(order.terms)
    terms = order.terms
    return LegSeen(
        order,
        state,
        listing,
        ledger.instruments[terms.instrument].multiplier,
        ledger.abilities_of(terms),
        ledger.position(terms.account, terms.instrument).qty,
        tuple(ledger.orders[child_id] for child_id in state.open_children),
        ledger.orders[state.children[-1]] if state.children else None,
    )


def _amended(ledger: Ledger, amend: Amend, stamp: Stamp, policies: Policies) -> Iterator[e.Event]:
    """Change an idle child. It never grows: until the venue answers that would be counted twice."""
    child = ledger.orders[amend.order_id]
    is_parent = child.id in ledger.parents
    if is_parent:
        if not child.is_open or ledger.parents[child.id].ending is not None:
            return
    elif not is_legal(child.status, e.ReplaceSent) or child.pending_qty is not None:
        return
    qty = child.qty if amend.qty is None else min(amend.qty, child.qty)
    limit = child.limit_price if amend.limit_price is None else amend.limit_price
    stop_price = own_stop(child) if amend.stop_price is None else amend.stop_price
    asked = (qty, limit, stop_price)
    if qty <= child.cum_qty or asked == (child.qty, child.limit_price, own_stop(child)):
        return
    yield from change(ledger, child, asked, stamp, policies)
