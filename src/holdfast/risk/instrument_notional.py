"""Refuse what could hold more value of one instrument than the scope may."""

from __future__ import annotations

from holdfast.core.exposed import added, worst_in
from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.core.valuation import worth
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import plain
from holdfast.model.order import Side

_BUY = Side.BUY


def judge(case: Case) -> Finding:
    """Value the worst position on the order's side: the order at its worst, the rest at the mid."""
    if case.limits.instrument_notional_max is None:
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
        limit = scope.limits.instrument_notional_max
        if limit is None:
            continue
        units = worst_in(case, scope, is_buy=is_buy)
        used = worth(units, reference, case.instrument.multiplier)
        headroom = limit - used
        if value > headroom:
            detail = f"{name} in {scope.key} could come to {plain(used + value)}"
            return case.over(
                Reason.INSTRUMENT_NOTIONAL_MAX, detail, "qty", used + value, limit, used, scope
            )
        if case.tells and (room is None or headroom < room):
            room = headroom
            tightest = Finding(used + value, limit, used, None, None, scope.key)
    return tightest


instrument_notional = Check(
    "instrument_notional",
    ("RC06",),
    judge,
    lets_reducing=True,
    yields=True,
    where=("instrument_notional_max",),
)
