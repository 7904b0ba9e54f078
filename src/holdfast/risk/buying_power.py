"""Refuse what the account cannot pay for, all its open orders counted (RC06)."""

from __future__ import annotations

from holdfast.core.policy import Case
from holdfast.core.valuation import free_funds
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.numbers import plain


def buying_power(case: Case) -> Refusal | None:
    """Compare worst-case value with what is free: positions at cost, open orders reserved."""
    if case.reduces:
        return None
    value = case.value
    if value is None:
        return Refusal(Reason.NO_REFERENCE, "no price to value the order at", "instrument")
    free = free_funds(case.state, case.order.side, case.open_value)
    if value <= free:
        return None
    detail = f"the order needs {plain(value)}, {plain(free)} is free"
    return Refusal(Reason.BUYING_POWER, detail, "qty", value, free, free)
