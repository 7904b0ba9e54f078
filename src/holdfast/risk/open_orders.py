"""Refuse one open order more than the scope may have."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason

# the same few counts come again and again, and to look one up is cheaper than to make it
_number = lru_cache(4_096)(Decimal)


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
            numbers = (_number(used + 1), _number(limit), _number(used))
            return case.over(Reason.OPEN_ORDERS_MAX, detail, "", *numbers, scope)
        if case.tells and (room is None or limit - used < room):
            room = limit - used
            tightest = Finding(
                _number(used + 1), _number(limit), _number(used), None, None, scope.key
            )
    return tightest


open_orders = Check(
    "open_orders", ("RC06",), judge, lets_reducing=True, lets_replaces=True, yields=True
)
