"""Refuse what could carry more exposure than so many times the equity."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.exposed import equity_in, gross_in, held_to
from holdfast.core.policy import Case, Check, Finding
from holdfast.core.scoped import ScopeState
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import ZERO, ratio


def judge(case: Case) -> Finding:
    """Compare gross exposure, this order and all that is open in it, with the equity in scope."""
    return held_to(case, "leverage_max", Reason.LEVERAGE_MAX, _measure, _words)


def _measure(
    case: Case, scope: ScopeState, reference: Decimal, value: Decimal
) -> tuple[Decimal, Decimal] | Finding:
    equity, gross = equity_in(case, scope), gross_in(case, scope, reference)
    if equity is None or gross is None or equity <= ZERO:
        detail = f"{scope.key} has no equity that could carry anything"
        return case.refused(Reason.LEVERAGE_MAX, detail, "qty")
    return ratio(gross, equity), ratio(gross + value, equity)


def _words(case: Case, scope: ScopeState, measured: Decimal) -> str:
    return f"exposure of {scope.key} could come to {measured:.2f} times its equity"


leverage_limit = Check(
    "leverage_limit", ("RC06",), judge, lets_reducing=True, yields=True, where=("leverage_max",)
)
