"""Journal entries per second with a commit for every group, beside a bare loop on the same disk."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from msgspec.structs import replace

from holdfast.bench.bench_desk import START_NS
from holdfast.bench.floor import bench_folder
from holdfast.journal import Batch, Durability
from holdfast.journal.entry import encode
from holdfast.journal.sqlite import SqliteJournal
from holdfast.messages.entry import Entry


def measure(entries: list[Entry], group: int, commits: int) -> float:
    """Return durable entries per second of the SQLite journal at `fsync`, `group` a commit."""
    batches = [_batch(entries, first, group) for first in range(1, commits * group, group)]
    with tempfile.TemporaryDirectory(dir=bench_folder()) as folder:
        journal = SqliteJournal(Path(folder, "journal.db"), Durability.FSYNC, epoch="bench")
        began = time.perf_counter_ns()
        for batch in batches:
            journal.append(batch)
        spent = time.perf_counter_ns() - began
        journal.close()
    return commits * group / spent * 1e9


def _batch(entries: list[Entry], first: int, group: int) -> Batch:
    lines = []
    for seq in range(first, first + group):
        entry = entries[seq % len(entries)]
        lines.append(encode(replace(entry, seq=seq, at=START_NS + seq)))
    return Batch(first, lines)
