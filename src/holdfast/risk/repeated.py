"""Disable a strategy that acts upon the same signal over and over: a loop looks like that."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.flow import signal_of
from holdfast.core.policy import PASSES, Case, Check, Finding, Trip
from holdfast.core.recent import count_after
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.scope import Scope
from holdfast.model.trading import Latch, TradingState


def judge(case: Case) -> Finding:
    """Count orders of one strategy, instrument and side in the window; one too many stops it.

    A person lets it go on, and its signals are counted anew from then. Orders of no strategy
    are a person's own, since a machine must name one.
    """
    most, window = case.limits.repeat_max, case.limits.repeat_window_ns
    if most is None:
        return case.missing("repeat_max")
    if window is None:
        return case.missing("repeat_window_ns")
    if not case.order.strategy:
        return PASSES
    recent = case.ledger.signals.get(signal_of(case.order))
    count = 0 if recent is None else count_after(recent, case.stamp.at - window)
    if count < most and not case.tells:
        return PASSES
    measured, limit, used = Decimal(count + 1), Decimal(most), Decimal(count)
    if count < most:
        return Finding(measured, limit, used)
    return _disabled(case, measured, limit, used)


def _disabled(case: Case, measured: Decimal, limit: Decimal, used: Decimal) -> Finding:
    order = case.order
    scope = Scope(strategy=order.strategy)
    detail = f"{scope.key} has repeated {order.side} {order.instrument} {used} times"
    refusal = Refusal(Reason.REPEATED, detail, "", measured, limit, limit - used, scope.key)
    trip = Trip(scope, TradingState.HALTED, Latch.PERSON, detail)
    return Finding(measured, limit, used, refusal, trip)


repeated = Check(
    "repeated",
    ("RC12",),
    judge,
    lets_reducing=True,
    lets_slices=True,
    lets_replaces=True,
    lets_unnamed=True,
    insists=("repeat_max", "repeat_window_ns"),
)
