"""Refuse what the account cannot pay for, all its open orders counted."""

from __future__ import annotations

from holdfast.core.policy import Case, Check, Finding
from holdfast.core.valuation import free_funds
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import plain


def judge(case: Case) -> Finding:
    """Compare worst-case value with what is free: positions at cost, open orders reserved."""
    value = case.value
    if value is None:
        return case.refused(Reason.NO_REFERENCE, "no price to value the order at", "instrument")
    free = free_funds(case.state, case.order.side, case.open_value)
    if value <= free:
        return Finding(value, free)
    detail = f"the order needs {plain(value)}, {plain(free)} is free"
    return case.over(Reason.BUYING_POWER, detail, "qty", value, free)


buying_power = Check("buying_power", ("RC06",), judge, lets_reducing=True)
