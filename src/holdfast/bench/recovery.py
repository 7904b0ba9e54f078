"""How long a desk takes to be there again: from its journal alone, and from a snapshot.

Run it as `python -m holdfast.bench.recovery --events 1000000`. Each start is a process of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

import apsw
import msgspec

from holdfast.bench.bench_desk import BenchDesk, market_order, quotes
from holdfast.config import DeskSettings
from holdfast.core.ledger import freeze
from holdfast.journal import Durability
from holdfast.journal.sqlite import SqliteJournal
from holdfast.model.numbers import use_exact_context
from holdfast.recovery.replay import rebuild

INSTRUMENT = "AAPL"
BUILD = "bench"
GROUP = 10  # orders that share each commit, as those of a busy desk do


class Start(msgspec.Struct, frozen=True):
    """One start: opening checks the whole chain, rebuilding applies what no snapshot holds."""

    open_s: float
    rebuild_s: float
    cpu_s: float  # of both: what a machine with nothing else to do needs
    entries: int
    replayed: int
    state: str  # the ledger's checksum, to be the same both ways

    @property
    def ready_s(self) -> float:
        return self.open_s + self.rebuild_s


class Recovery(msgspec.Struct, frozen=True):
    """The same journal, started without a snapshot and with the last that a server had taken."""

    events: int
    journal_mb: float
    without: Start
    with_snapshot: Start


def measure(events: int) -> Recovery:
    """Fill a journal with so many events and start from it twice; raises ValueError if they differ.

    The snapshot is as old as it may be: it lacks as many entries as a server writes between two.
    """
    with tempfile.TemporaryDirectory(dir=os.environ.get("HOLDFAST_BENCH_DIR", ".")) as folder:
        path = Path(folder, "journal.db")
        _fill(path, events, max(events - DeskSettings().snapshot_every_entries, events // 2))
        with_snapshot = _start_apart(path)
        apsw.Connection(str(path)).execute("DELETE FROM snapshots")
        without = _start_apart(path)
        size = path.stat().st_size / 1e6
    if without.state != with_snapshot.state:
        raise ValueError("the ledger from a snapshot is not the ledger from the journal")
    return Recovery(without.entries, size, without, with_snapshot)


def _fill(path: Path, events: int, snapshot_at: int) -> None:
    journal = SqliteJournal(path, Durability.NONE, build=BUILD, epoch="bench")
    bench = BenchDesk([INSTRUMENT], journal)
    desk = bench.desk
    desk.forget_by(DeskSettings().retention)
    number, kept = 0, False
    while desk.ledger.seq < events:
        for tick in quotes(INSTRUMENT, GROUP, bench.time.now()):
            bench.quote(tick)
            order = market_order(number, INSTRUMENT)
            desk.engine.take(msgspec.structs.replace(order, client_order_id=f"o{number}"))
            number += 1
        desk.engine.commit()
        desk.drain()
        if not kept and desk.ledger.seq >= snapshot_at:
            kept = True
            desk.snapshot()
    journal.close()


def _start_apart(path: Path) -> Start:
    """Start in a fresh process, as a desk does."""
    code = "import sys; from holdfast.bench.recovery import start; start(sys.argv[1])"
    told = subprocess.run(  # noqa: S603  (our own interpreter and words)
        [sys.executable, "-c", code, str(path)], capture_output=True, check=True
    )
    return msgspec.json.decode(told.stdout, type=Start)


def start(path: str) -> None:
    """Open a journal as a desk does, rebuild its ledger, and print how long that took."""
    use_exact_context()
    began, began_cpu = time.perf_counter(), time.process_time()
    journal = SqliteJournal(path, Durability.FSYNC, build=BUILD, check_whole=True)
    opened = time.perf_counter()
    snapshot = journal.latest_snapshot()
    ledger = rebuild(journal)
    ready = time.perf_counter()
    cpu_s = time.process_time() - began_cpu
    replayed = ledger.seq - (snapshot.seq if snapshot is not None else 0)
    state = sha256(freeze(ledger)).hexdigest()
    found = Start(opened - began, ready - opened, cpu_s, ledger.seq, replayed, state)
    print(msgspec.json.encode(found).decode())
    journal.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=100_000)
    print(json.dumps(msgspec.to_builtins(measure(parser.parse_args().events))))


if __name__ == "__main__":
    main()
