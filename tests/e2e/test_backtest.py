"""The examples on recorded tapes: their money recomputed from fills, their journals the same."""

from decimal import Decimal
from pathlib import Path

import pytest

from holdfast.backtest.report import Backtest, report
from holdfast.backtest.run import Asked, run_backtest
from holdfast.cli.coarse_tape import patient
from holdfast.cli.demo import demo_settings
from holdfast.cli.everything import every_order
from holdfast.market.tape import open_tape
from holdfast.strategies import load_strategy

EXAMPLES = Path(__file__).parents[2] / "examples" / "strategies"
HOUR = "us_equity_l3/AAPL_2012-06-21_34200000_37800000_message_50.csv.gz"
CASES = [
    ("us_equity_minute/spy/20131007_trade.zip", "moving_average.py:MovingAverageCross", {}),
    ("us_equity_minute/spy", "opening_range.py:OpeningRange", {}),
    ("crypto_minute/coinbase", "moving_average.py:MovingAverageCross", {"qty": "0.5"}),
    (HOUR, "market_maker.py:MarketMaker", {}),
    (HOUR, "moving_average.py:MovingAverageCross", {"bar_s": "30", "fast": "4", "slow": "12"}),
    ("us_equity_daily/lean/daily/spy.zip", "moving_average.py:MovingAverageCross",
     {"bar_s": "86400"}),
]  # fmt: skip


def tried(shared: Path, data: str, place: str, params: dict[str, str]) -> Backtest:
    path = shared / "marketdata" / data
    settings = patient(demo_settings(7, path, ""), open_tape(path))
    asked = Asked("paper", loaded=load_strategy(f"{EXAMPLES}/{place}", params))
    run = run_backtest(settings, asked, epoch="demo7")
    told = report(run, every_order(run.wired.desk.ledger))
    state = run.wired.desk.ledger.accounts["paper"]
    quotes = run.wired.market.quotes
    run.wired.desk.close()
    cash = told.result.opening
    held: dict[str, Decimal] = {}
    for fill in told.fills:
        sign = 1 if fill.side == "BUY" else -1
        cash -= sign * fill.qty * fill.price + fill.fee
        held[fill.instrument] = held.get(fill.instrument, Decimal(0)) + sign * fill.qty
    assert state.cash["USD"] == cash
    assert told.result.closing == cash + sum(qty * quotes[n].mid for n, qty in held.items() if qty)
    return told


@pytest.mark.slow
@pytest.mark.parametrize(("data", "place", "params"), CASES)
def test_an_example_trades_a_tape_and_its_money_is_that_of_its_fills(
    shared: Path, data: str, place: str, params: dict[str, str]
) -> None:
    told = tried(shared, data, place, params)
    assert told.fault is None
    assert len(told.fills) >= 2
    net = sum((trip.net or Decimal(0) for trip in told.trips), Decimal(0))
    assert net == told.result.profit
    assert tried(shared, data, place, params).journal == told.journal
