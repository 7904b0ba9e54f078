"""Quotes per second through market, desk and a strategy class that counts them.

Run it as `python -m holdfast.bench.strategy --json`.
"""

from __future__ import annotations

import argparse
import json
import time

from holdfast.bench.bench_desk import ACCOUNT, TRADER, BenchDesk, quotes, settle_memory
from holdfast.bench.quotes import OTHERS, QUOTES, at_work
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
    names = [f"OTHER{i}" for i in range(OTHERS)]
    bench = BenchDesk(["AAPL", *names])
    at_work(bench, names)
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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quotes", type=int, default=QUOTES)
    parser.add_argument("--json", action="store_true", help="print JSON, as ever")
    asked = parser.parse_args()
    print(json.dumps({"quotes": asked.quotes, "quotes_per_second": measure(asked.quotes)}))


if __name__ == "__main__":
    main()
