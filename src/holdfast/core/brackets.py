"""Brackets: each filled share of an entry has one stop and one target at the venue.

Exits are sized to the entry's cumulative fills at every fill, and to what the exits have
already closed. An exit that is idle is resized; where none is, because it is in flight, an
extra one is sent, so that nothing filled waits unprotected for an answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from holdfast.core.ledger import Bracket, Ledger, Order
from holdfast.core.policy import Policies
from holdfast.core.submitting import change, place
from holdfast.core.unreached import never_left
from holdfast.messages import events as e
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.refusals import Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderRole, OrderStatus, OrderType, TimeInForce

# exits that a venue ends or never hears of are sent again this often for one entry and role
EXIT_LOSSES_MAX = 5

_IDLE = (OrderStatus.NEW, OrderStatus.PARTIALLY_FILLED)
_LOST = (OrderStatus.CANCELED, OrderStatus.EXPIRED, OrderStatus.REJECTED)


def protect(
    ledger: Ledger, entry_id: str, stamp: Stamp, policies: Policies, *, shrink: bool = True
) -> Iterator[e.Event]:
    """Bring the exits of an entry in line with what it has filled and they have closed.

    A bracket that was ended gets no new exits, and those it still has shrink with each other.
    """
    bracket = ledger.brackets[entry_id]
    entry = ledger.orders[entry_id]
    for role, price in (
        (OrderRole.STOP_LOSS, entry.terms.stop_loss),
        (OrderRole.TAKE_PROFIT, entry.terms.take_profit),
    ):
        if price is None:
            continue
        missing = _missing(ledger, entry, bracket, role)
        if missing < 0 and shrink:
            yield from _uncover(ledger, bracket, role, -missing, stamp, policies)
            # an exit that could not be resized was cancelled whole
            missing = _missing(ledger, entry, bracket, role)
        if missing > 0 and not bracket.ended:
            yield from _cover(ledger, entry, role, missing, stamp, policies)


def closed_elsewhere(
    ledger: Ledger, order: Order, filled: e.OrderFilled
) -> Iterator[e.BracketReduced]:
    """Share out a fill that closes a position over the entries whose exits were to close it.

    The oldest entry gives first. A strategy's order closes its own entries alone, one of no
    strategy whatever there is; what opens the other side closes nothing.
    """
    terms = order.terms
    state = ledger.accounts[terms.account]
    after = state.positions[terms.instrument].qty
    before = after - filled.qty if order.is_buy else after + filled.qty
    left = min(filled.qty, max(-before if order.is_buy else before, ZERO))
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
    lost = 0
    for exit_id in ledger.brackets[order.terms.exit_of].exits:
        each = ledger.orders[exit_id]
        # what could not leave has not been ended by the venue
        is_lost = each.status in _LOST and not never_left(each)
        if each.terms.role is order.terms.role and is_lost and not each.cancel_wanted:
            lost += 1
    return lost > EXIT_LOSSES_MAX


def _missing(ledger: Ledger, entry: Order, bracket: Bracket, role: OrderRole) -> Decimal:
    return max(held_by(entry, bracket), ZERO) - covered(ledger, bracket, role)


def held_by(entry: Order, bracket: Bracket) -> Decimal:
    """Return what of an entry is filled and not closed; below zero where exits overran it."""
    return entry.cum_qty - bracket.exited - bracket.closed


def covered(ledger: Ledger, bracket: Bracket, role: OrderRole) -> Decimal:
    """Return what open exits of a role will still close: a replace in flight as it will be."""
    total = ZERO
    for order_id in bracket.open_exits:
        order = ledger.orders[order_id]
        if order.terms.role is role and order.status is not OrderStatus.PENDING_CANCEL:
            total += _to_close(order)
    return total


def _to_close(order: Order) -> Decimal:
    qty = order.qty if order.pending_qty is None else order.pending_qty
    # fills may have outrun a change that shrinks it
    return max(qty - order.cum_qty, ZERO)


def unprotected_qty(ledger: Ledger, entry_id: str) -> Decimal:
    """Return what of an entry is filled, not closed, and without a stop in force or on its way."""
    bracket = ledger.brackets[entry_id]
    entry = ledger.orders[entry_id]
    if entry.terms.stop_loss is None or bracket.ended:
        return ZERO
    bare = held_by(entry, bracket) - covered(ledger, bracket, OrderRole.STOP_LOSS)
    return bare if bare > 0 else ZERO


def _cover(
    ledger: Ledger,
    entry: Order,
    role: OrderRole,
    missing: Decimal,
    stamp: Stamp,
    policies: Policies,
) -> Iterator[e.Event]:
    for order_id in ledger.brackets[entry.id].open_exits:
        order = ledger.orders[order_id]
        if order.terms.role is role and _is_resizable(order) and not order.triggered:
            yield from _resized(ledger, order, order.qty + missing, stamp, policies)
            return
    for event in place(ledger, _exit_terms(entry, role, missing), stamp, policies):
        yield event
        if isinstance(event, e.OrderRefused):
            detail = f"exit {role} of {missing} was refused"
            yield e.DiscrepancyFound(entry.id, detail, _codes(event.refusals))


def _codes(refusals: tuple[Refusal, ...]) -> str:
    return ", ".join(refusal.code for refusal in refusals)


def _uncover(
    ledger: Ledger,
    bracket: Bracket,
    role: OrderRole,
    surplus: Decimal,
    stamp: Stamp,
    policies: Policies,
) -> Iterator[e.Event]:
    for order_id in tuple(bracket.open_exits):
        order = ledger.orders[order_id]
        if order.terms.role is not role or order.status is OrderStatus.PENDING_CANCEL:
            continue
        leaves = _to_close(order)
        if leaves <= surplus or (order.status in _IDLE and not _is_resizable(order)):
            if not order.cancel_wanted:
                yield e.CancelSent(order_id)
            surplus -= leaves
        elif _is_resizable(order):
            yield from _resized(ledger, order, order.qty - surplus, stamp, policies)
            return
        if surplus <= 0:
            return


def _is_resizable(order: Order) -> bool:
    # an open order has a reason only where the venue refused to change it, and it would again
    return order.status in _IDLE and not order.reason and order.pending_qty is None


def _resized(
    ledger: Ledger, order: Order, qty: Decimal, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Change an exit's size through the gate; where it says no, what is wrong is told."""
    asked = (qty, order.limit_price, order.stop_price)
    for event in change(ledger, order, asked, stamp, policies):
        if isinstance(event, e.RequestRefused):
            detail = f"exit {order.terms.role} stays at {order.qty}, {qty} was refused"
            yield e.DiscrepancyFound(order.terms.exit_of, detail, _codes(event.refusals))
        else:
            yield event


def _exit_terms(entry: Order, role: OrderRole, qty: Decimal) -> SubmitOrder:
    terms = entry.terms
    target = role is OrderRole.TAKE_PROFIT
    stop_limit = None if target else terms.stop_loss_limit
    if target:
        order_type = OrderType.LIMIT
    else:
        order_type = OrderType.STOP if stop_limit is None else OrderType.STOP_LIMIT
    return SubmitOrder(
        account=terms.account,
        instrument=terms.instrument,
        side=terms.side.opposite,
        qty=qty,
        type=order_type,
        limit_price=terms.take_profit if target else stop_limit,
        stop_price=None if target else terms.stop_loss,
        # protection outlives the session of its entry
        time_in_force=TimeInForce.GTC,
        strategy=terms.strategy,
        principal=terms.principal,
        venue=terms.venue,
        reduce_only=True,
        exit_of=entry.id,
        role=role,
        correlation_id=terms.correlation_id,
    )
