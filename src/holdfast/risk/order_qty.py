"""Refuse an order of more units than one order may have."""

from __future__ import annotations

from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import plain


def judge(case: Case) -> Finding:
    """Compare the asked quantity with the largest of one order; exits are sized by the desk."""
    limit = case.limits.order_qty_max
    if limit is None:
        return case.missing("order_qty_max")
    qty = case.order.qty
    if qty <= limit:
        return Finding(qty, limit) if case.tells else PASSES
    if case.order.exit_of:
        return PASSES
    detail = f"qty {plain(qty)} is over the largest of one order"
    return case.over(Reason.ORDER_QTY_MAX, detail, "qty", qty, limit, scope="order_qty_max")


order_qty = Check("order_qty", ("RC01",), judge, yields=True)
