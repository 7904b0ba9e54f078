"""Refuse what could take all holdings and open orders together over the scope's credit."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.exposed import added, gross_in
from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import plain


def judge(case: Case) -> Finding:
    """Add positions at the reference, all that is open, in flight and unknown, and this order.

    Every scope has its own sum, over all venues and sessions of its accounts.
    """
    if case.limits.gross_notional_max is None:
        return case.missing("gross_notional_max")
    reference = case.reference
    if case.value is None or reference is None:
        detail = f"no two-sided quote of {case.order.instrument}"
        return case.refused(Reason.NO_REFERENCE, detail, "instrument")
    value = case.value if case.replaces is None else added(case, case.value)
    tightest, room = PASSES, None
    for scope in case.scopes:
        limit = scope.limits.gross_notional_max
        if limit is None:
            continue
        used = gross_in(case, scope, reference)
        if used is None:
            detail = f"something that is held in {scope.key} has no mark"
            return case.refused(Reason.NO_REFERENCE, detail, "instrument")
        headroom: Decimal = limit - used
        if value > headroom:
            detail = f"gross exposure of {scope.key} could come to {plain(used + value)}"
            return case.over(
                Reason.GROSS_NOTIONAL_MAX, detail, "qty", used + value, limit, used, scope
            )
        if case.tells and (room is None or headroom < room):
            room = headroom
            tightest = Finding(used + value, limit, used, None, None, scope.key)
    return tightest


gross_notional = Check("gross_notional", ("RC06",), judge, lets_reducing=True, yields=True)
