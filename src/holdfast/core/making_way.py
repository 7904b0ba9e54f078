"""Orders that make way where a venue holds back what they would close (`core.held_back`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from holdfast.core.brackets import covered, protect
from holdfast.core.exits import asked_elsewhere, is_closer, is_opening, on_its_side, to_stop
from holdfast.core.held_back import is_held_back, rests_against
from holdfast.core.ledger import Ledger, Order
from holdfast.core.policy import Policies
from holdfast.core.winding_up import pull
from holdfast.messages import contingent as o
from holdfast.messages import events as e
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.stamp import Stamp
from holdfast.model.order import OrderRole, OrderStatus


def given_out(
    ledger: Ledger,
    exit_: Order,
    children: Sequence[SubmitOrder],
    stamp: Stamp,
    policies: Policies,
) -> Iterator[e.Event]:
    """Have the stop make way for what a target gives out, or the entry for its stop."""
    if children and is_held_back(ledger, exit_):
        if exit_.terms.role is OrderRole.STOP_LOSS:
            yield from _let_stop(ledger, exit_)
        yield from protect(ledger, exit_.terms.exit_of, stamp, policies)
    elif is_closer(ledger, exit_):
        yield from _made_way(ledger, exit_, stamp, policies)
    elif is_opening(ledger, exit_):
        yield from _let_open(ledger, exit_, stamp, policies)


def _let_stop(ledger: Ledger, stop: Order) -> Iterator[e.Event]:
    """Have what opens more make way for a stop that was set off: its entry, and all that rests."""
    entry, why = ledger.orders[stop.terms.exit_of], f"the stop {stop.id} was set off"
    yield from pull(ledger, entry, why)
    for order in tuple(on_its_side(ledger, entry)):
        if order.id not in ledger.parents and order.status is not OrderStatus.PENDING_CANCEL:
            yield e.CancelSent(order.id, why)


def _made_way(ledger: Ledger, closer: Order, stamp: Stamp, policies: Policies) -> Iterator[e.Event]:
    """Have the exits of a position make way for an order that closes it at once."""
    terms = closer.terms
    for entry_id in tuple(ledger.accounts[terms.account].brackets.get(terms.instrument, ())):
        entry = ledger.orders[entry_id]
        if entry.is_buy is closer.is_buy or not asked_elsewhere(ledger, entry):
            continue
        if entry_id not in ledger.lists.waiting:
            yield o.WayMade(entry_id)
        if _is_in_the_way(ledger, entry):
            yield from protect(ledger, entry_id, stamp, policies)


def _let_open(ledger: Ledger, order: Order, stamp: Stamp, policies: Policies) -> Iterator[e.Event]:
    """Have the stops that rest against an order watched while it works."""
    against = {each.terms.exit_of: None for each in rests_against(ledger, order.terms)}
    for entry_id in against:
        yield from protect(ledger, entry_id, stamp, policies)


def _is_in_the_way(ledger: Ledger, entry: Order) -> bool:
    """Tell whether the stop of an entry covers more than it may beside what is to close."""
    bracket = ledger.brackets[entry.id]
    return covered(ledger, bracket, OrderRole.STOP_LOSS) > to_stop(ledger, entry, bracket)


def came_back(ledger: Ledger, exit_: Order, stamp: Stamp, policies: Policies) -> Iterator[e.Event]:
    """Have the stop come back for what a target gave out in vain."""
    if exit_.is_open and is_held_back(ledger, exit_):
        yield from protect(ledger, exit_.terms.exit_of, stamp, policies)
