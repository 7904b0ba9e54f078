"""Refuse more risk once a day's losses have come to their limit, and latch that for the day."""

from __future__ import annotations

from msgspec.structs import replace

from holdfast.core.exposed import profit_in
from holdfast.core.policy import PASSES, Case, Check, Finding, Trip
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import plain
from holdfast.model.trading import Latch, TradingState

_REDUCING = TradingState.REDUCING
_DAY = Latch.DAY


def judge(case: Case) -> Finding:
    """Add realised and unrealised losses and fees since the day began, at conservative marks.

    What is held is worth what closing it would meet: the order's own instrument by the stamp,
    all else by the last valuation. At the limit itself nothing more may be risked.
    """
    if case.limits.loss_max is None:
        return case.missing("loss_max")
    tightest, room = PASSES, None
    for scope in case.scopes:
        limit = scope.limits.loss_max
        if limit is None:
            continue
        profit = profit_in(case, scope)
        if profit is None:
            detail = f"nothing is bid or asked at which {case.order.instrument} could be valued"
            return case.refused(Reason.NO_REFERENCE, detail, "instrument")
        lost = scope.tally.base - profit
        if lost >= limit:
            why = f"{scope.key} has lost {plain(lost)} today"
            over = case.over(Reason.LOSS_MAX, why, "", lost, limit, lost, scope)
            return replace(over, trip=Trip(scope.scope, _REDUCING, _DAY, why))
        if case.tells and (room is None or limit - lost < room):
            room = limit - lost
            tightest = Finding(lost, limit, lost, None, None, scope.key)
    return tightest


loss = Check("loss", ("RC19",), judge, lets_reducing=True)
