"""Quotes per second through the market path, while 100 orders work on other instruments.

Run it as `python -m holdfast.bench.quotes --json`.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from decimal import Decimal

from holdfast.bench.bench_desk import (
    ACCOUNT,
    HIGH,
    SIZE,
    START_NS,
    TRADER,
    BenchDesk,
    quotes,
    settle_memory,
)
from holdfast.messages.commands import SubmitOrder
from holdfast.model.order import OrderType, Side
from holdfast.model.quote import Quote

QUOTES = 500_000
WORKING = 100
OTHERS = 10


def measure(count: int = QUOTES) -> float:
    """Return quotes per second, each one reaching exchange, desk memory and a trivial strategy."""
    bench = at_work()
    seen = 0
    ticks = quotes("AAPL", count)
    inbox, drain, quote = bench.desk.inbox, bench.desk.drain, bench.quote
    settle_memory()
    began = time.perf_counter_ns()
    for tick in ticks:
        quote(tick)
        if inbox:
            drain()
        seen += 1
    spent = time.perf_counter_ns() - began
    return seen / spent * 1e9


def at_work() -> BenchDesk:
    """Make a desk with orders that work beside AAPL; raises ValueError where one does not."""
    names = [f"OTHER{i}" for i in range(OTHERS)]
    bench = BenchDesk(["AAPL", *names])
    for name in names:
        bench.quote(Quote(name, *HIGH, SIZE, SIZE, START_NS + 1))
    for i in range(WORKING):
        price = Decimal(90) + Decimal(i // OTHERS) / 100
        name, limit = names[i % OTHERS], OrderType.LIMIT
        order = SubmitOrder(ACCOUNT, name, Side.BUY, Decimal(10), limit, price, principal=TRADER)
        bench.desk.ask(order)
    bench.desk.drain()
    if len(bench.desk.ledger.open_orders) != WORKING:
        raise ValueError("not every working order works")
    return bench


def tell(measure: Callable[[int], float], about: str | None) -> None:
    """Measure as many quotes as the command line says, and print what was found."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--quotes", type=int, default=QUOTES)
    parser.add_argument("--json", action="store_true", help="print JSON, as ever")
    asked = parser.parse_args()
    print(json.dumps({"quotes": asked.quotes, "quotes_per_second": measure(asked.quotes)}))


def main() -> None:
    tell(measure, __doc__)


if __name__ == "__main__":
    main()
