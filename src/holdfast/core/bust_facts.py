"""Facts of fills that were taken back."""

from __future__ import annotations

from holdfast.core.booking import unbook_fill
from holdfast.core.bracket_facts import exit_traded, track_bracket
from holdfast.core.ledger import Ledger, Order
from holdfast.core.lineage import above
from holdfast.core.list_facts import list_touched
from holdfast.core.order_facts import as_fills_say
from holdfast.core.reserve import price_what_no_longer_reduces, reserve
from holdfast.messages import events as e
from holdfast.model.order import OrderStatus


def fill_busted(ledger: Ledger, event: e.FillBusted) -> None:
    order = ledger.orders[event.order_id]
    terms = order.terms
    account = ledger.accounts[terms.account]
    account.busted[event.exec_id] = order.id
    fill = account.fills.get(event.exec_id)
    if fill is None:
        return
    filled = (order, *above(ledger, order))
    for touched in filled:
        touched.cum_qty -= fill.qty
        touched.cost -= fill.qty * fill.price
        touched.commission -= fill.fee
        touched.updated_at = ledger.at
    if terms.exit_of:
        exit_traded(ledger, order, -fill.qty)
    for touched in filled:
        if touched.terms.parent_id and not touched.is_open:
            ledger.parents[touched.terms.parent_id].committed -= fill.qty
    for touched in filled:
        _work_on(ledger, touched)
    for entry_id in (*(each.id for each in filled), terms.exit_of):
        if entry_id in ledger.brackets:
            track_bracket(ledger, entry_id)
    unbook_fill(ledger, account, terms, fill)
    price_what_no_longer_reduces(ledger, terms.account, terms.instrument, fill.price)


def _work_on(ledger: Ledger, order: Order) -> None:
    """Give an order the status and reservation that its fills leave it."""
    if order.is_open:
        if order.status is OrderStatus.PARTIALLY_FILLED:
            order.status = as_fills_say(ledger, order)
        reserve(ledger, order)
    if order.terms.list_id:
        list_touched(ledger, order)
