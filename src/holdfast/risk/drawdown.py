"""Refuse more risk once equity has fallen too far from its peak, until a person lets it go on."""

from __future__ import annotations

from msgspec.structs import replace

from holdfast.core.equity import fall_of
from holdfast.core.exposed import profit_in
from holdfast.core.policy import PASSES, Case, Check, Finding, Trip
from holdfast.messages.refusals import Reason
from holdfast.model.trading import Latch, TradingState


def judge(case: Case) -> Finding:
    """Compare equity with the highest that it was at any valuation, as a fraction of that."""
    if case.limits.drawdown_max is None:
        return PASSES
    tightest, room = PASSES, None
    for scope in case.scopes:
        limit = scope.limits.drawdown_max
        if limit is None:
            continue
        profit = profit_in(case, scope)
        if profit is None:
            detail = f"nothing is bid or asked at which {case.order.instrument} could be valued"
            return case.refused(Reason.NO_REFERENCE, detail, "instrument")
        fall = fall_of(case.ledger, scope, profit)
        if fall >= limit:
            why = f"equity of {scope.key} has fallen by {fall:.4f} from its peak"
            over = case.over(Reason.DRAWDOWN_MAX, why, "", fall, limit, fall, scope)
            return replace(over, trip=Trip(scope.scope, TradingState.REDUCING, Latch.PERSON, why))
        if case.tells and (room is None or limit - fall < room):
            room = limit - fall
            tightest = Finding(fall, limit, fall, None, None, scope.key)
    return tightest


drawdown = Check("drawdown", ("RC19",), judge, lets_reducing=True, where=("drawdown_max",))
