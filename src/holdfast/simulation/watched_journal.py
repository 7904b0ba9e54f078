"""The real journal, with a witness at its door and the places where a process may end."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from holdfast.journal import Batch, Head, Opening, Snapshot
from holdfast.journal.entry import decode
from holdfast.journal.sqlite import SqliteJournal
from holdfast.messages.entry import Entry
from holdfast.simulation.crash import Fuse, Point


class WatchedJournal:
    """Pass everything through; tell each entry once it is durable."""

    def __init__(
        self, inner: SqliteJournal, fuse: Fuse, on_durable: Callable[[Entry], None]
    ) -> None:
        self._inner = inner
        self._fuse = fuse
        self._on_durable = on_durable

    @property
    def opening(self) -> Opening:
        return self._inner.opening

    @opening.setter
    def opening(self, opening: Opening) -> None:
        self._inner.opening = opening

    @property
    def epoch(self) -> str:
        return self._inner.epoch

    @property
    def is_space_low(self) -> bool:
        return self._inner.is_space_low

    def head(self) -> Head:
        return self._inner.head()

    def append(self, batch: Batch) -> None:
        self._fuse.burn(Point.BEFORE_APPEND)
        self._inner.append(batch)
        for line in batch.entries:
            self._on_durable(decode(line))
        self._fuse.burn(Point.BETWEEN_INTENT_AND_SEND)

    def entries(self, from_seq: int = 1) -> Iterator[Entry]:
        return self._inner.entries(from_seq)

    def save_snapshot(self, seq: int, state: bytes) -> None:
        self._inner.save_snapshot(seq, state)

    def latest_snapshot(self, max_seq: int | None = None) -> Snapshot | None:
        return self._inner.latest_snapshot(max_seq)

    def regain_reserve(self) -> bool:
        return self._inner.regain_reserve()

    def close(self) -> None:
        self._inner.close()

    def abandon(self) -> None:
        self._inner.abandon()
