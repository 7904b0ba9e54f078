"""Refuse what would have more value in open orders than the scope may have."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.exposed import added
from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import plain


def judge(case: Case) -> Finding:
    """Add what open, in-flight and unknown orders reserve, at worst prices, and this order."""
    if case.limits.open_value_max is None:
        return case.missing("open_value_max")
    if case.value is None:
        return case.refused(Reason.NO_REFERENCE, "no price to value the order at", "instrument")
    value = case.value if case.replaces is None else added(case, case.value)
    tightest, room, own = PASSES, None, case.scopes[0]
    for scope in case.scopes:
        limit = scope.limits.open_value_max
        if limit is None:
            continue
        tally = scope.tally
        used = (
            case.open_value
            if scope is own
            else tally.open_buys + tally.open_sells - case.given_value
        )
        headroom: Decimal = limit - used
        if value > headroom:
            detail = f"open orders of {scope.key} would be worth {plain(used + value)}"
            return case.over(Reason.OPEN_VALUE_MAX, detail, "qty", used + value, limit, used, scope)
        if case.tells and (room is None or headroom < room):
            room = headroom
            tightest = Finding(used + value, limit, used, None, None, scope.key)
    return tightest


open_value = Check("open_value", ("RC06",), judge, lets_reducing=True, yields=True)
