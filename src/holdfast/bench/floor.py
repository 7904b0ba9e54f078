"""The floors: the least that the same bytes could cost, measured beside what is judged by them."""

from __future__ import annotations

import os
import tempfile
import time
from hashlib import sha256
from pathlib import Path

from holdfast.bench.bench_desk import BenchDesk, market_order, quotes
from holdfast.journal.entry import encode
from holdfast.journal.memory import MemoryJournal
from holdfast.messages.entry import Entry
from holdfast.model.quote import Quote

ENTRIES_PER_ORDER = 3
_SAMPLE_ORDERS = 500


def sample_entries() -> list[Entry]:
    """Return the journal entries that real orders make: submit, accept, fill, in turn."""
    journal = MemoryJournal(epoch="bench")
    bench = BenchDesk(["AAPL"], journal)
    first = journal.head().seq + 1
    for i, tick in enumerate(quotes("AAPL", _SAMPLE_ORDERS)):
        bench.quote(tick)
        bench.desk.ask(market_order(i, "AAPL"))
        bench.desk.drain()
    return list(journal.entries(first))


def encode_and_chain(entries: list[Entry], orders: int) -> float:
    """Return orders per second of encoding and hashing alone: what no journal can do without."""
    needed = orders * ENTRIES_PER_ORDER
    chain = b"\0" * 32
    kept: list[bytes] = []
    began = time.perf_counter_ns()
    for i in range(needed):
        line = encode(entries[i % len(entries)])
        chain = sha256(chain + line).digest()
        kept.append(line)
    spent = time.perf_counter_ns() - began
    return orders / spent * 1e9


def write_and_sync(entries: list[Entry], group: int, commits: int) -> float:
    """Return entries per second of appending groups to a plain file, one fdatasync each."""
    with tempfile.NamedTemporaryFile(dir=bench_folder()) as file:
        descriptor = file.fileno()
        batch = b"".join(encode(entries[i % len(entries)]) for i in range(group))
        began = time.perf_counter_ns()
        for _ in range(commits):
            os.write(descriptor, batch)
            os.fdatasync(descriptor)
        return commits * group / (time.perf_counter_ns() - began) * 1e9


def store_quotes(count: int) -> float:
    """Return quotes per second of a dict that keeps the last one: the least a market can do."""
    ticks = quotes("AAPL", count)
    last: dict[str, Quote] = {}
    began = time.perf_counter_ns()
    for tick in ticks:
        last[tick.instrument] = tick
    spent = time.perf_counter_ns() - began
    return count / spent * 1e9


def bench_folder() -> Path:
    """Return where files are measured: HOLDFAST_BENCH_DIR, else here, never a memory disk."""
    return Path(os.environ.get("HOLDFAST_BENCH_DIR", "."))
