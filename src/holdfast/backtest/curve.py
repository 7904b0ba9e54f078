"""The equity curve: what the account was worth at regular moments, and how far it fell."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import msgspec

from holdfast.model.numbers import ZERO, Nanos, ratio
from holdfast.model.times import rfc3339


class Point(msgspec.Struct, frozen=True):
    """The account at one moment, in its base currency, holdings at their last mids.

    equity = opening cash + realised + unrealised - fees. `gross` and `net` are the market
    value of what is held; `mids` are of the instruments of `Curve.instruments`.
    """

    at: Nanos
    equity: Decimal
    cash: Decimal
    realised: Decimal
    unrealised: Decimal
    fees: Decimal
    gross: Decimal
    net: Decimal
    mids: tuple[Decimal | None, ...] = ()


class Drawdown(msgspec.Struct, frozen=True):
    """The deepest fall from a peak, at the curve's own moments; None where it never fell.

    `fraction` is of the peak. `recovered_at` is None where the peak was not reached again.
    `longest_ns` is the longest time below an earlier peak, whether this fall's or another's.
    """

    amount: Decimal = ZERO
    fraction: Decimal = ZERO
    peak_at: str | None = None
    trough_at: str | None = None
    recovered_at: str | None = None
    longest_ns: int = 0


def thinned(points: Sequence[Point], span_ns: Nanos) -> list[Point]:
    """Keep the first point, the last, and those at whole multiples of a span."""
    last = len(points) - 1
    return [
        point for place, point in enumerate(points) if place in (0, last) or not point.at % span_ns
    ]


def falls(points: Sequence[Point]) -> list[Decimal]:
    """How far each point is below the highest before it, as a fraction of that."""
    found: list[Decimal] = []
    peak = ZERO
    for point in points:
        peak = max(peak, point.equity)
        found.append(ratio(peak - point.equity, peak) if peak > ZERO else ZERO)
    return found


def deepest(points: Sequence[Point]) -> Drawdown:
    """Find the deepest fall in money, and the longest time under water."""
    if not points:
        return Drawdown()
    peak = trough = points[0]
    top, longest = points[0], 0
    amount = ZERO
    for point in points:
        if point.equity >= top.equity:
            top = point
            continue
        longest = max(longest, point.at - top.at)
        if top.equity - point.equity > amount:
            peak, trough, amount = top, point, top.equity - point.equity
    if not amount:
        return Drawdown()
    later = (p for p in points if p.at > trough.at and p.equity >= peak.equity)
    back = next(later, None)
    if back is not None:
        longest = max(longest, back.at - peak.at)
    return Drawdown(
        amount,
        round(ratio(amount, peak.equity), 8) if peak.equity > ZERO else ZERO,
        rfc3339(peak.at),
        rfc3339(trough.at),
        None if back is None else rfc3339(back.at),
        longest,
    )
