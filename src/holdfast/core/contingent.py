"""Contingencies: what the fill or the end of one member of a list means for the others.

The desk holds them on every venue. After each input that moved a member its list is brought in
line, from what the ledger has alone, so a restart changes nothing: what had to follow from an
input was written with it. What fills before its cancel arrives is booked, and a person is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import TypeVar

from holdfast.core.brackets import protect, unprotected_qty
from holdfast.core.canceling import cancel_order
from holdfast.core.exits import asked_elsewhere, held_by, is_opposed
from holdfast.core.ledger import Ledger, Order
from holdfast.core.lists import ListState
from holdfast.core.policy import Policies
from holdfast.core.releasing import followed
from holdfast.core.siblings import excess, is_filled_together, members, room
from holdfast.core.spreading import settle
from holdfast.core.submitting import CUT, change
from holdfast.core.trailed import own_stop
from holdfast.messages import contingent as o
from holdfast.messages import events as e
from holdfast.messages.stamp import Stamp
from holdfast.model.contingency import Contingency, TriggerMode
from holdfast.model.ids import OrderId
from holdfast.model.numbers import ZERO, plain

_Asked = TypeVar("_Asked")
_Decider = Callable[[Ledger, _Asked, Stamp, Policies], Iterable[e.Event]]


def then_settled(decide: _Decider[_Asked]) -> _Decider[_Asked]:
    """Have the lists and multi-leg orders that a message touched brought in line after it."""

    def decided(
        ledger: Ledger, message: _Asked, stamp: Stamp, policies: Policies
    ) -> Iterable[e.Event]:
        # most desks have none, and every report comes by here
        if not (ledger.lists.known or ledger.lists.waiting or ledger.spreads.of):
            return decide(ledger, message, stamp, policies)
        return late(ledger, message, stamp, policies)

    def late(
        ledger: Ledger, message: _Asked, stamp: Stamp, policies: Policies
    ) -> Iterator[e.Event]:
        yield from decide(ledger, message, stamp, policies)
        yield from settled(ledger, stamp, policies)
        yield from settle(ledger)

    return decided


def settled(ledger: Ledger, stamp: Stamp, policies: Policies) -> Iterator[e.Event]:
    """Bring every list in line of which this input has moved a member, and exits that waited."""
    lists = ledger.lists
    for entry_id in tuple(lists.waiting):
        entry = ledger.orders.get(entry_id)
        if entry is not None and _waits(ledger, entry):
            if _lacks_a_stop(ledger, entry):
                yield from protect(ledger, entry_id, stamp, policies)
            continue
        yield o.ExitsDue(entry_id)
        if entry is not None:
            yield from protect(ledger, entry_id, stamp, policies)
    if lists.touched_at != stamp.seq:
        return
    for list_id in tuple(lists.touched):
        state = lists.known.get(list_id)
        if state is not None:
            yield from _SETTLERS[state.contingency](ledger, list_id, state, stamp, policies)
            yield from _told(ledger, list_id, state)


def _lacks_a_stop(ledger: Ledger, entry: Order) -> bool:
    """Tell whether a stop is to come back that made way, and nobody knows that it lacks."""
    if entry.id in ledger.questions.exits or not unprotected_qty(ledger, entry.id):
        return False
    return all(each.subject != entry.id for each in ledger.discrepancies)


def _waits(ledger: Ledger, entry: Order) -> bool:
    """Tell whether something keeps the exits of an entry back: it works, or others come first."""
    if entry.is_open:
        return True
    if held_by(entry, ledger.brackets[entry.id]) <= ZERO:
        return False
    return bool(asked_elsewhere(ledger, entry)) or is_opposed(ledger, entry)


def _told(ledger: Ledger, list_id: OrderId, state: ListState) -> Iterator[e.Event]:
    """Tell of what members traded beside the one that decided, and let no more of it trade."""
    surplus = excess(ledger, state)
    if surplus > state.excess:
        yield o.ListExceeded(list_id, surplus)
        fills = ", ".join(f"{each.id} {plain(each.cum_qty)}" for each in members(ledger, state))
        detail = f"its {state.contingency} traded {plain(surplus)} too much: a fill crossed"
        yield e.DiscrepancyFound(list_id, detail, fills)
        for each in tuple(members(ledger, state)):
            # what still works of it would only make it more
            if each.is_open and not each.cancel_wanted:
                yield from cancel_order(ledger, each)


# --- one cancels the others ---------------------------------------------------------------


def _cancels_others(
    ledger: Ledger, list_id: OrderId, state: ListState, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    if state.decided:
        return
    for order in members(ledger, state):
        why = _why_over(order)
        if not why and order.cum_qty and state.mode is TriggerMode.PARTIAL:
            why = f"has filled {plain(order.cum_qty)}"
        if why:
            yield from _decide(ledger, list_id, state, order, why)
            return
    if is_filled_together(ledger, state):
        most = _who_filled(ledger, state)
        yield from _decide(ledger, list_id, state, most, "they filled together what one was for")
        if most.is_open and not most.cancel_wanted:
            yield from cancel_order(ledger, most)


def _why_over(order: Order) -> str:
    return "" if order.is_open else f"is {order.status}"


def _decide(
    ledger: Ledger, list_id: OrderId, state: ListState, order: Order, why: str
) -> Iterator[e.Event]:
    """Let one member decide: the others are cancelled, once; what is refused is asked again.

    Only in FULL mode may the others have filled in part by then.
    """
    is_full = state.mode is TriggerMode.FULL
    traded = tuple(each.cum_qty if is_full else ZERO for each in members(ledger, state))
    yield o.ListDecided(list_id, order.id, why, traded)
    for each in tuple(members(ledger, state)):
        if each.id != order.id and each.is_open and not each.cancel_wanted:
            yield from cancel_order(ledger, each)


# --- one updates the others ---------------------------------------------------------------


def _shrinks_others(
    ledger: Ledger, list_id: OrderId, state: ListState, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Let every member have what is left of the list; who ended unfilled ends the others."""
    if state.decided:
        return
    left = room(ledger, state)
    for order in members(ledger, state):
        why = _why_over(order)
        if why or (not left and order.cum_qty):
            yield from _decide(ledger, list_id, state, order, why or "nothing is left")
            return
    for order in tuple(members(ledger, state)):
        if not _is_too_large(order, left):
            # what is in flight is looked at again when it lands
            continue
        if order.reason:
            # the venue refused to change it, and it would again
            yield from _decide(ledger, list_id, state, _who_filled(ledger, state), "cannot shrink")
            return
        yield from _shrunk(ledger, list_id, order, left, stamp, policies)


def _is_too_large(order: Order, left: Decimal) -> bool:
    """Tell whether an order that can be changed now is to shrink."""
    return order.is_idle and order.leaves_qty > left


def _who_filled(ledger: Ledger, state: ListState) -> Order:
    return max(members(ledger, state), key=lambda order: order.cum_qty)


def _shrunk(
    ledger: Ledger,
    list_id: OrderId,
    order: Order,
    left: Decimal,
    stamp: Stamp,
    policies: Policies,
) -> Iterator[e.Event]:
    """Leave a member what the list has left; where the gate says no, it goes."""
    asked = (order.cum_qty + left, order.limit_price, own_stop(order))
    for event in change(ledger, order, asked, stamp, policies, CUT):
        yield event
        state = ledger.lists.known[list_id]
        if isinstance(event, e.RequestRefused) and not state.decided:
            filled = _who_filled(ledger, state)
            yield from _decide(ledger, list_id, state, filled, f"{order.id} may not shrink")


# --- one triggers the others --------------------------------------------------------------


def _releases(
    ledger: Ledger, list_id: OrderId, state: ListState, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    for child in tuple(members(ledger, state))[1:]:
        yield from followed(ledger, state, child, stamp)


_Settler = Callable[[Ledger, OrderId, ListState, Stamp, Policies], Iterator[e.Event]]
_SETTLERS: dict[Contingency, _Settler] = {
    Contingency.OCO: _cancels_others,
    Contingency.OTO: _releases,
    Contingency.OUO: _shrinks_others,
}
