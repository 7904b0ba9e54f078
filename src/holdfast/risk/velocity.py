"""Pause an instrument whose market runs: new orders wait until it has come to rest."""

from __future__ import annotations

import msgspec

from holdfast.core.policy import PASSES, Case, Check, Finding, Trip
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import ratio
from holdfast.model.scope import Scope
from holdfast.model.trading import Latch, TradingState


def judge(case: Case) -> Finding:
    """Compare the move since the window's low or high, whichever is more, with the most.

    The stamp says how the market has moved where it is over that. An order which meets it
    pauses the instrument for everybody; cancels and what only reduces pass.
    """
    limits = case.limits
    most, window, pause = (
        limits.velocity_max,
        limits.velocity_window_ns,
        limits.velocity_pause_ns,
    )
    if most is None:
        return case.missing("velocity_max")
    if window is None:
        return case.missing("velocity_window_ns")
    if pause is None:
        return case.missing("velocity_pause_ns")
    order, reference = case.order, case.reference
    move = case.move
    if move is None or reference is None:
        return PASSES
    up, down = reference - move.low, move.high - reference
    moved = max(ratio(up, move.low), ratio(down, move.high))
    if up <= most * move.low and down <= most * move.high:
        return Finding(moved, most)
    detail = f"{order.instrument} moved by {moved:.4f} within {window // 1_000_000} ms"
    found = case.over(Reason.VELOCITY, detail, "instrument", moved, most, scope="velocity_max")
    until = case.stamp.at + pause
    trip = Trip(
        Scope(instrument=order.instrument), TradingState.REDUCING, Latch.TIME, detail, until
    )
    return msgspec.structs.replace(found, trip=trip)


velocity = Check(
    "velocity",
    ("RC30",),
    judge,
    lets_reducing=True,
    lets_calm=True,
    insists=("velocity_max", "velocity_window_ns", "velocity_pause_ns"),
)
