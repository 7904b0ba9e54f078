"""Brackets: each filled share of an entry has one stop and one target at the venue.

Exits are sized to the entry's cumulative fills at every fill, and to what the exits have
already closed. An exit that is idle is resized; where none is, because it is in flight, an
extra one is sent, so that nothing filled waits unprotected for an answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from holdfast.core.exits import (
    Slot,
    has_stop,
    held_by,
    is_opposed,
    slots,
    stop_limit,
    to_stop,
    unbracketed,
    way_made,
)
from holdfast.core.held_back import misplaced
from holdfast.core.holding import closable
from holdfast.core.ledger import IDLE, Bracket, Ledger, Order
from holdfast.core.policy import Policies
from holdfast.core.stops import bands_of, moved_by_fills, moved_by_price
from holdfast.core.submitting import Change, change, place
from holdfast.core.unreached import never_left
from holdfast.core.winding_up import pull
from holdfast.messages import contingent as o
from holdfast.messages import events as e
from holdfast.messages.commands import ReachStop, SubmitOrder
from holdfast.messages.refusals import codes_of
from holdfast.messages.stamp import Stamp
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderRole, OrderStatus, OrderType, TimeInForce

# exits that a venue ends or never hears of are sent again this often for one entry and role
EXIT_LOSSES_MAX = 5

# why the desk ends an exit that it works itself and cannot resize: another takes its place
PUT_ANEW = "put anew in another size"

_LOST = (OrderStatus.CANCELED, OrderStatus.EXPIRED, OrderStatus.REJECTED)


def protect(
    ledger: Ledger, entry_id: str, stamp: Stamp, policies: Policies, *, shrink: bool = True
) -> Iterator[e.Event]:
    """Bring the exits of an entry in line with what it has filled and they have closed.

    A bracket that was ended gets no new exits, and those it still has shrink with each other.
    """
    bracket = ledger.brackets[entry_id]
    entry = ledger.orders[entry_id]
    is_long_form = entry.terms.bracket is not None
    if is_long_form:
        yield from moved_by_fills(ledger, entry, bracket)
    for stop in misplaced(ledger, entry, bracket):
        yield from pull(ledger, stop, PUT_ANEW)
    given = way_made(ledger, entry, bracket)
    yield from _fitted(ledger, entry, stamp, policies, shrink)
    if way_made(ledger, entry, bracket) < given:
        # what the stop had made way for was taken back
        yield from _fitted(ledger, entry, stamp, policies, shrink)
    if is_long_form:
        yield from _realigned(ledger, entry, bracket, stamp, policies)
        bands = bands_of(ledger, entry, bracket)
        if bands != bracket.bands:
            yield o.StopWatched(entry_id, bands)


def _fitted(
    ledger: Ledger, entry: Order, stamp: Stamp, policies: Policies, shrink: bool
) -> Iterator[e.Event]:
    bracket = ledger.brackets[entry.id]
    for slot in tuple(slots(ledger, entry, bracket)):
        missing = _missing(ledger, bracket, slot)
        if missing < 0 and shrink:
            yield from _uncover(ledger, bracket, slot, -missing, stamp, policies)
            # an exit that could not be resized was cancelled whole
            missing = _missing(ledger, bracket, slot)
        if missing > 0 and not bracket.ended:
            yield from _cover(ledger, entry, slot, missing, stamp, policies)


def reached(
    ledger: Ledger, command: ReachStop, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Move the stop of an entry at a price that it waited for; another price is nothing."""
    bracket, price = ledger.brackets.get(command.order_id), command.reached.price
    if bracket is None or not any(band.is_met(price) for band in bracket.bands):
        return
    yield o.StopWatched(command.order_id, ())
    yield from moved_by_price(ledger, ledger.orders[command.order_id], bracket, price)
    yield from protect(ledger, command.order_id, stamp, policies)


def closed_elsewhere(
    ledger: Ledger, order: Order, filled: e.OrderFilled
) -> Iterator[e.BracketReduced]:
    """Share out a fill that closes a position over the entries whose exits were to close it.

    The oldest entry gives first. A strategy's order closes its own entries alone, one of no
    strategy whatever there is, and before that what has no exits; what opens the other side
    closes nothing.
    """
    terms = order.terms
    state = ledger.accounts[terms.account]
    after = state.positions[terms.instrument].qty
    before = after - filled.qty if order.is_buy else after + filled.qty
    left = min(filled.qty, closable(before, order.is_buy))
    if not terms.strategy:
        left -= min(left, unbracketed(ledger, terms, before))
    for entry_id in tuple(state.brackets.get(terms.instrument, ())):
        entry = ledger.orders[entry_id]
        if entry.is_buy is order.is_buy or terms.strategy not in ("", entry.terms.strategy):
            continue
        qty = min(left, max(held_by(entry, ledger.brackets[entry_id]), ZERO))
        if qty:
            left -= qty
            yield e.BracketReduced(entry_id, qty, order.id)


def is_worn_out(ledger: Ledger, order: Order) -> bool:
    """Tell whether the venue has ended exits of this role too often to send another."""
    lost, mine = 0, (order.terms.role, order.terms.exit_index)
    for exit_id in ledger.brackets[order.terms.exit_of].exits:
        each = ledger.orders[exit_id]
        # what could not leave has not been ended by the venue
        is_lost = each.status in _LOST and not never_left(ledger, each)
        is_same = (each.terms.role, each.terms.exit_index) == mine
        state = ledger.parents.get(exit_id)
        is_ours = each.cancel_wanted or (state is not None and state.ending_detail == PUT_ANEW)
        if is_same and is_lost and not is_ours:
            lost += 1
    return lost > EXIT_LOSSES_MAX


def _missing(ledger: Ledger, bracket: Bracket, slot: Slot) -> Decimal:
    return slot.wanted - covered(ledger, bracket, slot.role, slot.index)


def covered(ledger: Ledger, bracket: Bracket, role: OrderRole, index: int | None = None) -> Decimal:
    """Return what open exits of a role will still close: a replace in flight as it will be.

    Of targets those of this index alone, or all where it is None. One that is over covers what it
    has traded until that is known. An exit that the desk works
    covers what it has given out until that is over, though it is stopping: it was set off.
    """
    total = ZERO
    for order_id in bracket.open_exits:
        order = ledger.orders[order_id]
        if order.terms.role is not role or index not in (None, order.terms.exit_index):
            continue
        ending = ledger.questions.ending.get(order_id)
        if ending is not None:
            total += max(ending.cum_qty - order.cum_qty, ZERO)
        elif order.status is not OrderStatus.PENDING_CANCEL:
            total += _to_close(order)
        elif order_id in ledger.parents:
            total += max(ledger.parents[order_id].committed - order.cum_qty, ZERO)
    return total


def _to_close(order: Order) -> Decimal:
    qty = order.qty if order.pending_qty is None else order.pending_qty
    # fills may have outrun a change that shrinks it
    return max(qty - order.cum_qty, ZERO)


def unprotected_qty(ledger: Ledger, entry_id: str) -> Decimal:
    """Return what of an entry is to have a stop by now and has none in force or on its way."""
    bracket = ledger.brackets[entry_id]
    entry = ledger.orders[entry_id]
    if bracket.ended or not has_stop(entry.terms):
        return ZERO
    bare = to_stop(ledger, entry, bracket) - covered(ledger, bracket, OrderRole.STOP_LOSS)
    return max(bare, ZERO)


def _cover(
    ledger: Ledger,
    entry: Order,
    slot: Slot,
    missing: Decimal,
    stamp: Stamp,
    policies: Policies,
) -> Iterator[e.Event]:
    for order_id in ledger.brackets[entry.id].open_exits:
        order = ledger.orders[order_id]
        grown = order.qty + missing
        if _is_for(order, slot) and _is_resizable(ledger, order, grown) and not order.triggered:
            yield from _resized(ledger, order, grown, stamp, policies)
            return
    for event in place(ledger, _exit_terms(entry, slot, missing), stamp, policies):
        yield event
        if isinstance(event, e.OrderRefused):
            detail = f"exit {slot.role} of {missing} was refused"
            yield e.DiscrepancyFound(entry.id, detail, codes_of(event.refusals))
    if entry.id not in ledger.lists.waiting and is_opposed(ledger, entry):
        # the stop that is watched until then comes to rest
        yield o.WayMade(entry.id)


def _uncover(
    ledger: Ledger,
    bracket: Bracket,
    slot: Slot,
    surplus: Decimal,
    stamp: Stamp,
    policies: Policies,
) -> Iterator[e.Event]:
    for order_id in tuple(bracket.open_exits):
        order = ledger.orders[order_id]
        if not _is_for(order, slot) or order.status is OrderStatus.PENDING_CANCEL:
            continue
        if order_id in ledger.questions.ending:
            continue  # it has closed what it covers
        leaves, shrunk = _to_close(order), order.qty - surplus
        is_idle = order.status in IDLE or order_id in ledger.parents
        if leaves <= surplus or (is_idle and not _is_resizable(ledger, order, shrunk)):
            if not order.cancel_wanted:
                yield from pull(ledger, order, PUT_ANEW)
            surplus -= leaves
        elif _is_resizable(ledger, order, shrunk):
            yield from _resized(ledger, order, shrunk, stamp, policies)
            return
        if surplus <= 0:
            return


def _is_for(order: Order, slot: Slot) -> bool:
    return order.terms.role is slot.role and order.terms.exit_index == slot.index


def _realigned(
    ledger: Ledger, entry: Order, bracket: Bracket, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Bring idle stops to where the stop was moved; those in flight follow when they land."""
    price = bracket.stop
    if price is None:
        return
    for order_id in tuple(bracket.open_exits):
        order = ledger.orders[order_id]
        stands = order.stop_price
        is_stop = order.terms.role is OrderRole.STOP_LOSS and not order.triggered
        if not is_stop or stands is None or not _is_resizable(ledger, order, order.qty):
            continue
        if stands < price if entry.is_buy else stands > price:
            yield from _changed(
                ledger, order, (order.qty, stop_limit(entry, price), price), stamp, policies
            )


def _is_resizable(ledger: Ledger, order: Order, qty: Decimal) -> bool:
    state = ledger.parents.get(order.id)
    if state is not None:
        # what it has given out cannot be less
        return order.is_open and state.ending is None and qty >= state.committed
    # an open order has a reason only where the venue refused to change it, and it would again
    return order.is_idle and not order.reason and order.id not in ledger.questions.ending


def _resized(
    ledger: Ledger, order: Order, qty: Decimal, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Change an exit's size, and bring a stop to where it was moved with it."""
    limit, price = order.limit_price, order.stop_price
    entry_id = order.terms.exit_of
    moved = ledger.brackets[entry_id].stop
    if moved is not None and price is not None and not order.triggered:
        entry = ledger.orders[entry_id]
        if price < moved if entry.is_buy else price > moved:
            limit, price = stop_limit(entry, moved), moved
    yield from _changed(ledger, order, (qty, limit, price), stamp, policies)


def _changed(
    ledger: Ledger, order: Order, asked: Change, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Change an exit through the gate; where it says no, what is wrong is told."""
    for event in change(ledger, order, asked, stamp, policies):
        if isinstance(event, e.RequestRefused):
            detail = f"exit {order.terms.role} stays at {order.qty}, {asked[0]} was refused"
            yield e.DiscrepancyFound(order.terms.exit_of, detail, codes_of(event.refusals))
        else:
            yield event


def _exit_terms(entry: Order, slot: Slot, qty: Decimal) -> SubmitOrder:
    terms = entry.terms
    target = slot.role is OrderRole.TAKE_PROFIT
    limit = slot.price if target else stop_limit(entry, slot.price)
    if target:
        order_type = OrderType.LIMIT
    else:
        order_type = OrderType.STOP if limit is None else OrderType.STOP_LIMIT
    return SubmitOrder(
        account=terms.account,
        instrument=terms.instrument,
        side=terms.side.opposite,
        qty=qty,
        type=order_type,
        limit_price=limit,
        stop_price=None if target else slot.price,
        # protection outlives the session of its entry
        time_in_force=TimeInForce.GTC,
        strategy=terms.strategy,
        principal=terms.principal,
        venue=terms.venue,
        reduce_only=True,
        exit_of=entry.id,
        role=slot.role,
        correlation_id=terms.correlation_id,
        exit_index=slot.index,
    )
