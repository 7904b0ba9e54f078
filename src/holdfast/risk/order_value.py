"""Refuse an order worth more than one order may be (RC02)."""

from __future__ import annotations

from holdfast.core.policy import Case
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.numbers import plain


def order_value(case: Case) -> Refusal | None:
    """Compare worst-case value with the largest of one order: without a price, no."""
    limit = case.limits.order_value_max
    if limit is None:
        return case.limit_missing("order_value_max")
    value = case.value
    if value is None:
        return Refusal(Reason.NO_REFERENCE, "no price to value the order at", "instrument")
    if value <= limit or case.order.exit_of:
        return None
    detail = f"value {plain(value)} is over the largest of one order"
    return Refusal(Reason.ORDER_VALUE_MAX, detail, "qty", value, limit, limit)
