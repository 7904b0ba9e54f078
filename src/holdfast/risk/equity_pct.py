"""Refuse what could hold a greater part of equity in one instrument than the scope may."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.exposed import equity_in, held_to, worst_in
from holdfast.core.policy import Case, Check, Finding
from holdfast.core.scoped import ScopeState
from holdfast.core.valuation import worth
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import ZERO, ratio
from holdfast.model.order import Side

_BUY = Side.BUY
_HUNDRED = Decimal(100)


def judge(case: Case) -> Finding:
    """Compare the worst position on the order's side, in percent, with the equity in scope."""
    return held_to(case, "equity_pct_max", Reason.EQUITY_PCT_MAX, _measure, _words)


def _measure(
    case: Case, scope: ScopeState, reference: Decimal, value: Decimal
) -> tuple[Decimal, Decimal] | Finding:
    equity = equity_in(case, scope)
    if equity is None or equity <= ZERO:
        detail = f"{scope.key} has no equity that {case.order.instrument} could be a part of"
        return case.refused(Reason.EQUITY_PCT_MAX, detail, "qty")
    units = worst_in(case, scope, is_buy=case.order.side is _BUY)
    held = worth(units, reference, case.instrument.multiplier)
    return ratio(held * _HUNDRED, equity), ratio((held + value) * _HUNDRED, equity)


def _words(case: Case, scope: ScopeState, measured: Decimal) -> str:
    return f"{case.order.instrument} could come to {measured:.2f} % of the equity of {scope.key}"


equity_pct = Check(
    "equity_pct", ("RC06",), judge, lets_reducing=True, yields=True, where=("equity_pct_max",)
)
