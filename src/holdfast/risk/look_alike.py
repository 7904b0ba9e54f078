"""Refuse an order that only its id tells from one just sent: somebody may have asked twice."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.flow import look_alike_of
from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import ratio

_SECOND_NS = Decimal(10**9)


def judge(case: Case) -> Finding:
    """Measure how long ago its twin was sent, in nanoseconds; a window of 0 turns the rule off.

    Headroom is how long to wait. Compared is what is asked: account, instrument, side, type,
    quantity, prices, time in force, tactic with its parameters, conditions, exits and every other
    instruction; not who asks. Exits, and slices, are alike on purpose.
    """
    window = case.limits.duplicate_window_ns
    if window is None:
        return case.missing("duplicate_window_ns")
    if not window or case.order.exit_of:
        return PASSES
    twin = case.ledger.look_alikes.get(look_alike_of(case.order))
    if twin is None:
        return PASSES
    sent_at, order_id = twin
    age, limit = Decimal(case.stamp.at - sent_at), Decimal(window)
    if age > limit:
        return PASSES
    detail = f"{order_id}, which is just like it, was sent {ratio(age, _SECOND_NS):.3f} s ago"
    return case.over(Reason.LOOK_ALIKE, detail, "", age, limit, age, scope="duplicate_window_ns")


look_alike = Check(
    "look_alike", ("RC11",), judge, lets_slices=True, lets_replaces=True, is_soft=True
)
