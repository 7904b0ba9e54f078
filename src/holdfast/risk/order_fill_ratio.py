"""Refuse more orders for each fill than a venue puts up with; before that, tell a person."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from holdfast.core.policy import PASSES, Case, Check, Finding, Near
from holdfast.core.scoped import ScopeState
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import Nanos, ratio

NEAR = Decimal("0.8")
NEAR_EVERY_NS: Nanos = 60_000_000_000


@lru_cache(1_024)
def _near_whole(most: Decimal) -> int:
    """Say from where on a limit is near, rounded down: whole numbers are compared faster."""
    return int(most * NEAR)


def judge(case: Case) -> Finding:
    """Divide the orders of the day, this one with them, by its fills, from a least number on.

    Without a fill there is one to divide by. A parent sends nothing itself: its slices count.
    """
    limits = case.limits
    if limits.order_fill_ratio_max is None:
        return case.missing("order_fill_ratio_max")
    if limits.order_fill_min is None:
        return case.missing("order_fill_min")
    if case.is_parent:
        return PASSES
    finding = PASSES
    for scope in case.scopes:
        most = scope.limits.order_fill_ratio_max
        if most is None:
            continue
        tally = scope.tally
        orders, least = tally.orders + 1, scope.limits.order_fill_min
        if orders < (limits.order_fill_min if least is None else least):
            continue
        if not case.tells and orders < _near_whole(most) * (tally.fills or 1):
            continue
        fills = Decimal(tally.fills or 1)
        measured = ratio(Decimal(orders), fills)
        if measured > most:
            used = ratio(Decimal(orders - 1), fills)
            detail = f"{scope.key} would have {orders} orders for {tally.fills} fills today"
            return case.over(Reason.ORDER_FILL_RATIO, detail, "", measured, most, used, scope)
        if finding.limit is None or most - measured < finding.limit - finding.used:
            near = None if measured < most * NEAR else _near(case, scope, measured, most)
            # what one order adds is less than what anybody would look at
            finding = Finding(measured, most, measured, None, near)
    return finding


def _near(case: Case, scope: ScopeState, measured: Decimal, most: Decimal) -> Near | None:
    """Say that a limit is near, at most once a minute for each scope."""
    told_at = scope.nears.get(order_fill_ratio.name)
    if told_at is not None and case.stamp.at - told_at < NEAR_EVERY_NS:
        return None
    return Near(scope.scope, measured, most)


order_fill_ratio = Check("order_fill_ratio", ("RC20",), judge, lets_reducing=True)
