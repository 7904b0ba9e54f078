"""Quotes per second through market, desk and a strategy class that counts them.

Run it as `python -m holdfast.bench.strategy --json`.
"""

from __future__ import annotations

import time

from holdfast.bench.bench_desk import ACCOUNT, TRADER, quotes, settle_memory
from holdfast.bench.quotes import QUOTES, at_work, tell
from holdfast.model.quote import Quote
from holdfast.strategies import Context, Host
from holdfast.strategies.context import Identity


class Counting:
    """The least that a strategy can do with a quote."""

    def __init__(self) -> None:
        self.seen = 0

    def on_quote(self, ctx: Context, quote: Quote) -> None:
        self.seen += 1


def measure(count: int = QUOTES) -> float:
    """Return quotes per second, each one told to the strategy once its moment is durable."""
    bench = at_work()
    desk, strategy = bench.desk, Counting()
    host = Host(
        strategy,
        Identity("counting", TRADER, ACCOUNT),
        ask=desk.ask,
        ledger=desk.ledger,
        market=bench.market,
        time=bench.time,
    )
    bench.paper.overhear(host.on_market)
    desk.engine.on_events = host.on_events
    host.start()
    ticks = quotes("AAPL", count)
    inbox, drain, quote, turn = desk.inbox, desk.drain, bench.quote, host.turn
    settle_memory()
    began = time.perf_counter_ns()
    for tick in ticks:
        quote(tick)
        if inbox:
            drain()
        turn()
    spent = time.perf_counter_ns() - began
    if strategy.seen != count:
        raise ValueError(f"the strategy was told of {strategy.seen} quotes of {count}")
    return count / spent * 1e9


def main() -> None:
    tell(measure, __doc__)


if __name__ == "__main__":
    main()
