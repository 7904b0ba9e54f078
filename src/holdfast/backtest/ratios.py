"""Ratios of return to risk, with the sample that they are of and how they are made yearly.

Returns are of one sample to the next, r = equity / equity before - 1. With m their mean, s their
standard deviation (n - 1), d = sqrt(mean of min(r, 0) squared) and P periods a year, the riskless
rate taken as zero:

    Sharpe  = m / s x sqrt(P)     W. Sharpe, J. of Portfolio Management 21(1), 1994
    Sortino = m / d x sqrt(P)     F. Sortino, L. Price, J. of Investing 3(3), 1994
    error of Sharpe = sqrt((1 + (m / s)^2 / 2) / n) x sqrt(P)      A. Lo, Financial Analysts
        Journal 58(4), 2002, for returns that are independent of each other
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from itertools import pairwise

import msgspec

from holdfast.backtest.curve import Point
from holdfast.model.instrument import InstrumentKind
from holdfast.model.numbers import ONE, ZERO, Nanos
from holdfast.model.times import SECOND_NS

DAY_NS = 86_400 * SECOND_NS
# how many days a year, and how many seconds of a day, a kind of instrument trades
_HOURS: dict[InstrumentKind, tuple[int, int]] = {
    InstrumentKind.EQUITY: (252, 23_400),
    InstrumentKind.OPTION: (252, 23_400),
    InstrumentKind.FUTURE: (252, 82_800),
    InstrumentKind.FX_PAIR: (260, 86_400),
    InstrumentKind.CRYPTO_SPOT: (365, 86_400),
    InstrumentKind.CRYPTO_PERPETUAL: (365, 86_400),
}
_USUAL = (365, 86_400)
# fewer returns than this say next to nothing
SAMPLE_MIN = 30
MONTHS = 12
_CONTEXT = Context(prec=28, rounding=ROUND_HALF_EVEN)
_PLACES = Decimal("1E-6")
_TINY = Decimal("1E-18")


class Ratios(msgspec.Struct, frozen=True):
    """Yearly figures; None where the sample has no two returns, or none that differ.

    `basis` says in words what they are of; `few` is true for fewer than 30 returns, `short`
    where they are of less than a month.
    """

    sharpe: Decimal | None
    sharpe_error: Decimal | None
    sortino: Decimal | None
    volatility: Decimal | None
    returns: int
    periods_per_year: int
    basis: str
    few: bool
    short: bool = False


class Year(msgspec.Struct, frozen=True):
    """How many samples a year has, and why so many."""

    periods: int
    basis: str


def year_of(kinds: Iterable[InstrumentKind], span_ns: Nanos) -> Year:
    """Say how many samples of a span a year of these instruments has: the busiest kind counts."""
    days, seconds = max((_HOURS.get(kind, _USUAL) for kind in kinds), default=_USUAL)
    if span_ns >= DAY_NS:
        each = span_ns // DAY_NS
        return Year(max(1, days // each), f"{days} trading days a year")
    a_day = max(1, seconds * SECOND_NS // span_ns)
    basis = f"{days} trading days of {a_day:,} samples of {span_ns // SECOND_NS} s a year"
    return Year(days * a_day, basis)


def ratios(points: Sequence[Point], year: Year) -> Ratios:
    """Compute the ratios of a curve whose points are one sample apart."""
    returns = [
        _CONTEXT.subtract(_CONTEXT.divide(after.equity, before.equity), ONE)
        for before, after in pairwise(points)
        if before.equity > ZERO
    ]
    count = len(returns)
    few = count < SAMPLE_MIN
    told = f"{count:,} returns, {year.basis}, riskless rate 0"
    if count < 2:
        return Ratios(None, None, None, None, count, year.periods, told, few)
    mean = _mean(returns)
    scale = _CONTEXT.sqrt(Decimal(year.periods))
    squares = [_CONTEXT.power(_CONTEXT.subtract(each, mean), 2) for each in returns]
    spread = _CONTEXT.sqrt(_CONTEXT.divide(sum(squares, ZERO), Decimal(count - 1)))
    down = _CONTEXT.sqrt(_mean([_CONTEXT.power(min(each, ZERO), 2) for each in returns]))
    sharpe = _over(mean, spread)
    error = None
    if sharpe is not None:
        half = _CONTEXT.divide(_CONTEXT.power(sharpe, 2), Decimal(2))
        error = _CONTEXT.sqrt(_CONTEXT.divide(_CONTEXT.add(ONE, half), Decimal(count)))
    return Ratios(
        _scaled(sharpe, scale),
        _scaled(error, scale),
        _scaled(_over(mean, down), scale),
        _scaled(spread, scale),
        count,
        year.periods,
        told,
        few,
        count * MONTHS < year.periods,
    )


def _mean(numbers: Sequence[Decimal]) -> Decimal:
    return _CONTEXT.divide(sum(numbers, ZERO), Decimal(len(numbers)))


def _over(number: Decimal, by: Decimal) -> Decimal | None:
    return _CONTEXT.divide(number, by) if by > _TINY else None


def _scaled(number: Decimal | None, scale: Decimal) -> Decimal | None:
    return None if number is None else _CONTEXT.multiply(number, scale).quantize(_PLACES)
