"""Refuse what the account cannot pay for, all its open orders counted."""

from __future__ import annotations

from holdfast.core.exposed import added
from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.core.valuation import free_funds
from holdfast.messages.refusals import Reason
from holdfast.model.account import AccountKind
from holdfast.model.instrument import InstrumentKind
from holdfast.model.numbers import plain

_PORTFOLIO = AccountKind.PORTFOLIO
_EQUITY = InstrumentKind.EQUITY


def judge(case: Case) -> Finding:
    """Compare worst-case value with what is free beside what is held and open.

    A portfolio account opens equities alone: for others the moves to try are not known.
    """
    if case.value is None:
        return case.refused(Reason.NO_REFERENCE, "no price to value the order at", "instrument")
    if case.state.account.kind is _PORTFOLIO and case.instrument.kind is not _EQUITY:
        detail = f"no moves are known by which {case.instrument.kind} could be margined"
        return case.refused(Reason.UNSUPPORTED, detail, "instrument")
    value = case.value if case.replaces is None else added(case, case.value)
    free = free_funds(case.state, case.order.side, case.open_value)
    if value <= free:
        return Finding(value, free) if case.tells else PASSES
    detail = f"the order needs {plain(value)}, {plain(free)} is free"
    return case.over(Reason.BUYING_POWER, detail, "qty", value, free)


buying_power = Check("buying_power", ("RC06",), judge, lets_reducing=True)
