"""Refuse what the account cannot pay for, all its open orders counted (RC06)."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.policy import Case
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.account import AccountKind
from holdfast.model.numbers import ZERO
from holdfast.model.order import Side


def buying_power(case: Case) -> Refusal | None:
    """Compare worst-case value with what is free: positions at cost, open orders reserved.

    A cash account pays in full and sells what it holds; a margin account may carry
    `leverage` times its equity, long and short together.
    """
    if case.reduces:
        return None
    value = case.value
    if value is None:
        return Refusal(Reason.NO_REFERENCE, "no price to value the order at", "instrument")
    free = _free(case)
    if value <= free:
        return None
    detail = f"the order needs {value}, {free} is free"
    return Refusal(Reason.BUYING_POWER, detail, "qty", value, free, free - value)


def _free(case: Case) -> Decimal:
    state = case.state
    account = state.account
    cash = state.cash.get(account.base_currency, ZERO)
    if account.kind is AccountKind.MARGIN:
        equity = cash + state.net_cost
        return equity * account.leverage - state.gross_cost - case.open_value
    if case.order.side is Side.SELL:
        return ZERO
    return cash - case.open_value
