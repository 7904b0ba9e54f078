"""Sliding windows over what happened lately: appliers add to them, checks only read."""

from __future__ import annotations

from bisect import bisect_right
from decimal import Decimal

from holdfast.core.scoped import Recent
from holdfast.model.numbers import ZERO, Nanos

# amounts this near in time share one place, so that a window of amounts holds a bounded number
GRAINS = 1_000
_COMPACT_AT = 32
_LOT = 32


def count_after(recent: Recent, since: Nanos) -> int:
    """Count what happened later than a time."""
    times = recent.times
    return len(times) - bisect_right(times, since, recent.head)


def total_after(recent: Recent, since: Nanos) -> Decimal:
    """Add up the amounts of what happened later than a time."""
    times = recent.times
    first = bisect_right(times, since, recent.head)
    if first == len(times):
        return ZERO
    amounts = recent.amounts
    return amounts[-1] - (amounts[first - 1] if first else recent.total)


def add_time(recent: Recent, at: Nanos, window_ns: Nanos, kept_max: int) -> None:
    """Add one that happened now; only the newest `kept_max` of the window are kept."""
    times = recent.times
    if times:
        _forget(recent, at - window_ns, kept_max - 1)
    times.append(at)


def add_often(recent: Recent, at: Nanos, window_ns: Nanos, kept_max: int) -> None:
    """Add one to a window whose span never changes: what has left it is dropped in lots.

    It is on the way of every order, and whoever counts leaves out what is too old anyway.
    """
    times = recent.times
    times.append(at)
    size = len(times)
    if not size % _LOT or size - recent.head > kept_max:
        _forget(recent, at - window_ns, kept_max)


def add_amount(recent: Recent, at: Nanos, window_ns: Nanos, amount: Decimal) -> None:
    """Add an amount of now; those of one grain of the window are kept as one, of its last time.

    So a window never holds more than GRAINS of them, and none leaves it too early.
    """
    times, amounts = recent.times, recent.amounts
    if times:
        grain = window_ns // GRAINS
        if times[-1] >= at - at % grain:
            times[-1] = at
            amounts[-1] += amount
            return
        _forget(recent, at - window_ns, GRAINS)
    amounts.append((amounts[-1] if times else recent.total) + amount)
    times.append(at)


def _forget(recent: Recent, since: Nanos, kept_max: int) -> None:
    """Drop what the window has left behind, and the oldest of what is more than may be kept."""
    times = recent.times
    end = len(times)
    head = recent.head
    while head < end and times[head] <= since:
        head += 1
    if end - head > kept_max:
        head = end - kept_max
    if head == end:
        times.clear()
        recent.amounts.clear()
        recent.total = ZERO
        head = 0
    elif head >= _COMPACT_AT and head * 2 >= end:
        if recent.amounts:
            recent.total = recent.amounts[head - 1]
            del recent.amounts[:head]
        del times[:head]
        head = 0
    recent.head = head
