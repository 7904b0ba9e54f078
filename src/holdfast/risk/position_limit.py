"""Refuse what could take a position over its limit if all that is open trades."""

from __future__ import annotations

from holdfast.core.policy import Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import plain
from holdfast.model.order import Side

_BUY = Side.BUY


def judge(case: Case) -> Finding:
    """Add everything open on the order's side, never netting the other; reducing orders pass."""
    limit = case.limits.position_qty_max
    if limit is None:
        return case.missing("position_qty_max")
    held = case.position.qty
    if case.order.reduce_only and not case.reduces:
        free = -held - case.buys if case.order.side is _BUY else held - case.sells
        detail = f"reduce_only, and {case.order.instrument} has {plain(free)} left to reduce"
        return case.over(Reason.POSITION_LIMIT, detail, "reduce_only", case.qty, free)
    if case.order.side is _BUY:
        worst = held + case.buys + case.qty
    else:
        worst = case.sells + case.qty - held
    used = worst - case.qty
    if worst <= limit or case.reduces:
        return Finding(worst, limit, used)
    detail = f"{case.order.instrument} could come to {plain(worst)}"
    return case.over(
        Reason.POSITION_LIMIT, detail, "qty", worst, limit, used, scope="position_qty_max"
    )


position_limit = Check("position_limit", ("RC07",), judge, yields=True)
