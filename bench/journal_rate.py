"""Entries per second of every journal against a bare append with fdatasync of the same bytes.

Run it with the project's Python: python bench/journal_rate.py [--folder DIR] [--seconds 3]
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from decimal import Decimal
from statistics import median

from holdfast.journal import Batch, Durability
from holdfast.journal.entry import encode
from holdfast.journal.memory import MemoryJournal
from holdfast.journal.sqlite import SqliteJournal
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.entry import Entry
from holdfast.messages.events import OrderSent
from holdfast.model.order import Side

GROUPS = (1, 64, 1000)
ENTRY_BYTES = 300
ROUNDS = 7
ENTRIES = 300_000


def entry_of(seq: int) -> bytes:
    """Make an entry of 300 bytes, the size of one order on its way."""
    terms = SubmitOrder(
        account="A1",
        instrument="AAPL",
        side=Side.BUY,
        qty=Decimal(100),
        client_order_id=f"c-{seq:09d}",
    )
    sent = OrderSent(f"e-{seq:09d}", terms, Decimal("187.25"), Decimal("187.24"))
    line = encode(Entry(seq, 1_700_000_000_000_000_000 + seq, (), terms, None, [sent]))
    missing = ENTRY_BYTES - len(line)
    padded = SubmitOrder(
        **{f: getattr(terms, f) for f in terms.__struct_fields__[:4]},
        client_order_id=terms.client_order_id,
        correlation_id="x" * missing,
    )
    return encode(Entry(seq, 1_700_000_000_000_000_000 + seq, (), padded, None, [sent]))


class Bare:
    """The limit: the same bytes to a plain file, one write and one fdatasync a batch."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def append(self, batch: Batch) -> None:
        os.write(self._file, b"".join(batch.entries))
        os.fdatasync(self._file)

    def close(self) -> None:
        os.close(self._file)


class Turns:
    """A journal, how far it has come, and the rates of its slices."""

    def __init__(self, journal: Bare | MemoryJournal | SqliteJournal) -> None:
        self.journal = journal
        self.rates: list[float] = []
        self._seq = 0

    def run(self, lines: list[bytes], group: int, seconds: float) -> None:
        """Append groups for a while and note the rate."""
        append = self.journal.append
        first = self._seq
        began = time.perf_counter()
        while self._seq + group <= len(lines) and time.perf_counter() < began + seconds:
            append(Batch(self._seq + 1, lines[self._seq : self._seq + group]))
            self._seq += group
        self.rates.append((self._seq - first) / (time.perf_counter() - began))


def measure(folder: str, seconds: float) -> list[dict[str, object]]:
    """Measure every journal in turn with the limit, a slice at a time, and take medians."""
    results: list[dict[str, object]] = []
    lines = [entry_of(seq) for seq in range(1, ENTRIES + 1)]
    for group in GROUPS:
        turns = {
            "bare": Turns(Bare(f"{folder}/bare-{group}")),
            "memory": Turns(MemoryJournal()),
            **{
                str(level): Turns(SqliteJournal(f"{folder}/{level}-{group}.sqlite", level))
                for level in Durability
            },
        }
        for number in range(ROUNDS):
            # each slice has its own share of the entries, so that a fast one does not run out
            share = lines[: len(lines) * (number + 1) // ROUNDS]
            for each in turns.values():
                each.run(share, group, seconds / ROUNDS)
        limit = median(turns["bare"].rates)
        for name, each in turns.items():
            each.journal.close()
            found = median(each.rates)
            results.append(
                {
                    "name": f"journal {name}, groups of {group}",
                    "value": round(found),
                    "unit": "entries/s",
                    "limit": round(limit),
                    "ratio": round(found / limit, 3),
                }
            )
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", help="where to write; default a temporary folder here")
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder or ".") as folder:
        results = measure(folder, asked.seconds)
    if asked.json:
        print(json.dumps(results))
        return
    for row in results:
        print(f"{row['name']:32} {row['value']:>10,} {row['unit']}  {row['ratio']:>8.1%} of bare")


if __name__ == "__main__":
    main()
