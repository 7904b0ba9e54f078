"""Moment by moment: bars after the market has them, and progress now and then."""

from pathlib import Path

import pytest

from holdfast.backtest.driving import Moment, bars_of, native
from holdfast.backtest.run import Asked, run_backtest
from holdfast.market.tape import open_tape
from holdfast.model.quote import Bar
from holdfast.strategies import Context
from tests.strategies.test_host import BARS, write_bars
from tests.support.backtests import (
    Scripted,
    loaded,
    plain_settings,
    run_on,
    seconds,
    told_of,
    write_quotes,
)


class BuysOnBars:
    """It buys at each bar that it hears, and notes what it knew."""

    def __init__(self) -> None:
        self.knew: list[tuple[int, object]] = []

    def on_bar(self, ctx: Context, bar: Bar) -> None:
        quote = ctx.quote(bar.instrument)
        self.knew.append((bar.at, None if quote is None else quote.bid))
        ctx.buy(bar.instrument, len(self.knew))


def test_a_bar_is_heard_once_the_market_shows_its_close_and_no_order_trades_before_it(
    tmp_path: Path,
) -> None:
    write_bars(tmp_path, BARS)
    strategy = BuysOnBars()
    told = told_of(run_on(tmp_path, strategy))
    closes = [101 + n for n in range(6)]
    assert [bid for _, bid in strategy.knew] == closes
    # what it bought at a bar costs that bar's close or worse, never an earlier price
    assert len(told.fills) >= 5
    for fill, close in zip(told.fills, closes, strict=False):
        assert fill.price >= close


def test_a_tape_tells_which_instruments_it_has_in_bars(tmp_path: Path) -> None:
    write_bars(tmp_path, BARS)
    tape = open_tape(tmp_path)
    assert native(tape) == frozenset({"ABC"})
    assert [bar.close for bar in bars_of(tape, tape.start + 1)] == [102, 103, 104, 105, 106]
    (tmp_path / "ABC_minute.csv").unlink()
    write_quotes(tmp_path, seconds(5))
    assert native(open_tape(tmp_path)) == frozenset()


def test_progress_is_told_now_and_then_with_the_part_that_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("holdfast.backtest.driving.LOOK_EVERY", 10)
    write_quotes(tmp_path, seconds(50))
    seen: list[Moment] = []
    tape = open_tape(tmp_path)
    asked = Asked("paper", loaded=loaded(Scripted({})), until=tape.start + 40_000_000_000)
    run = run_backtest(plain_settings(tmp_path), asked, epoch="demo7", progress=seen.append)
    run.wired.desk.close()
    fractions = [moment.fraction for moment in seen]
    assert len(fractions) >= 4
    assert fractions == sorted(fractions)
    assert fractions[-1] <= 1
