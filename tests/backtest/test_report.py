"""The report against the ledger: its sums are the ledger's, whatever was traded."""

import random
import re
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from holdfast.backtest.report import Backtest
from holdfast.config import FeeScheduleName
from holdfast.core.valuation import equity
from holdfast.model.numbers import ZERO
from holdfast.strategies import Context
from tests.support.backtests import Scripted, plain_settings, run_on, told_of, write_quotes

ROOT = Path(__file__).parents[2]


def walk(path: Path, seed: int) -> None:
    """Write a tape of two instruments whose prices wander."""
    rng = random.Random(seed)
    for name in ("ABC", "XYZ"):
        mid, steps = Decimal(100), []
        for n in range(300):
            mid += Decimal(rng.randint(-20, 20)) / 100
            at = f"{14 + n // 60:02}:{n % 60:02}:{rng.randint(0, 59):02}"
            steps.append((at, str(mid - Decimal("0.01")), str(mid + Decimal("0.01"))))
        write_quotes(path, steps, name)


class Wild:
    """A strategy that trades at random, long and short, and rests orders too."""

    def on_quote(self, ctx: Context, quote: object) -> None:
        name = ctx.random.choice(ctx.instruments)
        last = ctx.quote(name)
        if last is None or ctx.random.random() < 0.4:
            return
        ask = ctx.random.choice((ctx.buy, ctx.sell))
        qty = ctx.random.randint(1, 300)
        if ctx.random.random() < 0.5:
            ask(name, qty)
        else:
            ask(name, qty, limit_price=last.bid)


@pytest.mark.parametrize("seed", range(4))
def test_what_the_report_adds_up_is_what_the_ledger_holds(tmp_path: Path, seed: int) -> None:
    walk(tmp_path, seed)
    settings = plain_settings(tmp_path, seed, fees=FeeScheduleName.MAKER_TAKER, latency_us=500)
    run = run_on(tmp_path, Wild(), settings)
    ledger, quotes = run.wired.desk.ledger, run.wired.market.quotes
    state = ledger.accounts["paper"]
    told = told_of(run)
    result = told.result
    assert len(told.fills) > 50
    # the equity identity, from the ledger and from nothing but the fills
    worth = equity(state, ledger.instruments, quotes)
    cash, held = Decimal(1_000_000), dict.fromkeys(ledger.instruments, ZERO)
    for fill in told.fills:
        sign = 1 if fill.side == "BUY" else -1
        cash -= sign * fill.qty * fill.price + fill.fee
        held[fill.instrument] += sign * fill.qty
    by_hand = cash + sum(qty * quotes[name].mid for name, qty in held.items())
    assert result.closing == worth == by_hand
    assert result.closing == result.opening + result.realised + result.unrealised - result.fees
    assert state.cash["USD"] == cash
    # trips, positions and the curve say the same
    assert sum(trip.net or ZERO for trip in told.trips) == result.profit
    assert sum(trip.fees for trip in told.trips) == result.fees
    assert sum(row.fees for row in told.positions) == result.fees
    assert sum(row.realised for row in told.positions) == result.realised
    assert told.curve[-1].equity == result.closing
    for point in told.curve:
        whole = result.opening + point.realised + point.unrealised - point.fees
        assert point.equity == whole
    assert told.trades.trips + told.trades.open_trips == len(told.trips)
    assert told.trades.won - told.trades.lost == sum(
        trip.net or ZERO for trip in told.trips if not trip.is_open
    )


def test_the_report_is_json_that_reads_back_as_it_was(tmp_path: Path) -> None:
    walk(tmp_path, 1)
    told = told_of(run_on(tmp_path, Scripted({3: lambda ctx: ctx.buy("ABC", 10)})))
    written = msgspec.json.encode(told)
    assert msgspec.json.decode(written, type=Backtest) == told
    assert '"equity":' not in written.decode().partition('"curve":')[2][:500]


def test_every_field_of_the_report_is_documented() -> None:
    page = (ROOT / "docs" / "BACKTEST.md").read_text()
    documented = set(re.findall(r"`([a-z_]+)`", page))
    assert {each.name for each in msgspec.structs.fields(Backtest)} <= documented
