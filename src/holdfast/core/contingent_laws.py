"""The laws of brackets and lists: what is filled is protected, and nothing closes it twice.

I11: exits reserve what the stops or the targets of an entry could trade. I17: a list is decided
once, and the children of an OTO have no more out than their trigger's fills call for. I18: what
is to have a stop has one, or a person was told or it waits to be sent; idle exits close no more
than is held.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from holdfast.core.brackets import covered, unprotected_qty
from holdfast.core.exits import to_protect
from holdfast.core.ledger import Bracket, Ledger, Order
from holdfast.core.lineage import below
from holdfast.core.lists import ListState
from holdfast.core.releasing import due
from holdfast.core.siblings import excess, members, room
from holdfast.model.contingency import Contingency, TriggerMode
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderRole


def contingent_findings(ledger: Ledger) -> Iterator[str]:
    """Name each law of brackets and lists that does not hold."""
    told = {each.subject for each in ledger.discrepancies}
    for entry_id, bracket in ledger.brackets.items():
        if entry_id in ledger.questions.exits:
            # looked at again soon
            continue
        bare = unprotected_qty(ledger, entry_id)
        if bare and entry_id not in told:
            yield f"I18: {bare} of {entry_id} has no stop, and nobody was told"
        yield from _unreserved(ledger, entry_id, bracket)
        if not bracket.ended and _are_idle(ledger, bracket):
            yield from _overrun(ledger, ledger.orders[entry_id], bracket)
    for list_id, state in ledger.lists.known.items():
        if state.contingency is Contingency.OTO:
            yield from _released(ledger, state)
            continue
        surplus = excess(ledger, state)
        if surplus > state.excess or (state.excess and list_id not in told):
            yield f"I17: {list_id} traded {surplus} too much, and {state.excess} was told"
        if not state.decided:
            yield from _undecided(ledger, list_id, state)
            if state.contingency is Contingency.OUO:
                yield from _too_large(ledger, list_id, state)


def _are_idle(ledger: Ledger, bracket: Bracket) -> bool:
    """Tell whether every exit could be resized now: the rest waits for an answer."""
    return all(
        (order := ledger.orders[order_id]).is_idle
        and not order.reason
        and order_id not in ledger.questions.open
        for order_id in bracket.open_exits
    )


def _unreserved(ledger: Ledger, entry_id: str, bracket: Bracket) -> Iterator[str]:
    """Hold exits to reserve at least what the targets, or the stops, of their entry could trade."""
    could: dict[OrderRole | None, Decimal] = {}
    reserved = ZERO
    exits = bracket.open_exits
    for order_id in (each for one in exits for each in (one, *below(ledger, one))):
        order = ledger.orders[order_id]
        reserved += order.reserved_qty
        if order_id in ledger.parents or order_id in ledger.questions.ending:
            continue
        role = order.terms.role
        could[role] = could.get(role, ZERO) + order.leaves_qty
    most = max(could.values(), default=ZERO)
    if reserved < most:
        yield f"I11: exits of {entry_id} could trade {most} and reserve {reserved}"


def _overrun(ledger: Ledger, entry: Order, bracket: Bracket) -> Iterator[str]:
    held = to_protect(entry, bracket)
    for role in (OrderRole.STOP_LOSS, OrderRole.TAKE_PROFIT):
        closing = covered(ledger, bracket, role)
        if closing > held:
            yield f"I18: exits {role} of {entry.id} close {closing}, it holds {held}"


def _too_large(ledger: Ledger, list_id: str, state: ListState) -> Iterator[str]:
    """Hold members of an OUO that could be changed now to what the list has left."""
    left = room(ledger, state)
    for order in members(ledger, state):
        is_idle = order.is_idle and not order.reason
        if is_idle and order.id not in ledger.questions.open and order.leaves_qty > left:
            yield f"I17: {order.id} works for {order.leaves_qty}, {list_id} has {left} left"


def _undecided(ledger: Ledger, list_id: str, state: ListState) -> Iterator[str]:
    for order in members(ledger, state):
        has_filled = order.cum_qty and state.mode is TriggerMode.PARTIAL
        if not order.is_open or (state.contingency is Contingency.OCO and has_filled):
            yield f"I17: {list_id} is not decided, and {order.id} is {order.status}"


def _released(ledger: Ledger, state: ListState) -> Iterator[str]:
    for child in list(members(ledger, state))[1:]:
        parent = ledger.parents[child.id]
        out = sum(
            (
                order.leaves_qty
                for each in parent.open_children
                if not (order := ledger.orders[each]).cancel_wanted
            ),
            ZERO,
        )
        if out > max(due(ledger, state, child) - child.cum_qty, ZERO):
            yield f"I17: {child.id} has {out} out, {due(ledger, state, child)} is due"
