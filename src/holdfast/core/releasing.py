"""Children of an OTO: held here, and given out as far as their trigger has filled.

A held child is a parent that reserves nothing. Each time that more of its trigger is filled it
is asked, with the quotes of then, and gives out what is due and was not given yet; what the gate
or the venue does not take is not sent again. It ends once its trigger has and all it gave out.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from holdfast.core.ledger import Ledger, Order
from holdfast.core.lists import ListState
from holdfast.core.policy import Policies
from holdfast.core.submitting import place
from holdfast.messages import events as e
from holdfast.messages.refusals import codes_of
from holdfast.messages.stamp import Stamp
from holdfast.model.contingency import TriggerMode
from holdfast.model.numbers import ZERO, plain, ratio, round_down
from holdfast.model.order import OrderRole, OrderStatus

_GIVEN = "given"


def due(ledger: Ledger, state: ListState, child: Order) -> Decimal:
    """Say how much of a child its trigger calls for: the share of it that has filled."""
    trigger, size = ledger.orders[state.members[0]], state.sizes[0]
    if state.mode is TriggerMode.FULL and trigger.status is not OrderStatus.FILLED:
        return ZERO
    if trigger.cum_qty >= size:
        return child.qty
    listing = ledger.listing_of(child.terms)
    return round_down(ratio(child.qty * trigger.cum_qty, size), listing.lot)


def given(ledger: Ledger, child: Order) -> Decimal:
    """Say how much of a child was given out, whatever became of it."""
    return Decimal(str(ledger.parents[child.id].memory.get(_GIVEN, "0")))


def released(ledger: Ledger, child: Order, stamp: Stamp, policies: Policies) -> Iterator[e.Event]:
    """Give out what is due of a child and was not given out yet."""
    state = ledger.lists.known[child.terms.list_id]
    parent = ledger.parents[child.id]
    wanted = due(ledger, state, child)
    missing = wanted - max(given(ledger, child), parent.committed)
    yield e.ParentScheduled(child.id, None)
    if missing > ZERO and parent.ending is None:
        yield e.ParentNoted(child.id, {_GIVEN: plain(wanted)})
        terms = replace(
            child.terms, qty=missing, client_order_id="", parent_id=child.id, role=OrderRole.SLICE
        )
        for event in place(ledger, terms, stamp, policies):
            yield event
            if isinstance(event, e.OrderRefused):
                detail = f"{plain(missing)} of it was released, and refused"
                yield e.DiscrepancyFound(child.id, detail, codes_of(event.refusals))
    yield from followed(ledger, state, child, stamp)


def followed(ledger: Ledger, state: ListState, child: Order, stamp: Stamp) -> Iterator[e.Event]:
    """Bring a child in line with its trigger: ask it, take back what is too much, or end it."""
    parent = ledger.parents[child.id]
    if not child.is_open or parent.ending is not None:
        return
    wanted = due(ledger, state, child)
    if wanted > max(given(ledger, child), parent.committed):
        if parent.wake_at is None:
            yield e.ParentScheduled(child.id, stamp.at)
        return
    if parent.committed > wanted:
        yield from _taken_back(ledger, child, parent.committed - wanted, wanted)
    if not parent.open_children and (
        not ledger.orders[state.members[0]].is_open or given(ledger, child) >= child.qty
    ):
        trigger = ledger.orders[state.members[0]]
        detail = f"its trigger {trigger.id} has filled {plain(trigger.cum_qty)}"
        yield e.ParentStopping(child.id, OrderStatus.CANCELED, detail)
        yield e.ParentEnded(child.id, OrderStatus.CANCELED, detail)


def _taken_back(
    ledger: Ledger, child: Order, surplus: Decimal, wanted: Decimal
) -> Iterator[e.Event]:
    """Cancel what was given out for a fill that was taken back, the newest first."""
    yield e.ParentNoted(child.id, {_GIVEN: plain(wanted)})
    for order_id in reversed(tuple(ledger.parents[child.id].open_children)):
        order = ledger.orders[order_id]
        if surplus <= ZERO:
            return
        if not order.cancel_wanted:
            yield e.CancelSent(order_id)
        surplus -= order.leaves_qty
