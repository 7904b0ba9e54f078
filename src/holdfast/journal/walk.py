"""Walk a journal's rows in order, each checked against the chain before anybody uses it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import apsw
import msgspec

from holdfast.journal import database as db
from holdfast.journal.chain import GENESIS, HASH_BYTES, extend
from holdfast.journal.entry import decode
from holdfast.journal.errors import JournalCorrupt
from holdfast.journal.rows import Row, check
from holdfast.messages.entry import Entry


class Stretch(msgspec.Struct, frozen=True, gc=False):
    """A batch that fits the chain; `before` and `hash` are the chain's at its ends."""

    first_seq: int
    entries: list[bytes]
    before: bytes
    hash: bytes
    at: int


def walk(database: apsw.Connection, from_seq: int = 1) -> Iterator[Stretch]:
    """Yield the batches from the one that holds `from_seq`; a bad entry raises JournalCorrupt.

    The hash before the first batch is taken as stored; a walk from 1 trusts nothing.
    """
    seq, chain = start(database, from_seq)
    for row in db.read_rows(database, seq + 1):
        stretch = fit(row, seq, chain)
        yield stretch
        seq, chain = seq + len(stretch.entries), stretch.hash


def read_file(path: str | os.PathLike[str], from_seq: int = 1) -> Iterator[Entry]:
    """Yield the entries of a journal that a desk may have open, without being its writer."""
    database = db.open_reader(os.fspath(path))
    try:
        db.read_meta(database)
        yield from read(database, from_seq)
    finally:
        database.close()


def read(database: apsw.Connection, from_seq: int = 1) -> Iterator[Entry]:
    """Yield the entries from `from_seq` on, numbered without gap and never back in time."""
    at = 0
    for stretch in walk(database, from_seq):
        skipped = max(0, from_seq - stretch.first_seq)
        for seq, line in enumerate(stretch.entries[skipped:], stretch.first_seq + skipped):
            entry = decode(line)
            if entry.seq != seq or entry.at < at:
                raise JournalCorrupt(f"it says that it is entry {entry.seq} at {entry.at}", seq)
            at = entry.at
            yield entry


def start(database: apsw.Connection, from_seq: int) -> tuple[int, bytes]:
    """Return last seq and hash of the batch before the one that holds `from_seq`."""
    before = db.row_before(database, from_seq) if from_seq > 1 else None
    if before is None:
        return 0, GENESIS
    if not isinstance(before.hash, bytes) or len(before.hash) != HASH_BYTES:
        raise JournalCorrupt(f"the row at {before.first_seq!r} has no hash")
    if not isinstance(before.last_seq, int):
        raise JournalCorrupt(f"the row at {before.first_seq!r} has no last seq")
    return before.last_seq, before.hash


def fit(row: Row, after_seq: int, chain: bytes) -> Stretch:
    """Check that a row goes on from the chain after `after_seq`."""
    sound = check(row, after_seq + 1, chain)
    if sound.flaw is not None:
        raise JournalCorrupt(sound.flaw.detail, sound.flaw.seq)
    at = row.at if isinstance(row.at, int) else 0
    return Stretch(after_seq + 1, sound.entries, chain, sound.hash, at)


def hash_at(database: apsw.Connection, seq: int) -> bytes | None:
    """Return the chain's hash after `seq`, or None where the journal has no such entry."""
    for stretch in walk(database, seq):
        within = seq - stretch.first_seq + 1
        if 0 < within <= len(stretch.entries):
            return extend(stretch.before, stretch.entries[:within])
        return None
    return None
