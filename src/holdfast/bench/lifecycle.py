"""Full order lifecycles per second: quote, order, gate, journal, accept, fill, position.

Run it as `python -m holdfast.bench.lifecycle --work market --orders 50000 --json`.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
import time
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from holdfast.bench.bench_desk import (
    ACCOUNT,
    BenchDesk,
    limit_order,
    market_order,
    quotes,
    settle_memory,
)
from holdfast.core.invariants import audit
from holdfast.journal import Durability, Journal
from holdfast.journal.sqlite import SqliteJournal
from holdfast.model.order import OrderStatus
from holdfast.model.quote import Quote
from holdfast.runtime.engine import Engine

INSTRUMENT = "AAPL"
WORKS = ("market", "limit")
LEVELS = ("memory", "none", "os", "fsync")
_PAGE = resource.getpagesize()


class Lifecycle(msgspec.Struct, frozen=True):
    """What one run measured; latency runs from making the order to its fill in the ledger."""

    work: str
    durability: str
    in_flight: int
    orders: int
    orders_per_second: float
    p50_us: float
    p99_us: float
    bytes_per_order: float


def measure(work: str, orders: int, durability: str = "memory", in_flight: int = 1) -> Lifecycle:
    """Run so many lifecycles and measure; raises ValueError if one of them is not whole.

    With `in_flight` above 1 that many orders share each commit.
    """
    with _journal(durability) as journal:
        bench = BenchDesk([INSTRUMENT], journal)
        ticks = quotes(INSTRUMENT, orders + 2)
        bench.quote(ticks[0])
        settle_memory()
        before = _resident_bytes()
        began = time.perf_counter_ns()
        timed = _runs(bench, work, ticks, orders, in_flight)
        spent = time.perf_counter_ns() - began
        grown = _resident_bytes() - before
        _prove(bench, orders)
    latencies = sorted(timed)
    return Lifecycle(
        work,
        durability,
        in_flight,
        orders,
        orders / spent * 1e9,
        latencies[len(latencies) // 2] / 1e3,
        latencies[int(len(latencies) * 0.99)] / 1e3,
        grown / orders,
    )


def _runs(
    bench: BenchDesk, work: str, ticks: list[Quote], orders: int, in_flight: int
) -> array[int]:
    if in_flight > 1:
        return _grouped(bench, ticks, orders, in_flight)
    return _market(bench, ticks, orders) if work == "market" else _limit(bench, ticks, orders)


def _market(bench: BenchDesk, ticks: list[Quote], orders: int) -> array[int]:
    engine, drain, now = bench.desk.engine, bench.desk.drain, time.perf_counter_ns
    quote = bench.quote
    latencies = array("q")
    for i in range(orders):
        quote(ticks[i + 1])
        asked = now()
        engine.take(market_order(i, INSTRUMENT))
        engine.commit()
        drain()
        latencies.append(now() - asked)
    return latencies


def _limit(bench: BenchDesk, ticks: list[Quote], orders: int) -> array[int]:
    engine, drain, now = bench.desk.engine, bench.desk.drain, time.perf_counter_ns
    quote = bench.quote
    latencies = array("q")
    for i in range(orders):
        asked = now()
        engine.take(limit_order(i, INSTRUMENT, ticks[i]))
        engine.commit()
        drain()
        quote(ticks[i + 1])
        drain()
        latencies.append(now() - asked)
    return latencies


def _grouped(bench: BenchDesk, ticks: list[Quote], orders: int, in_flight: int) -> array[int]:
    """Keep `in_flight` orders under way: what one round submits shares its commits."""
    engine: Engine = bench.desk.engine
    drain, now = bench.desk.drain, time.perf_counter_ns
    latencies = array("q")
    for first in range(0, orders, in_flight):
        group = range(first, min(first + in_flight, orders))
        asked = now()
        for i in group:
            bench.quote(ticks[i + 1])
            engine.take(market_order(i, INSTRUMENT))
        engine.commit()
        drain()
        latencies.extend([now() - asked] * len(group))
    return latencies


def _prove(bench: BenchDesk, orders: int) -> None:
    ledger = bench.desk.ledger
    filled = sum(order.status is OrderStatus.FILLED for order in ledger.orders.values())
    if filled != orders:
        raise ValueError(f"{orders} orders were asked for and {filled} filled")
    broken = audit(ledger)
    if broken:
        raise ValueError(f"the run broke {broken[0]}")
    if ledger.accounts[ACCOUNT].positions[INSTRUMENT].qty:
        raise ValueError("buys and sells in turn did not end flat")


@contextmanager
def _journal(durability: str) -> Iterator[Journal | None]:
    if durability == "memory":
        yield None
        return
    with tempfile.TemporaryDirectory(dir=os.environ.get("HOLDFAST_BENCH_DIR", ".")) as folder:
        path = Path(folder, "journal.db")
        journal = SqliteJournal(path, Durability(durability), epoch="bench")
        yield journal
        journal.close()


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", choices=WORKS, default="market")
    parser.add_argument("--orders", type=int, default=50_000)
    parser.add_argument("--durability", choices=LEVELS, default="memory")
    parser.add_argument("--in-flight", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="print JSON, as ever")
    asked = parser.parse_args()
    found = measure(asked.work, asked.orders, asked.durability, asked.in_flight)
    print(json.dumps(msgspec.to_builtins(found)))


if __name__ == "__main__":
    main()
