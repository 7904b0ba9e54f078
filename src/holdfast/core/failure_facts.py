"""Facts of children that came to nothing, counted with their parents."""

from __future__ import annotations

from holdfast.core import order_facts
from holdfast.core.failures import Failures
from holdfast.core.ledger import Ledger
from holdfast.messages import events as e
from holdfast.model.ids import OrderId


def order_refused(ledger: Ledger, event: e.OrderRefused) -> None:
    order_facts.order_refused(ledger, event)
    parent_id = event.terms.parent_id
    if parent_id:
        codes = tuple(dict.fromkeys(str(refusal.code) for refusal in event.refusals))
        _failed(ledger, parent_id, codes, by_gate=True)


def order_rejected(ledger: Ledger, event: e.OrderRejected) -> None:
    order_facts.order_rejected(ledger, event)
    parent_id = ledger.orders[event.order_id].terms.parent_id
    if parent_id:
        _failed(ledger, parent_id, (event.code,), by_gate=False)


def _failed(ledger: Ledger, parent_id: OrderId, codes: tuple[str, ...], *, by_gate: bool) -> None:
    state = ledger.parents.get(parent_id)
    if state is None:
        return
    if state.failures is None:
        state.failures = Failures()
    state.failures.failed(ledger.at, codes, by_gate=by_gate)
