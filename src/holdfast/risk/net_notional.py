"""Refuse what could take the scope too far to one side of the market."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.exposed import added, net_in
from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import plain
from holdfast.model.order import Side

_BUY = Side.BUY


def judge(case: Case) -> Finding:
    """Add net holdings and everything open on the order's side, never netting the other.

    Below zero it lies on the other side, which this order can but bring nearer.
    """
    if case.limits.net_notional_max is None:
        return PASSES
    reference = case.reference
    if case.value is None or reference is None:
        detail = f"no two-sided quote of {case.order.instrument}"
        return case.refused(Reason.NO_REFERENCE, detail, "instrument")
    is_buy, value = (
        case.order.side is _BUY,
        case.value if case.replaces is None else added(case, case.value),
    )
    tightest, room = PASSES, None
    for scope in case.scopes:
        limit = scope.limits.net_notional_max
        if limit is None:
            continue
        net, tally = net_in(case, scope, reference), scope.tally
        used = (net + tally.open_buys if is_buy else tally.open_sells - net) - case.given_value
        headroom: Decimal = limit - used
        if value > headroom:
            way = "long" if is_buy else "short"
            detail = f"{scope.key} could come to be {plain(used + value)} {way}"
            return case.over(
                Reason.NET_NOTIONAL_MAX, detail, "qty", used + value, limit, used, scope
            )
        if case.tells and (room is None or headroom < room):
            room = headroom
            tightest = Finding(used + value, limit, used, None, None, scope.key)
    return tightest


net_notional = Check(
    "net_notional", ("RC06",), judge, lets_reducing=True, yields=True, where=("net_notional_max",)
)
