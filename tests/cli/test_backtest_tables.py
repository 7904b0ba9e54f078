"""The report on a terminal: every figure has a line, long tables are cut and say so."""

from pathlib import Path

from msgspec.structs import replace
from rich.console import Console

from holdfast.backtest.report import Backtest
from holdfast.cli.backtest_tables import TRIPS_SHOWN, figures_table, show, trips_table
from tests.backtest.test_report import Wild, walk
from tests.support.backtests import Scripted, run_on, seconds, told_of, write_quotes


def printed(told: Backtest, width: int = 160) -> str:
    console = Console(width=width, highlight=False)
    with console.capture() as capture:
        show(told, console)
    return capture.get()


def test_long_tables_show_their_end_and_say_how_many_there_are(tmp_path: Path) -> None:
    walk(tmp_path, 2)
    told = told_of(run_on(tmp_path, Wild()))
    text = printed(told)
    if len(told.trips) > TRIPS_SHOWN:
        assert f"the last {TRIPS_SHOWN} of {len(told.trips)} round trips" in text
    assert f"the last 20 of {len(told.cost)} orders: --json has all" in text
    for each in told.simulated:
        assert each.split(",")[0] in text.replace("\n  ", " ")


def test_a_run_without_a_trade_has_its_figures(tmp_path: Path) -> None:
    write_quotes(tmp_path, seconds(5))
    told = told_of(run_on(tmp_path, Scripted({})))
    text = printed(told)
    assert "Round trips: none" in text
    assert "it never fell below a peak" in text
    assert "the sample has no spread of returns" in text


def test_a_narrow_terminal_loses_columns_and_no_figure(tmp_path: Path) -> None:
    walk(tmp_path, 2)
    told = told_of(run_on(tmp_path, Wild()))
    text = printed(told, 72)
    assert "not shown for want of width" in text
    assert len(figures_table(told).rows) == 15
    assert len(trips_table(told.trips).rows) == len(told.trips)


def test_an_exit_of_a_later_day_has_its_date(tmp_path: Path) -> None:
    walk(tmp_path, 2)
    trip = told_of(run_on(tmp_path, Wild())).trips[0]
    same = replace(trip, entry_at="2014-03-05T05:00:00Z", exit_at="2014-03-05T20:00:00Z")
    later = replace(same, exit_at="2014-03-28T04:00:00Z")
    still = replace(same, exit_at=None)
    exits = [row[4] for row in trips_table((same, later, still)).rows]
    assert exits == ["20:00:00", "2014-03-28 04:00:00", "open"]
