"""What is said of the fills: for each tape what it tells, and what it cannot."""

from pathlib import Path

import pytest

from holdfast.backtest.simulated import simulated
from holdfast.config import PaperSettings
from holdfast.market.tape import open_tape
from tests.support.backtests import seconds, write_prints, write_quotes


@pytest.mark.parametrize(
    ("data", "how", "unknown"),
    [
        ("us_equity_l3/AAPL_2012-06-21_first998_message_10.csv", "order by order", "never answers"),
        ("us_equity_minute/spy/20131007_trade.zip", "bars: a taker", "the order of prices inside"),
        ("us_equity_daily/lean/daily/spy.zip", "bars: a taker", "the order of prices inside"),
    ],
)
def test_each_kind_of_tape_says_how_it_fills_and_what_it_does_not_know(
    shared: Path, data: str, how: str, unknown: str
) -> None:
    said = " ".join(simulated(open_tape(shared / "marketdata" / data), PaperSettings()))
    assert how in said
    assert unknown in said
    assert "500 µs and up to 200 µs more" in said
    assert "us_equity" in said


def test_prints_beside_quotes_are_not_told_as_a_market_of_their_own(tmp_path: Path) -> None:
    write_quotes(tmp_path, seconds(5))
    write_prints(tmp_path, [("14:30:01", "100", "10")])
    said = " ".join(simulated(open_tape(tmp_path), PaperSettings()))
    assert "best bid and offer" in said
    assert "prints alone" not in said


def test_quotes_of_minutes_say_that_they_are(shared: Path) -> None:
    tape = open_tape(shared / "marketdata" / "us_equity_minute" / "spy")
    said = simulated(tape, PaperSettings())
    assert any("at each minute's end" in each for each in said)
    assert not any(each.startswith("Filled by bars") for each in said)
