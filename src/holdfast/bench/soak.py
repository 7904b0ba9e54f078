"""A long run: what a desk keeps of a million orders, and how long it pauses to forget them.

Run it as `python -m holdfast.bench.soak --orders 1000000`.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from itertools import count
from pathlib import Path

import msgspec

from holdfast.bench.bench_desk import (
    ACCOUNT,
    BenchDesk,
    market_order,
    quotes,
    settle_memory,
)
from holdfast.config import DeskSettings
from holdfast.core.invariants import audit
from holdfast.core.ledger import freeze
from holdfast.journal import Durability
from holdfast.journal.sqlite import SqliteJournal

INSTRUMENT = "AAPL"
PARTS = 10
ENTRIES_EACH = 3  # of a market order: sent, accepted, filled
_PAGE = resource.getpagesize()


class Soak(msgspec.Struct, frozen=True):
    """What a run came to: resident memory after each tenth of it, and its pauses."""

    orders: int
    orders_per_second: float
    resident_mb: tuple[float, ...]
    peak_mb: float
    held: int  # orders in the ledger at the end
    packed: int
    forget_p50_ms: float
    forget_max_ms: float
    snapshot_ms: float  # the longest time in which a snapshot held the loop up
    snapshot_mb: float
    journal_mb: float

    @property
    def settled_mb(self) -> float:
        """The most resident after the first or second tenth: what the later ones must keep to."""
        return max(self.resident_mb[: PARTS // 5])

    @property
    def later_mb(self) -> float:
        """The most resident after any later tenth."""
        return max(self.resident_mb[PARTS // 5 :])


def measure(orders: int, settings: DeskSettings | None = None, durability: str = "none") -> Soak:
    """Run so many orders, each with a client order id, through a desk that keeps its journal.

    Raises ValueError if the books are not right at the end.
    """
    settings = settings or DeskSettings()
    with tempfile.TemporaryDirectory(dir=os.environ.get("HOLDFAST_BENCH_DIR", ".")) as folder:
        path = Path(folder, "journal.db")
        journal = SqliteJournal(path, Durability(durability), epoch="bench")
        bench = BenchDesk([INSTRUMENT], journal)
        bench.desk.forget_by(settings.retention)
        run = _Run(bench, settings.snapshot_every_entries)
        settle_memory()
        began = time.perf_counter()
        resident = []
        for _ in range(PARTS):
            run.go_on(orders // PARTS)
            resident.append(_resident_mb())
        spent = time.perf_counter() - began
        journal.flush()
        size = path.stat().st_size / 1e6
        _prove(bench)
        journal.close()
    pauses = sorted(run.pauses_ms) or [0.0]
    memory = bench.desk.ledger.memory
    return Soak(
        orders,
        orders / spent,
        tuple(resident),
        # the kernel counts both in its own time
        max(*resident, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6),
        len(bench.desk.ledger.orders),
        len(memory.families) + len(memory.members),
        pauses[len(pauses) // 2],
        pauses[-1],
        max(run.freezes_ms, default=0.0),
        run.frozen_mb,
        size,
    )


class _Run:
    """Orders one after the other, with a snapshot now and then, as a server takes them."""

    def __init__(self, bench: BenchDesk, snapshot_every: int) -> None:
        self._bench = bench
        self._every = snapshot_every
        self._number = count()
        self._snapshot_at = snapshot_every
        self._tidy = bench.desk.tidy
        bench.desk.tidy = self._timed_tidy
        self.pauses_ms: list[float] = []
        self.freezes_ms: list[float] = []
        self.frozen_mb = 0.0

    def go_on(self, orders: int) -> None:
        bench, desk = self._bench, self._bench.desk
        for tick in quotes(INSTRUMENT, orders, bench.time.now()):
            bench.quote(tick)
            number = next(self._number)
            order = market_order(number, INSTRUMENT)
            desk.engine.take(msgspec.structs.replace(order, client_order_id=f"soak-{number}"))
            desk.engine.commit()
            desk.drain()
            if desk.ledger.seq >= self._snapshot_at:
                self._snapshot()

    def _snapshot(self) -> None:
        desk = self._bench.desk
        began = time.thread_time()
        state = freeze(desk.ledger)
        self.freezes_ms.append((time.thread_time() - began) * 1e3)
        self.frozen_mb = len(state) / 1e6
        desk.journal.save_snapshot(desk.ledger.seq, state)
        self._snapshot_at = desk.ledger.seq + self._every

    def _timed_tidy(self) -> None:
        forgotten = self._bench.desk.ledger.memory.forgotten
        began = time.thread_time()
        self._tidy()
        if self._bench.desk.ledger.memory.forgotten != forgotten:
            self.pauses_ms.append((time.thread_time() - began) * 1e3)


def _prove(bench: BenchDesk) -> None:
    ledger = bench.desk.ledger
    broken = audit(ledger)
    if broken:
        raise ValueError(f"the run broke {broken[0]}")
    if ledger.accounts[ACCOUNT].positions[INSTRUMENT].qty:
        raise ValueError("buys and sells in turn did not end flat")


def _resident_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE / 1e6


def measure_apart(orders: int, settings: DeskSettings | None = None) -> Soak:
    """Measure in a fresh process, whose memory nothing else has been in."""
    settings = settings or DeskSettings()
    words = [sys.executable, "-m", "holdfast.bench.soak", "--orders", str(orders)]
    words += ["--closed", str(settings.closed_orders_max)]
    words += ["--packed", str(settings.packed_orders_max)]
    told = subprocess.run(words, capture_output=True, check=True)  # noqa: S603  (our own words)
    return msgspec.json.decode(told.stdout, type=Soak)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--durability", choices=("none", "os", "fsync"), default="none")
    parser.add_argument("--closed", type=int, default=DeskSettings().closed_orders_max)
    parser.add_argument("--packed", type=int, default=DeskSettings().packed_orders_max)
    asked = parser.parse_args()
    settings = DeskSettings(closed_orders_max=asked.closed, packed_orders_max=asked.packed)
    found = measure(asked.orders, settings, asked.durability)
    print(json.dumps(msgspec.to_builtins(found)))


if __name__ == "__main__":
    main()
