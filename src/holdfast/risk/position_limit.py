"""Refuse what could take a position over its limit if all that is open trades."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.exposed import worst_in
from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import plain
from holdfast.model.order import Side

_BUY = Side.BUY


def judge(case: Case) -> Finding:
    """Add everything open on the order's side, never netting the other; reducing orders pass.

    A scope's position is what its accounts hold together.
    """
    if case.limits.position_qty_max is None:
        return case.missing("position_qty_max")
    is_buy, qty = case.order.side is _BUY, case.qty
    if case.order.reduce_only and not case.reduces:
        free = -case.worst
        detail = f"reduce_only, and {case.order.instrument} has {plain(free)} left to reduce"
        return case.over(Reason.POSITION_LIMIT, detail, "reduce_only", qty, free)
    tightest, room, own = PASSES, None, case.scopes[0]
    for scope in case.scopes:
        limit = scope.limits.position_qty_max
        if limit is None:
            continue
        used = case.worst if scope is own else worst_in(case, scope, is_buy=is_buy)
        headroom: Decimal = limit - used
        if qty > headroom and not case.reduces:
            detail = f"{case.order.instrument} could come to {plain(used + qty)}"
            return case.over(Reason.POSITION_LIMIT, detail, "qty", used + qty, limit, used, scope)
        if case.tells and (room is None or headroom < room):
            room = headroom
            tightest = Finding(used + qty, limit, used, None, None, scope.key)
    return tightest


position_limit = Check("position_limit", ("RC07", "RC08", "RC09"), judge, yields=True)
