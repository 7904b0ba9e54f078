"""Ratios against numbers computed by hand, with their sample and their basis."""

from itertools import pairwise
from math import sqrt
from statistics import fmean, stdev

import pytest

from holdfast.backtest.ratios import Year, ratios, year_of
from holdfast.model.instrument import InstrumentKind
from tests.backtest.test_curve import MINUTE_NS, curve

HEIGHTS = (100, 101, 99, 102, 104, 103)


def test_the_ratios_are_those_of_their_formulas() -> None:
    found = ratios(curve(*HEIGHTS), Year(252, "252 days a year"))
    returns = [after / before - 1 for before, after in pairwise(HEIGHTS)]
    sharpe = fmean(returns) / stdev(returns)
    down = sqrt(fmean(min(each, 0) ** 2 for each in returns))
    error = sqrt((1 + sharpe**2 / 2) / 5)
    for value, by_hand in (
        (found.sharpe, sharpe * sqrt(252)),
        (found.sortino, fmean(returns) / down * sqrt(252)),
        (found.sharpe_error, error * sqrt(252)),
        (found.volatility, stdev(returns) * sqrt(252)),
    ):
        assert value is not None
        assert float(value) == pytest.approx(by_hand, abs=1e-5)
    assert (found.returns, found.few) == (5, True)
    assert found.basis == "5 returns, 252 days a year, riskless rate 0"


def test_what_is_of_less_than_a_month_is_known_for_it() -> None:
    hour = curve(*(100 + n % 7 for n in range(61)))
    assert ratios(hour, Year(252 * 390, "minutes")).short
    assert not ratios(hour, Year(252, "days")).short
    assert not ratios(hour, Year(252, "days")).few


@pytest.mark.parametrize("heights", [(), (100,), (100, 101), (100, 100, 100, 100)])
def test_a_sample_without_a_spread_has_no_ratio(heights: tuple[int, ...]) -> None:
    found = ratios(curve(*heights), Year(252, "x"))
    assert (found.sharpe, found.sortino) == (None, None)


def test_an_account_that_only_wins_has_no_sortino() -> None:
    found = ratios(curve(100, 101, 103), Year(252, "x"))
    assert found.sortino is None
    assert found.sharpe is not None


@pytest.mark.parametrize(
    ("kinds", "span_ns", "periods"),
    [
        ([InstrumentKind.EQUITY], MINUTE_NS, 252 * 390),
        ([InstrumentKind.EQUITY], 24 * 60 * MINUTE_NS, 252),
        ([InstrumentKind.EQUITY, InstrumentKind.CRYPTO_SPOT], MINUTE_NS, 365 * 1440),
        ([InstrumentKind.FX_PAIR], 60 * MINUTE_NS, 260 * 24),
        ([], 24 * 60 * MINUTE_NS, 365),
    ],
)
def test_a_year_has_as_many_samples_as_its_busiest_kind(
    kinds: list[InstrumentKind], span_ns: int, periods: int
) -> None:
    assert year_of(kinds, span_ns).periods == periods
