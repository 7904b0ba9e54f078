"""Verify a journal from its first entry to its last, also while a desk is writing it."""

from __future__ import annotations

import os

import apsw
import msgspec

from holdfast.journal import database as db
from holdfast.journal.chain import GENESIS, extend
from holdfast.journal.entry import Mark, mark
from holdfast.journal.errors import JournalCorrupt
from holdfast.journal.rows import Sound, check
from holdfast.journal.wal import torn


class Verification(msgspec.Struct):
    """What was found: the sound entries from the first on, the chain's hash after them, the flaw.

    `first_bad` is the seq of the first entry that cannot be trusted, None where the journal is
    sound or is damaged outside its entries.
    """

    ok: bool
    entries: int = 0
    hash: str = GENESIS.hex()
    first_bad: int | None = None
    detail: str = ""


class _Progress(msgspec.Struct):
    """How far the entries are sound."""

    seq: int = 0
    hash: bytes = GENESIS
    at: int = 0


def verify(path: str | os.PathLike[str]) -> Verification:
    """Check chain, sequence and time of every entry, trusting nothing; the files stay as they are.

    Raises JournalError where there is no journal, and JournalBroken where it cannot be read.
    """
    path = os.fspath(path)
    sound = _Progress()
    try:
        database = db.open_reader(path)
        try:
            _check(database, path, sound)
        finally:
            database.close()
    except JournalCorrupt as error:
        return Verification(False, sound.seq, sound.hash.hex(), error.first_bad, error.detail)
    return Verification(True, sound.seq, sound.hash.hex())


def _check(database: apsw.Connection, path: str, sound: _Progress) -> None:
    if os.path.getsize(path) == 0:
        raise JournalCorrupt("the file is empty", 1)
    db.read_meta(database)
    try:
        for row in db.read_rows(database):
            _take(check(row, sound.seq + 1, sound.hash), sound)
    except JournalCorrupt as error:
        raise JournalCorrupt(error.detail, error.first_bad or sound.seq + 1) from error
    _check_pages(database)
    _check_wal(database, path, sound)
    _check_end(database, sound)


def _check_end(database: apsw.Connection, sound: _Progress) -> None:
    """See that the entries reach as far as the newest snapshot says they once did."""
    try:
        (newest,) = next(database.execute("SELECT coalesce(max(seq), 0) FROM snapshots"))
    except apsw.Error as error:
        raise JournalCorrupt(f"the snapshots cannot be read: {error}") from error
    if newest > sound.seq:
        detail = f"a snapshot of entry {newest} is kept, and the entries end at {sound.seq}"
        raise JournalCorrupt(detail, sound.seq + 1)


def _take(row: Sound, sound: _Progress) -> None:
    """Count in the row's entries, as far as seq and time are right too."""
    first = sound.seq + 1
    good = row.entries if row.flaw is None else row.entries[: row.flaw.seq - first]
    wrong = ""
    for line in good:
        wrong = _out_of_order(mark(line), sound)
        if wrong:
            break
        sound.seq += 1
    sound.hash = extend(sound.hash, good[: sound.seq - first + 1])
    if wrong:
        raise JournalCorrupt(wrong, sound.seq + 1)
    if row.flaw is not None:
        raise JournalCorrupt(row.flaw.detail, row.flaw.seq)


def _out_of_order(found: Mark, sound: _Progress) -> str:
    if found.seq != sound.seq + 1:
        return f"it says that it is entry {found.seq}"
    if found.at < sound.at:
        return f"its time {found.at} is before {sound.at}"
    sound.at = found.at
    return ""


def _check_pages(database: apsw.Connection) -> None:
    with db.translated():
        answer = database.execute("PRAGMA quick_check(batches)").fetchone()
    if answer != ("ok",):
        raise JournalCorrupt(f"the database is damaged: {answer}")


def _check_wal(database: apsw.Connection, path: str, sound: _Progress) -> None:
    """Find commits that SQLite passes over in silence; a running desk may be adding one."""
    left = torn(database, path)
    if left.commits > 1 and left == torn(database, path):
        raise JournalCorrupt(
            f"{left.commits} commits in the write-ahead file cannot be read", sound.seq + 1
        )
