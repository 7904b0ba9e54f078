"""Venues where an open order holds back what it would close from all others.

There a stop and a target cannot both rest for the same shares, nor a stop opposite to its own
entry. So the stop rests once the entry is over, and is watched by the desk until then; the target
is watched by the desk, and takes the place of as much of the stop as it is to close. What opens
more waits until the stops that rest against it are watched; once it is over they rest again.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from holdfast.core.exits import has_stop, is_opening, is_opposed, on_its_side, unbracketed
from holdfast.core.holding import closable, open_in
from holdfast.core.ledger import Bracket, Ledger, Order
from holdfast.core.lineage import below, works_for
from holdfast.core.triggers import TRIGGERED
from holdfast.core.worked_by import AT_ONCE, OPENING, STOP, STOP_TYPES, Beside, worked_by
from holdfast.messages.commands import SubmitOrder
from holdfast.model.abilities import Abilities
from holdfast.model.contingency import Contingency
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderRole, OrderType, Side


def is_held_back(ledger: Ledger, exit_: Order) -> bool:
    """Tell whether an order is an exit at a venue that holds back what orders would close."""
    terms = exit_.terms
    is_exit = bool(terms.exit_of) and not terms.parent_id
    return is_exit and ledger.abilities_of(terms).holds_for_orders


def beside(ledger: Ledger, terms: SubmitOrder, abilities: Abilities) -> Beside:
    """Say what an order has beside it: its entry while that is open, a stop, or siblings."""
    if not abilities.holds_for_orders:
        return Beside.NOTHING
    if not terms.exit_of and _is_to_wait(ledger, terms):
        return Beside.STOPS_AGAINST
    if terms.parent_id:
        return Beside.NOTHING
    if terms.list_id:
        return _in_list(ledger, terms)
    if not terms.exit_of:
        return _beside_exits(ledger, terms)
    entry = ledger.orders[terms.exit_of]
    if terms.role is OrderRole.TAKE_PROFIT:
        return Beside.STOP if has_stop(entry.terms) else Beside.NOTHING
    return Beside.ENTRY if is_opposed(ledger, entry) else Beside.NOTHING


def _is_to_wait(ledger: Ledger, terms: SubmitOrder) -> bool:
    """Tell whether an order would leave while stops rest against it; one that has waited does."""
    parent = ledger.parents.get(terms.parent_id)
    if terms.combo is not None or terms.list_id or (parent is not None and parent.algo == OPENING):
        return False
    return any(rests_against(ledger, terms))


def rests_against(ledger: Ledger, terms: SubmitOrder) -> Iterator[Order]:
    """Yield the stops at its venue that an order of the other side may not leave beside."""
    venue = ledger.venue_of(terms)
    for entry_id in ledger.accounts[terms.account].brackets.get(terms.instrument, ()):
        if ledger.orders[entry_id].terms.side is terms.side:
            for stop in resting_stops(ledger, ledger.brackets[entry_id]):
                if ledger.venue_of(stop.terms) == venue:
                    yield stop


def resting_stops(ledger: Ledger, bracket: Bracket) -> Iterator[Order]:
    """Yield the stops of an entry that are at their venue, as they are or by what they gave out."""
    for order_id in bracket.open_exits:
        stop = ledger.orders[order_id]
        if stop.terms.role is not OrderRole.STOP_LOSS:
            continue
        orders = (ledger.orders[each] for each in (order_id, *below(ledger, order_id)))
        if any(_rests_as_stop(ledger, each) for each in orders):
            yield stop


def _rests_as_stop(ledger: Ledger, order: Order) -> bool:
    is_stop = order.terms.type in STOP_TYPES and not order.triggered
    return is_stop and order.id not in ledger.parents


def _to_be_watched(ledger: Ledger, bracket: Bracket) -> Iterator[Order]:
    """Yield the stops of an entry that rest though something waits to leave against them."""
    for stop in tuple(resting_stops(ledger, bracket)):
        state = ledger.parents.get(stop.id)
        if not stop.cancel_wanted and (state is None or state.ending is None):
            yield stop


def _beside_exits(ledger: Ledger, terms: SubmitOrder) -> Beside:
    """Tell whether exits hold back what an order is to close at once."""
    if terms.type is not OrderType.MARKET and terms.time_in_force not in AT_ONCE:
        return Beside.NOTHING
    if not ZERO < terms.qty <= _closable(ledger, terms):
        return Beside.NOTHING
    if not terms.strategy and terms.qty <= unbracketed(ledger, terms, _held(ledger, terms)):
        return Beside.NOTHING
    entries = ledger.accounts[terms.account].brackets.get(terms.instrument, ())
    has_exits = any(ledger.brackets[each].open_exits for each in entries)
    return Beside.EXITS if has_exits else Beside.NOTHING


def _in_list(ledger: Ledger, terms: SubmitOrder) -> Beside:
    """Tell whether a member of a list closes what its siblings may close instead."""
    state = ledger.lists.known.get(terms.list_id)
    if state is None or state.contingency is Contingency.OTO or not _closable(ledger, terms):
        return Beside.NOTHING
    return Beside.SIBLING


def _closable(ledger: Ledger, terms: SubmitOrder) -> Decimal:
    return closable(_held(ledger, terms), terms.side is Side.BUY)


def _held(ledger: Ledger, terms: SubmitOrder) -> Decimal:
    return ledger.position(terms.account, terms.instrument).qty


def kept(ledger: Ledger, order: Order) -> Decimal | None:
    """Return what other orders hold back of what one is to close; None where it may not leave yet.

    A stop may not leave beside its entry or another order that opens more, nor what opens more
    beside a stop that rests.
    """
    terms = order.terms
    if is_opening(ledger, order):
        return None if any(rests_against(ledger, terms)) else ZERO
    if terms.role is OrderRole.STOP_LOSS and is_opposed(ledger, ledger.orders[terms.exit_of]):
        return None
    total, venue = ZERO, ledger.venue_of(terms)
    for other in open_in(ledger, terms.account, terms.instrument):
        if (
            other.terms.side is terms.side
            and other.id not in ledger.parents
            and ledger.venue_of(other.terms) == venue
            and not works_for(ledger, other, order.id)
        ):
            total += max(other.qty, other.pending_qty or ZERO) - other.cum_qty
    return total


def misplaced(ledger: Ledger, entry: Order, bracket: Bracket) -> Iterator[Order]:
    """Yield the stops of an entry that rest and are to be watched, or the other way round."""
    abilities = ledger.abilities_of(entry.terms)
    if not abilities.holds_for_orders or bracket.ended:
        return
    if not is_opposed(ledger, entry):
        yield from _may_rest_now(ledger, bracket, abilities)
    elif any(is_opening(ledger, order) for order in on_its_side(ledger, entry)):
        yield from _to_be_watched(ledger, bracket)


def _may_rest_now(ledger: Ledger, bracket: Bracket, abilities: Abilities) -> Iterator[Order]:
    """Yield the stops that the desk watches and the venue could, now that nothing opposes them."""
    for order_id in tuple(bracket.open_exits):
        order, state = ledger.orders[order_id], ledger.parents.get(order_id)
        if order.terms.role is not OrderRole.STOP_LOSS or state is None:
            continue
        # what was set off is not taken back
        is_idle = state.ending is None and not state.committed and TRIGGERED not in state.memory
        is_watched = state.algo == STOP and is_idle
        if is_watched and worked_by(order.terms, abilities) != STOP:
            yield order
