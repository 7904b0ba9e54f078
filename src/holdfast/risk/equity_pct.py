"""Refuse what could put too large a part of the equity into one instrument."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.exposed import added, equity_in, worst_in
from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.core.valuation import worth
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import ZERO, ratio
from holdfast.model.order import Side

_BUY = Side.BUY
_HUNDRED = Decimal(100)


def judge(case: Case) -> Finding:
    """Compare the worst position on the order's side, in percent, with the equity in scope."""
    if case.limits.equity_pct_max is None:
        return PASSES
    reference, name = case.reference, case.order.instrument
    if case.value is None or reference is None:
        detail = f"no two-sided quote of {name}"
        return case.refused(Reason.NO_REFERENCE, detail, "instrument")
    is_buy, value = (
        case.order.side is _BUY,
        case.value if case.replaces is None else added(case, case.value),
    )
    tightest, room = PASSES, None
    for scope in case.scopes:
        limit = scope.limits.equity_pct_max
        if limit is None:
            continue
        equity = equity_in(case, scope)
        if equity is None or equity <= ZERO:
            detail = f"{scope.key} has no equity that {name} could be a part of"
            return case.refused(Reason.EQUITY_PCT_MAX, detail, "qty")
        held = worth(worst_in(case, scope, is_buy=is_buy), reference, case.instrument.multiplier)
        used = ratio(held * _HUNDRED, equity)
        measured = ratio((held + value) * _HUNDRED, equity)
        if measured > limit:
            detail = f"{name} could come to {measured:.2f} % of the equity of {scope.key}"
            return case.over(Reason.EQUITY_PCT_MAX, detail, "qty", measured, limit, used, scope)
        if room is None or limit - measured < room:
            room = limit - measured
            tightest = Finding(measured, limit, used, None, None, scope.key)
    return tightest


equity_pct = Check(
    "equity_pct", ("RC06",), judge, lets_reducing=True, yields=True, where=("equity_pct_max",)
)
