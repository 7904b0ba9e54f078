"""What is plotted: marks where fills were, bars that count every order, flat runs too."""

import re
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from holdfast.backtest import pictures
from holdfast.backtest.report import Backtest
from holdfast.backtest.svg import LEFT, RIGHT, WIDTH
from tests.backtest.test_run import STEPS
from tests.support.backtests import Scripted, run_on, told_of, write_quotes


@pytest.fixture
def told(tmp_path: Path) -> Backtest:
    write_quotes(tmp_path, STEPS)
    script = {3: lambda ctx: ctx.buy("ABC", 100), 5: lambda ctx: ctx.sell("ABC", 100)}
    return told_of(run_on(tmp_path, Scripted(script)))


def test_a_mark_stands_where_its_fill_was_between_two_samples(told: Backtest) -> None:
    ((name, drawn),) = pictures.prices(told)
    assert name == "ABC"
    found = re.findall(r'class="mark (\w+)" points="([\d.]+),', drawn)
    assert [kind for kind, _ in found] == ["buy", "sell"]
    # a price has the digits that it needs
    assert "sell 100 at 101.99  taker" in drawn
    # samples at 14:30, 31, 32, 33, 34 and the end; the purchase was at 14:31:30
    step = (WIDTH - LEFT - RIGHT) / (len(told.curve) - 1)
    assert float(found[0][1]) == pytest.approx(LEFT + 1.5 * step, abs=0.2)


def test_instruments_that_were_not_traded_are_not_drawn(told: Backtest) -> None:
    bare = msgspec.structs.replace(told, fills=())
    assert [*pictures.prices(bare)] == []


def test_every_order_is_counted_once_among_the_costs(told: Backtest) -> None:
    rows = [
        msgspec.structs.replace(told.cost[0], slippage_bps=Decimal(n) / 10) for n in range(-30, 51)
    ]
    drawn = pictures.costs(msgspec.structs.replace(told, cost=tuple(rows)))
    counts = [int(each) for each in re.findall(r": (\d+)</title>", drawn)]
    assert sum(counts) == len(rows)
    # gains and costs are never in one bar
    assert 'class="bar"' not in drawn


def test_costs_that_are_all_the_same_have_a_bar_too(told: Backtest) -> None:
    rows = [msgspec.structs.replace(told.cost[0], slippage_bps=Decimal(0))] * 3
    drawn = pictures.costs(msgspec.structs.replace(told, cost=tuple(rows)))
    assert ": 3</title>" in drawn


def test_a_curve_of_one_point_is_drawn(told: Backtest) -> None:
    one = msgspec.structs.replace(told, curve=told.curve[:1])
    assert pictures.equity(one).startswith("<svg")
    assert pictures.drawdowns(one).startswith("<svg")
