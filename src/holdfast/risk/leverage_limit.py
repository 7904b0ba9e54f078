"""Refuse what could carry more exposure than so many times the equity."""

from __future__ import annotations

from holdfast.core.exposed import added, equity_in, gross_in
from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import ZERO, ratio


def judge(case: Case) -> Finding:
    """Compare gross exposure, this order and all that is open in it, with the equity in scope."""
    if case.limits.leverage_max is None:
        return PASSES
    reference = case.reference
    if case.value is None or reference is None:
        detail = f"no two-sided quote of {case.order.instrument}"
        return case.refused(Reason.NO_REFERENCE, detail, "instrument")
    value = case.value if case.replaces is None else added(case, case.value)
    tightest, room = PASSES, None
    for scope in case.scopes:
        limit = scope.limits.leverage_max
        if limit is None:
            continue
        equity, gross = equity_in(case, scope), gross_in(case, scope, reference)
        if equity is None or gross is None or equity <= ZERO:
            detail = f"{scope.key} has no equity that could carry anything"
            return case.refused(Reason.LEVERAGE_MAX, detail, "qty")
        used, measured = ratio(gross, equity), ratio(gross + value, equity)
        if measured > limit:
            detail = f"exposure of {scope.key} could come to {measured:.2f} times its equity"
            return case.over(Reason.LEVERAGE_MAX, detail, "qty", measured, limit, used, scope)
        if room is None or limit - measured < room:
            room = limit - measured
            tightest = Finding(measured, limit, used, None, None, scope.key)
    return tightest


leverage_limit = Check(
    "leverage_limit", ("RC06",), judge, lets_reducing=True, yields=True, where=("leverage_max",)
)
