"""Facts of orders that are held until their trigger fills."""

from __future__ import annotations

from holdfast.core import tally
from holdfast.core.ledger import Ledger, ParentState
from holdfast.core.list_facts import joined
from holdfast.core.lists import HELD
from holdfast.core.order_facts import new_order
from holdfast.messages import contingent as o
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderStatus


def child_held(ledger: Ledger, event: o.ChildHeld) -> None:
    terms, status = event.terms, OrderStatus.PENDING_NEW
    order = new_order(ledger, event.order_id, terms, status, ZERO, event.arrival_price)
    ledger.parents[order.id] = ParentState(algo=HELD)
    ledger.accounts[terms.account].scope.tally.open_orders += 1
    if ledger.scopes:
        tally.adopted(ledger, terms)
    joined(ledger, order)
