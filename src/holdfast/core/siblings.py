"""Members of lists: which list an order is in, what it has left to do, and whether it should go."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from holdfast.core.ledger import Ledger, Order
from holdfast.core.lists import ListState
from holdfast.model.contingency import Contingency
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import ZERO
from holdfast.model.order import Side


def list_of(ledger: Ledger, order: Order) -> ListState | None:
    """Return the list that an order is a member of, None if it is of none."""
    return ledger.lists.known.get(order.terms.list_id) if order.terms.list_id else None


def members(ledger: Ledger, state: ListState) -> Iterator[Order]:
    """Yield the orders of a list, in their order."""
    return (ledger.orders[order_id] for order_id in state.members)


def should_go(ledger: Ledger, order: Order) -> bool:
    """Tell whether another member has decided that this one is to trade no more."""
    state = list_of(ledger, order)
    return state is not None and state.decided not in ("", order.id)


def room(ledger: Ledger, state: ListState) -> Decimal:
    """Say what the members of an OUO may still trade, all of them together."""
    return max(max(state.sizes) - _traded(ledger, state), ZERO)


def excess(ledger: Ledger, state: ListState) -> Decimal:
    """Say by how much the members have traded more than their contingency allows."""
    if state.contingency is Contingency.OTO:
        return ZERO
    if state.contingency is Contingency.OUO:
        return max(_traded(ledger, state) - max(state.sizes), ZERO)
    crossed, counted = ZERO, []
    until = state.traded or state.sizes
    for order, traded in zip(members(ledger, state), until, strict=True):
        # what others filled before it was decided is no crossing
        fair = order.cum_qty if order.id == state.decided else min(order.cum_qty, traded)
        crossed += order.cum_qty - fair if state.decided else ZERO
        counted.append(fair if state.decided else order.cum_qty)
    return crossed + sum((max(each, ZERO) for each in _beyond(ledger, state, counted)), ZERO)


def is_filled_together(ledger: Ledger, state: ListState) -> bool:
    """Tell whether members on one side of one instrument have filled what one of them is for."""
    counted = [order.cum_qty for order in members(ledger, state)]
    return any(each >= ZERO for each in _beyond(ledger, state, counted))


def _beyond(ledger: Ledger, state: ListState, counted: list[Decimal]) -> list[Decimal]:
    """Say by how much what is counted is more than the largest, by instrument and side."""
    sums: dict[tuple[InstrumentId, Side], Decimal] = {}
    most: dict[tuple[InstrumentId, Side], Decimal] = {}
    for order, size, qty in zip(members(ledger, state), state.sizes, counted, strict=True):
        key = (order.terms.instrument, order.terms.side)
        sums[key] = sums.get(key, ZERO) + qty
        most[key] = max(most.get(key, ZERO), size)
    return [sums[key] - most[key] for key in sums]


def _traded(ledger: Ledger, state: ListState) -> Decimal:
    return sum((order.cum_qty for order in members(ledger, state)), ZERO)
