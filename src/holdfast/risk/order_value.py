"""Refuse an order worth more than one order may be."""

from __future__ import annotations

from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import plain


def judge(case: Case) -> Finding:
    """Compare worst-case value with the largest of one order: without a price, no."""
    limit = case.limits.order_value_max
    if limit is None:
        return case.missing("order_value_max")
    value = case.value
    if value is None:
        return case.refused(Reason.NO_REFERENCE, "no price to value the order at", "instrument")
    if value <= limit:
        return Finding(value, limit) if case.tells else PASSES
    if case.order.exit_of:
        return PASSES
    detail = f"value {plain(value)} is over the largest of one order"
    return case.over(Reason.ORDER_VALUE_MAX, detail, "qty", value, limit, scope="order_value_max")


order_value = Check("order_value", ("RC02",), judge, yields=True)
