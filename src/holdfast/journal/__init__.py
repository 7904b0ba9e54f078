"""What we remember: every input and the events it caused, in order, chained by hash.

`memory` forgets with the process, `sqlite` keeps. Both tell the same hash for the same entries.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Protocol

import msgspec

from holdfast.journal.errors import (
    DiskFull,
    JournalBroken,
    JournalBusy,
    JournalClosed,
    JournalCorrupt,
    JournalError,
    JournalLocked,
)
from holdfast.messages.entry import Entry

__all__ = [
    "Batch",
    "DiskFull",
    "Durability",
    "Head",
    "Journal",
    "JournalBroken",
    "JournalBusy",
    "JournalClosed",
    "JournalCorrupt",
    "JournalError",
    "JournalLocked",
    "Opening",
    "Snapshot",
]


class Durability(StrEnum):
    """What has become of a batch when `append` returns."""

    FSYNC = "fsync"  # on the disk: it survives the loss of power
    OS = "os"  # with the operating system: it survives kill -9, not the loss of power
    NONE = "none"  # in this process, written in large groups: a crash loses the last group


class Batch(msgspec.Struct, frozen=True, gc=False):
    """Entries that become durable together: encoded, seq contiguous from `first_seq`."""

    first_seq: int
    entries: list[bytes]


class Head(msgspec.Struct, frozen=True, gc=False):
    """Where a journal ends; `hash` is the chain's, in hex."""

    seq: int
    hash: str
    entries: int


class Snapshot(msgspec.Struct, frozen=True):
    """The ledger's state after `seq`, bound to the chain there and to the build that wrote it."""

    seq: int
    hash: str
    build: str
    state: bytes


class Opening(msgspec.Struct):
    """What opening found: how much of a torn tail was cut off, and what else to tell a person.

    `cut_back_entries` counts those known by number; of a file cut short only bytes are known.
    """

    cut_back_entries: int = 0
    cut_back_bytes: int = 0
    notes: list[str] = []


class Journal(Protocol):
    """The memory of one desk: one writer, append only.

    `append` may be called from another thread than the one that opened it, by one at a time.
    """

    opening: Opening

    @property
    def epoch(self) -> str:
        """The name given at creation, which never changes; it namespaces the desk's order ids."""
        ...

    @property
    def is_space_low(self) -> bool:
        """Tell that the reserve is in use: take no new orders, but cancels can be written."""
        ...

    def regain_reserve(self) -> bool:
        """Set the reserve aside again once there is room; tell whether it is held."""
        ...

    def head(self) -> Head:
        """Say where the journal ends, with what is not yet written out."""
        ...

    def append(self, batch: Batch) -> None:
        """Return when the batch is as durable as the level says; when it raises, it is not in.

        DiskFull and JournalBusy leave the journal as it was; after JournalBroken every later
        append raises it too, and whether the batch survives is known only after opening again.
        """
        ...

    def entries(self, from_seq: int = 1) -> Iterator[Entry]:
        """Yield the entries in order, each checked by the chain; damage raises JournalCorrupt."""
        ...

    def save_snapshot(self, seq: int, state: bytes) -> None:
        """Keep the state after `seq`; the oldest of several is dropped."""
        ...

    def latest_snapshot(self, max_seq: int | None = None) -> Snapshot | None:
        """Return the newest snapshot that fits chain and build; `opening` notes the others."""
        ...

    def close(self) -> None:
        """Write out what is pending and let go; closing twice is harmless."""
        ...
