"""Refuse one open order more than the scope may have."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason


def judge(case: Case) -> Finding:
    """Count open, in-flight and unknown orders, parents and their slices, and this one."""
    if case.limits.open_orders_max is None:
        return case.missing("open_orders_max")
    tightest, room = PASSES, None
    for scope in case.scopes:
        limit = scope.limits.open_orders_max
        if limit is None:
            continue
        used = scope.tally.open_orders
        if used >= limit:
            detail = f"{scope.key} has {used} open orders"
            return case.over(
                Reason.OPEN_ORDERS_MAX,
                detail,
                "",
                Decimal(used + 1),
                Decimal(limit),
                Decimal(used),
                scope,
            )
        if room is None or limit - used < room:
            room = limit - used
            tightest = Finding(Decimal(used + 1), Decimal(limit), Decimal(used), scope=scope.key)
    return tightest


open_orders = Check(
    "open_orders", ("RC06",), judge, lets_reducing=True, lets_replaces=True, yields=True
)
