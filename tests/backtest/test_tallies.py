"""Tallies of a few trips, added up by hand."""

from decimal import Decimal

from holdfast.backtest.tallies import tallies
from holdfast.backtest.trips import Last, round_trips
from tests.backtest.test_curve import curve
from tests.backtest.test_trips import fill


def test_wins_and_losses_are_those_of_closed_trips_after_fees() -> None:
    fills = [
        fill("BUY", "10", "10", 1),
        fill("SELL", "10", "13", 2, fee="2"),
        fill("BUY", "10", "10", 3),
        fill("SELL", "10", "9", 4, fee="4"),
        fill("BUY", "10", "10", 5),
    ]
    trips = round_trips(fills, {}, {"ABC": Last(Decimal(50))})
    found = tallies(trips, fills, curve(1000, 1010), {})
    assert (found.trips, found.open_trips, found.wins, found.losses) == (2, 1, 1, 1)
    assert (found.won, found.lost, found.profit_factor) == (28, 14, 2)
    assert (found.win_rate, found.expectancy, found.best, found.worst) == (
        Decimal("0.5"), 7, 28, -14,
    )  # fmt: skip
    assert (found.fills, found.traded_value, found.maker_share) == (5, 520, 0)
    assert found.turnover == round(Decimal(520) / 1005, 6)
    assert found.exposure == 0


def test_nothing_that_was_traded_makes_figures_of_nothing() -> None:
    found = tallies((), (), (), {})
    assert (found.trips, found.win_rate, found.profit_factor, found.turnover) == (
        0, None, None, None,
    )  # fmt: skip
    assert found.best is None
