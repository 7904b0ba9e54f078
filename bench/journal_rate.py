"""Entries per second of every journal against a bare append with fdatasync of the same bytes.

Run it with the project's Python: python bench/journal_rate.py [--folder DIR] [--seconds 1]
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
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
ROUNDS = 3

Append = Callable[[Batch], object]


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


def rate(
    append: Append, lines: list[bytes], first: int, group: int, seconds: float
) -> tuple[float, int]:
    """Append groups for a while; return entries per second and the next seq."""
    count = 0
    began = time.perf_counter()
    end = began + seconds
    while count + group <= len(lines) and time.perf_counter() < end:
        append(Batch(first + count, lines[count : count + group]))
        count += group
    return count / (time.perf_counter() - began), first + count


def measure(folder: str, seconds: float) -> list[dict[str, object]]:
    """Measure every journal in turn with the limit, and take medians."""
    found: dict[tuple[str, int], list[float]] = {}
    for turn in range(ROUNDS):
        for group in GROUPS:
            lines = [entry_of(seq) for seq in range(1, 200_001 if group > 1 else 60_001)]
            journals = {
                "bare": Bare(f"{folder}/bare-{turn}-{group}"),
                "memory": MemoryJournal(),
                **{
                    str(level): SqliteJournal(f"{folder}/{level}-{turn}-{group}.sqlite", level)
                    for level in Durability
                },
            }
            for name, journal in journals.items():
                found.setdefault((name, group), []).append(
                    rate(journal.append, lines, 1, group, seconds)[0]
                )
                journal.close()
    limit = {group: median(found["bare", group]) for group in GROUPS}
    return [
        {
            "name": f"journal {name}, groups of {group}",
            "value": round(median(rates)),
            "unit": "entries/s",
            "limit": round(limit[group]),
            "ratio": round(median(rates) / limit[group], 3),
        }
        for (name, group), rates in found.items()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", help="where to write; default a temporary folder here")
    parser.add_argument("--seconds", type=float, default=1.0)
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
