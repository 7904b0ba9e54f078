"""Ask again about an order worth more than is usual: a soft block, to be acknowledged."""

from __future__ import annotations

from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import plain


def judge(case: Case) -> Finding:
    """Compare worst-case value with what needs a second look, where a scope says so."""
    limit = case.limits.order_value_soft
    if limit is None:
        return PASSES
    value = case.value
    # without a price the hard limit refuses; exits are the desk's to size
    if value is None or case.order.exit_of:
        return PASSES
    if value <= limit:
        return Finding(value, limit) if case.tells else PASSES
    detail = f"value {plain(value)} needs a second look"
    return case.over(Reason.ORDER_VALUE_SOFT, detail, "qty", value, limit, scope="order_value_soft")


order_value_soft = Check(
    "order_value_soft", ("RC02", "RC25"), judge, is_soft=True, where=("order_value_soft",)
)
