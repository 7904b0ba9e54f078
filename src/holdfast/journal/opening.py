"""Open a journal: check what it ends with, cut off what a crash has torn, refuse other damage."""

from __future__ import annotations

import os

import apsw
import msgspec

from holdfast.journal import Opening, snapshots
from holdfast.journal import database as db
from holdfast.journal.entry import mark
from holdfast.journal.errors import JournalCorrupt
from holdfast.journal.repair import finish_repair, repair
from holdfast.journal.wal import Torn, torn
from holdfast.journal.walk import start, walk

_WAL_HEADER_BYTES = 32


class Found(msgspec.Struct):
    """Where the journal ends, and what opening it has shown; `at` is the last entry's time."""

    epoch: str
    seq: int
    hash: bytes
    at: int
    opening: Opening
    torn: Torn


def open_journal(path: str, epoch: str, build: str, check_whole: bool, synced: bool) -> Found:
    """Find where the journal at `path` ends, making it where there is none.

    Whoever calls holds the writer's lock. `synced` says that every commit was on the disk
    before the next began, so that more than one torn commit is damage, not a crash.
    """
    opening = Opening()
    finish_repair(path)
    if not os.path.exists(path):
        _refuse_orphan(path)
        db.create(path, epoch or os.urandom(4).hex(), build)
    try:
        found = _examine(path, build, check_whole, opening)
    except JournalCorrupt as damage:
        repair(path, damage, opening)
        found = _examine(path, build, True, opening)
    _judge(path, found, synced)
    return found


def _refuse_orphan(path: str) -> None:
    wal = f"{path}-wal"
    if os.path.exists(wal) and os.path.getsize(wal) > _WAL_HEADER_BYTES:
        raise JournalCorrupt(f"{path} is gone, but {wal} is there", 1)


def _examine(path: str, build: str, check_whole: bool, opening: Opening) -> Found:
    """Check the entries since the last snapshot, or all."""
    if os.path.getsize(path) == 0:
        raise JournalCorrupt("the file is empty", 1)
    database = db.open_reader(path)
    try:
        left = torn(database, path)
        return _check(database, build, check_whole, opening, left)
    finally:
        database.close()


def _judge(path: str, found: Found, synced: bool) -> None:
    """Refuse a write-ahead file that is damaged before its last commit; note one that is torn."""
    if found.torn.commits > 1 and synced:
        raise JournalCorrupt(
            f"{path}-wal is damaged: {found.torn.commits} commits follow that cannot be read",
            found.seq + 1,
        )
    if found.torn.bytes:
        found.opening.cut_back_bytes += found.torn.bytes
        found.opening.notes.append(
            f"{found.torn.bytes} bytes of writes that were never finished were dropped"
        )


def _check(
    database: apsw.Connection, build: str, whole: bool, opening: Opening, left: Torn
) -> Found:
    epoch = db.read_meta(database).get("epoch", "")
    snapshot = None if whole else snapshots.latest(database, build, None, opening.notes)
    from_seq = 1 if snapshot is None else snapshot.seq
    found = Found(epoch, *start(database, from_seq), at=0, opening=opening, torn=left)
    for stretch in walk(database, from_seq):
        found.seq = stretch.first_seq + len(stretch.entries) - 1
        found.hash = stretch.hash
        found.at = mark(stretch.entries[-1]).at
    return found
