"""Who runs a strategy: what it is told and in which order, and how it is stopped."""

from decimal import Decimal
from pathlib import Path

import pytest

from holdfast.model.order import OrderStatus
from holdfast.model.quote import Bar, Quote, Trade
from holdfast.runtime.engine import Halted
from holdfast.strategies import BarsOf, Context, Ending, Fill, OrderChange
from tests.support.backtests import (
    Scripted,
    plain_settings,
    run_on,
    seconds,
    told_of,
    write_prints,
    write_quotes,
)


def test_a_fill_and_the_change_of_its_order_are_told_once_and_in_order(tmp_path: Path) -> None:
    write_quotes(tmp_path, seconds(10))
    strategy = Scripted({2: lambda ctx: ctx.buy("ABC", 100)})
    run_on(tmp_path, strategy).wired.desk.close()
    fill = next(what for kind, what in strategy.heard if kind == "fill")
    assert isinstance(fill, Fill)
    assert (fill.qty, fill.price, fill.side) == (Decimal(100), Decimal("100.01"), "BUY")
    changes = [what for kind, what in strategy.heard if kind == "order"]
    assert [each.status for each in changes if isinstance(each, OrderChange)][-1] is (
        OrderStatus.FILLED
    )
    assert len({str(each) for each in changes}) == len(changes)
    assert strategy.heard[-1][0] == "stop"


def test_each_status_of_a_working_order_is_told_until_it_is_cancelled(tmp_path: Path) -> None:
    write_quotes(tmp_path, seconds(20))
    strategy = Scripted(
        {
            2: lambda ctx: ctx.buy("ABC", 100, limit_price="99.90"),
            8: lambda ctx: ctx.cancel(ctx.open_orders()[0].id),
        }
    )
    # so far away that each step of the order's life is a moment of its own
    settings = plain_settings(tmp_path, latency_us=1_000_000)
    run_on(tmp_path, strategy, settings).wired.desk.close()
    statuses = [what.status for kind, what in strategy.heard if isinstance(what, OrderChange)]
    assert statuses == [
        OrderStatus.SENT,
        OrderStatus.NEW,
        OrderStatus.PENDING_CANCEL,
        OrderStatus.CANCELED,
    ]


class Raises:
    """A strategy that buys, leaves an order, and then fails."""

    def __init__(self, at_quote: int = 5) -> None:
        self.quotes = 0
        self.at_quote = at_quote
        self.stopped = False

    def on_quote(self, ctx: Context, quote: Quote) -> None:
        self.quotes += 1
        if self.quotes == 2:
            ctx.buy("ABC", 100)
            ctx.buy("ABC", 50, limit_price="99.50")
        if self.quotes == self.at_quote:
            raise RuntimeError("it cannot go on")

    def on_stop(self, ctx: Context) -> None:
        self.stopped = True


@pytest.mark.parametrize(
    ("ending", "still_open", "held"),
    [(Ending.CANCEL, 0, 100), (Ending.FLATTEN, 0, 0), (Ending.KEEP, 1, 100)],
)
def test_a_strategy_that_raises_is_stopped_and_what_it_leaves_dealt_with(
    tmp_path: Path, ending: Ending, still_open: int, held: int
) -> None:
    write_quotes(tmp_path, seconds(20))
    strategy = Raises()
    run = run_on(tmp_path, strategy, ending=ending)
    ledger = run.wired.desk.ledger
    assert len(ledger.open_orders) == still_open
    assert ledger.accounts["paper"].positions["ABC"].qty == held
    told = told_of(run)
    assert told.fault is not None
    assert (told.fault.method, told.fault.error) == ("on_quote", "RuntimeError: it cannot go on")
    assert told.fault.where.startswith(f"{__file__}:")
    assert told.failed
    # nothing of it is called again
    assert (strategy.quotes, strategy.stopped) == (5, False)


def test_a_strategy_that_never_comes_to_rest_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("holdfast.strategies.host.CALLS_AT_ONCE_MAX", 10)
    write_quotes(tmp_path, seconds(10))

    class Restless(Scripted):
        def on_order(self, ctx: Context, change: object) -> None:
            if not change.is_open:  # type: ignore[attr-defined]
                self.quotes += 1
                ctx.buy("ABC", self.quotes)

    run = run_on(tmp_path, Restless({2: lambda ctx: ctx.buy("ABC", 1)}))
    told = told_of(run)
    assert told.fault is not None
    assert "it caused 10 calls of its methods at one moment" in told.fault.error


class Listens:
    """A strategy that keeps the bars and trades that it hears."""

    def __init__(self, span_s: int = 0, of: BarsOf = BarsOf.TRADES) -> None:
        self.span_s = span_s
        self.of = of
        self.bars: list[Bar] = []
        self.trades: list[Trade] = []
        self.heard_at: list[int] = []

    def on_start(self, ctx: Context) -> None:
        if self.span_s:
            ctx.subscribe_bars("ABC", self.span_s, self.of, keep=2)

    def on_trade(self, ctx: Context, trade: Trade) -> None:
        self.trades.append(trade)

    def on_bar(self, ctx: Context, bar: Bar) -> None:
        self.bars.append(bar)
        self.heard_at.append(ctx.now)
        if self.span_s:
            assert ctx.bars("ABC", self.span_s)[-1] == bar
            assert len(ctx.bars("ABC", self.span_s)) <= 2


def test_bars_of_prints_are_told_when_they_are_over(tmp_path: Path) -> None:
    write_quotes(tmp_path, seconds(40))
    prints = [("14:30:01", "100", "10"), ("14:30:04", "102", "5"), ("14:30:12", "101", "7")]
    write_prints(tmp_path, prints)
    strategy = Listens(span_s=10)
    run_on(tmp_path, strategy).wired.desk.close()
    assert [(bar.open, bar.high, bar.close, bar.volume) for bar in strategy.bars] == [
        (100, 102, 102, 15),
        (101, 101, 101, 7),
    ]
    # told at their very ends, not when the next print comes
    assert strategy.heard_at == [bar.at for bar in strategy.bars]
    assert [trade.price for trade in strategy.trades] == [100, 102, 101]


def test_bars_of_quotes_are_of_mids_and_without_volume(tmp_path: Path) -> None:
    write_quotes(tmp_path, [("14:30:00", "99", "101"), ("14:30:15", "100", "102"),
                            ("14:30:25", "98", "100"), ("14:30:31", "98", "100")])  # fmt: skip
    strategy = Listens(span_s=30, of=BarsOf.QUOTES)
    run_on(tmp_path, strategy).wired.desk.close()
    (bar,) = strategy.bars
    assert (bar.open, bar.high, bar.low, bar.close, bar.volume) == (100, 101, 99, 99, 0)


def write_bars(path: Path, rows: list[str]) -> None:
    lines = ["timestamp,open,high,low,close,volume", *rows]
    (path / "ABC_minute.csv").write_text("\n".join(lines) + "\n")


BARS = [f"2024-03-04T14:{30 + n}:00Z,{100 + n},{102 + n},{99 + n},{101 + n},1000" for n in range(6)]


def test_recorded_bars_are_told_with_their_extremes_after_the_market_has_moved(
    tmp_path: Path,
) -> None:
    write_bars(tmp_path, BARS)
    strategy = Listens()
    run_on(tmp_path, strategy).wired.desk.close()
    assert [(bar.open, bar.high, bar.low, bar.close) for bar in strategy.bars] == [
        (100 + n, 102 + n, 99 + n, 101 + n) for n in range(6)
    ]
    assert strategy.heard_at == sorted(strategy.heard_at)


def test_recorded_bars_make_longer_ones_and_are_not_counted_twice(tmp_path: Path) -> None:
    write_bars(tmp_path, BARS)
    strategy = Listens(span_s=180)
    run_on(tmp_path, strategy).wired.desk.close()
    assert [bar.volume for bar in strategy.bars] == [3000, 3000]


def test_bars_that_cannot_be_made_stop_the_strategy_with_the_reason(tmp_path: Path) -> None:
    write_bars(tmp_path, BARS)
    told = told_of(run_on(tmp_path, Listens(span_s=90)))
    assert told.fault is not None
    assert told.fault.error == ("ValueError: bars of 90 s cannot be made of recorded bars of 60 s")
    # what is to blame is the subscription, and the line that asked for it
    assert told.fault.method == "subscribe_bars"
    line = Listens.on_start.__code__.co_firstlineno + 2
    assert told.fault.where == f"{__file__}:{line}"


def test_a_strategy_of_bars_that_hears_none_is_known_for_it(tmp_path: Path) -> None:
    write_quotes(tmp_path, seconds(40))
    silent = run_on(tmp_path, Listens())
    silent.wired.desk.close()
    assert silent.host is not None
    assert silent.host.misses_bars
    # the word will do
    heard = run_on(tmp_path, Listens(span_s=10, of="quotes"))  # type: ignore[arg-type]
    heard.wired.desk.close()
    assert heard.host is not None
    assert not heard.host.misses_bars
    without = run_on(tmp_path, Scripted({}))
    without.wired.desk.close()
    assert without.host is not None
    assert not without.host.misses_bars


def test_a_desk_that_has_stopped_is_not_put_down_to_the_strategy(tmp_path: Path) -> None:
    write_quotes(tmp_path, seconds(20))

    def stop_it(ctx: Context) -> None:
        ctx._ask.__self__.engine.halt("the disk is gone")  # type: ignore[attr-defined]
        ctx.buy("ABC", 1)

    with pytest.raises(Halted, match="the disk is gone"):
        run_on(tmp_path, Scripted({2: stop_it}))
