"""Refuse an order of more units than one order may have (RC01)."""

from __future__ import annotations

from holdfast.core.policy import Case
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.numbers import plain


def order_qty(case: Case) -> Refusal | None:
    """Compare the asked quantity with the largest of one order; exits are sized by the desk."""
    limit = case.limits.order_qty_max
    if limit is None:
        return case.limit_missing("order_qty_max")
    qty = case.order.qty
    if qty <= limit or case.order.exit_of:
        return None
    detail = f"qty {plain(qty)} is over the largest of one order"
    return Refusal(Reason.ORDER_QTY_MAX, detail, "qty", qty, limit, limit)
