"""Small tapes and runs of strategies on them, without fees and without latency."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

from msgspec.structs import replace

from holdfast.backtest.report import Backtest, report
from holdfast.backtest.run import Asked, Run, run_backtest
from holdfast.cli.coarse_tape import patient
from holdfast.cli.demo import demo_settings
from holdfast.cli.everything import every_order
from holdfast.config import FeeScheduleName, Settings
from holdfast.market.tape import open_tape
from holdfast.model.ids import StrategyId
from holdfast.strategies import Context, Ending, Loaded

Step = tuple[str, str, str]  # time of day, bid, ask


def write_quotes(
    path: Path, steps: Iterable[Step], name: str = "ABC", day: str = "2024-03-04"
) -> None:
    """Write a tape of quotes with plenty on both sides."""
    rows = [f"{day}T{at}Z,{bid},{ask},5000,5000" for at, bid, ask in steps]
    header = "timestamp,bid,ask,bid_size,ask_size"
    (path / f"{name}_quotes.csv").write_text("\n".join([header, *rows]) + "\n")


def write_prints(
    path: Path, prints: Iterable[Step], name: str = "ABC", day: str = "2024-03-04"
) -> None:
    """Write a tape of prints: time of day, price, size."""
    rows = [f"{day}T{at}Z,{price},{size}" for at, price, size in prints]
    (path / f"{name}_trades.csv").write_text("\n".join(["timestamp,price,size", *rows]) + "\n")


def seconds(count: int, bid: str = "99.99", ask: str = "100.01") -> list[Step]:
    """Quote the same each second from half past two, for less than a minute."""
    return [(f"14:30:{second:02}", bid, ask) for second in range(count)]


def plain_settings(tape: Path, seed: int = 7, **paper: object) -> Settings:
    """Settings without fees and latency, unless `paper` says otherwise."""
    settings = patient(demo_settings(seed, tape, ""), open_tape(tape))
    free = {"fees": FeeScheduleName.NONE, "latency_us": 0, "latency_jitter_us": 0, **paper}
    return replace(settings, paper=replace(settings.paper, **free))


def loaded(strategy: object, name: StrategyId = "tried") -> Loaded:
    return Loaded(name, strategy, "here.py:Tried", {})


def run_on(tape: Path, strategy: object, settings: Settings | None = None, **asked: object) -> Run:
    """Run a strategy to the end of a tape."""
    terms = Asked("paper", loaded=loaded(strategy), **asked)  # type: ignore[arg-type]
    return run_backtest(settings or plain_settings(tape), terms, epoch="demo7")


def told_of(run: Run) -> Backtest:
    """Report a run, and close its desk."""
    told = report(run, every_order(run.wired.desk.ledger))
    run.wired.desk.close()
    return told


class Scripted:
    """A strategy that does what it is told at its nth quote, and notes all that it hears."""

    def __init__(self, script: dict[int, Callable[[Context], object]]) -> None:
        self.script = script
        self.quotes = 0
        self.answers: list[object] = []
        self.heard: list[tuple[str, object]] = []

    def on_quote(self, ctx: Context, quote: object) -> None:
        self.quotes += 1
        if self.quotes in self.script:
            self.answers.append(self.script[self.quotes](ctx))

    def on_fill(self, ctx: Context, fill: object) -> None:
        self.heard.append(("fill", fill))

    def on_order(self, ctx: Context, change: object) -> None:
        self.heard.append(("order", change))

    def on_timer(self, ctx: Context, name: str) -> None:
        self.heard.append(("timer", (name, ctx.now)))

    def on_stop(self, ctx: Context) -> None:
        self.heard.append(("stop", ctx.now))


def net_of(told: Backtest) -> Decimal:
    """Add the net of all trips, the open ones included."""
    return sum((trip.net or Decimal(0) for trip in told.trips), Decimal(0))


__all__ = [
    "Ending",
    "Scripted",
    "loaded",
    "net_of",
    "plain_settings",
    "run_on",
    "seconds",
    "told_of",
    "write_prints",
    "write_quotes",
]
