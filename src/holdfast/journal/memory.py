"""A journal that forgets: for back-tests, simulations and whoever needs the speed alone."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.journal import Batch, Head, Opening, Snapshot
from holdfast.journal.chain import GENESIS, extend
from holdfast.journal.entry import decode
from holdfast.journal.errors import JournalClosed, JournalError
from holdfast.messages.entry import Entry


class MemoryJournal:
    """Keep the encoded entries, and chain them only when asked since that costs as much again."""

    is_space_low = False

    def __init__(self, epoch: str = "", build: str = "") -> None:
        self.opening = Opening()
        self.epoch = epoch
        self._build = build
        self._lines: list[bytes] = []
        self._chained = 0
        self._hash = GENESIS
        self._snapshots: dict[int, Snapshot] = {}
        self._closed = False

    def regain_reserve(self) -> bool:
        return True

    def head(self) -> Head:
        if self._chained < len(self._lines):
            self._hash = extend(self._hash, self._lines[self._chained :])
            self._chained = len(self._lines)
        return Head(seq=self._chained, hash=self._hash.hex(), entries=self._chained)

    def append(self, batch: Batch) -> None:
        if self._closed:
            raise JournalClosed("the journal is closed")
        if batch.first_seq != len(self._lines) + 1:
            raise JournalError(
                f"batch starts at {batch.first_seq}, journal ends at {len(self._lines)}"
            )
        self._lines.extend(batch.entries)

    def entries(self, from_seq: int = 1) -> Iterator[Entry]:
        for position in range(max(from_seq, 1) - 1, len(self._lines)):
            yield decode(self._lines[position])

    def save_snapshot(self, seq: int, state: bytes) -> None:
        if not 0 < seq <= len(self._lines):
            raise JournalError(f"no entry {seq} to bind a snapshot to")
        bound = extend(GENESIS, self._lines[:seq]).hex()
        self._snapshots[seq] = Snapshot(seq=seq, hash=bound, build=self._build, state=state)

    def latest_snapshot(self, max_seq: int | None = None) -> Snapshot | None:
        fitting = [seq for seq in self._snapshots if max_seq is None or seq <= max_seq]
        return self._snapshots[max(fitting)] if fitting else None

    def close(self) -> None:
        self._closed = True
