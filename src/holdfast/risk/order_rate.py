"""Refuse orders and changes that come faster than a scope may send: messages of one second."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.flow import RATE_WINDOW_NS
from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.core.recent import count_after
from holdfast.messages.refusals import Reason


def judge(case: Case) -> Finding:
    """Count what left in the last second, cancels too; each scope has a window of its own.

    What was refused did not leave and is not counted. A parent sends nothing itself: its
    slices are judged as they leave.
    """
    if case.limits.order_rate_max is None:
        return case.missing("order_rate_max")
    if case.is_parent:
        return PASSES
    since = case.stamp.at - RATE_WINDOW_NS
    tightest = case.state.scope
    count = most = -1
    for scope in case.scopes:
        own = scope.limits.order_rate_max
        if own is None:
            continue
        messages = scope.tally.messages
        if len(messages.times) - messages.head < own and not case.tells:
            # all that is kept is within the limit, however old it is
            continue
        sent = count_after(messages, since)
        if most < 0 or own - sent < most - count:
            tightest, count, most = scope, sent, own
    if most < 0 or (count < most and not case.tells):
        return PASSES
    measured, limit, used = Decimal(count + 1), Decimal(most), Decimal(count)
    if count < most:
        return Finding(measured, limit, used)
    detail = f"{tightest.key} has sent {count} messages in the last second"
    return case.over(Reason.ORDER_RATE_MAX, detail, "", measured, limit, used, tightest)


order_rate = Check("order_rate", ("RC10",), judge, lets_reducing=True)
