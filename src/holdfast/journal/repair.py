"""Cut a torn tail back: copy what is sound to a new file, and keep the damaged one as evidence."""

from __future__ import annotations

import os

import apsw
import msgspec

from holdfast.journal import Opening, snapshots
from holdfast.journal import database as db
from holdfast.journal.chain import GENESIS
from holdfast.journal.entry import mark
from holdfast.journal.errors import DatabaseMalformed, JournalCorrupt
from holdfast.journal.rows import Column, Row, check, looks_whole, pack

# More than a crash can tear: what the operating system had not written out is far less.
TORN_BYTES_MAX = 64 << 20
_PAGES = slice(28, 32)
_PAGE_BYTES = slice(16, 18)


class _Copied(msgspec.Struct):
    """How far the copy has come, and the number of the row that stopped it, where it has one."""

    seq: int = 0
    hash: bytes = GENESIS
    first_bad: int | None = None
    bad_row: Column = None
    why: str = "damaged outside the entries"


def repair(path: str, damage: JournalCorrupt, opening: Opening) -> None:
    """Replace the journal by its sound entries if the damage is at its tail, else raise it.

    It is at the tail where no row after the first bad entry was ever whole. The damaged files
    stay beside the journal as `.damaged-1`, `.damaged-2` and so on.
    """
    try:
        copied, lost = _copy(path, damage)
        lost_bytes = _missing_bytes(path)
        lost_bytes += sum(len(row.entries) for row in lost if isinstance(row.entries, bytes))
        if lost_bytes > TORN_BYTES_MAX:
            raise JournalCorrupt(f"{copied.why} ({lost_bytes} bytes lost)", copied.first_bad)
    except BaseException:
        db.remove(_repaired(path))
        raise
    kept = _swap(path)
    _report(opening, copied, lost, lost_bytes, kept)


def finish_repair(path: str) -> None:
    """Take up a repair that a crash has interrupted: the copy is whole before the journal moves."""
    if os.path.exists(path):
        db.remove(_repaired(path))
    elif os.path.exists(_repaired(path)):
        _swap(path)


def _repaired(path: str) -> str:
    return f"{path}.repaired"


def _copy(path: str, damage: JournalCorrupt) -> tuple[_Copied, list[Row]]:
    """Make the copy, and return what it lacks."""
    damaged = _open_damaged(path, damage)
    try:
        copy = db.blank(_repaired(path), _meta(damaged, damage))
        try:
            copied = _copy_sound(damaged, copy)
            lost = _lost_rows(damaged, copied)
            snapshots.copy(damaged, copy, copied.seq)
        finally:
            db.close_whole(copy)
    finally:
        damaged.close()
    return copied, lost


def _open_damaged(path: str, damage: JournalCorrupt) -> apsw.Connection:
    try:
        database = db.open_reader(path)
        # Without this SQLite reads nothing at all of a file that is shorter than its header says.
        database.execute("PRAGMA writable_schema = ON")
    except (apsw.Error, JournalCorrupt):
        raise damage from None
    return database


def _meta(database: apsw.Connection, damage: JournalCorrupt) -> dict[str, str]:
    try:
        return db.read_meta(database)
    except JournalCorrupt as error:
        raise JournalCorrupt(f"{damage.detail}; {error.detail}", damage.first_bad) from error


def _copy_sound(damaged: apsw.Connection, copy: apsw.Connection) -> _Copied:
    """Copy every entry up to the first bad one."""
    copied = _Copied()
    with db.translated(), copy:
        try:
            for row in db.read_rows(damaged):
                sound = check(row, copied.seq + 1, copied.hash)
                _put(copy, copied, sound.entries)
                if sound.flaw is not None:
                    copied.first_bad, copied.why = sound.flaw.seq, sound.flaw.detail
                    copied.bad_row = row.first_seq
                    break
        except JournalCorrupt as error:
            copied.first_bad, copied.why = copied.seq + 1, error.detail
    return copied


def _put(copy: apsw.Connection, copied: _Copied, entries: list[bytes]) -> None:
    if entries:
        packed = pack(copied.seq + 1, mark(entries[-1]).at, entries, copied.hash)
        copy.execute(db.INSERT, packed)
        copied.seq, copied.hash = copied.seq + len(entries), packed[5]


def _lost_rows(damaged: apsw.Connection, copied: _Copied) -> list[Row]:
    """Return the rows that are lost; if any but the first of them is whole, this is no torn tail.

    They are sought from both ends, since a page between may be unreadable.
    """
    lost: dict[Column, Row] = {}
    for rows in (db.read_rows(damaged, copied.seq + 1), db.rows_from_the_end(damaged)):
        try:
            for row in rows:
                if isinstance(row.last_seq, int) and row.last_seq <= copied.seq:
                    break
                if row.first_seq != copied.bad_row and looks_whole(row):
                    raise JournalCorrupt(copied.why, copied.first_bad)
                lost[row.first_seq] = row
        except DatabaseMalformed:
            continue
    return list(lost.values())


def _missing_bytes(path: str) -> int:
    """Count the bytes by which the file is shorter than its own header says."""
    with open(path, "rb") as file:
        header = file.read(_PAGES.stop)
    pages = int.from_bytes(header[_PAGES], "big")
    page_bytes = int.from_bytes(header[_PAGE_BYTES], "big")
    return max(0, pages * page_bytes - os.path.getsize(path))


def _swap(path: str) -> str:
    """Move the damaged files aside and the copy into place; `finish_repair` can take this up."""
    number = 1
    while os.path.exists(f"{path}.damaged-{number}"):
        number += 1
    kept = f"{path}.damaged-{number}"
    if os.path.exists(path):
        os.rename(path, kept)
    if os.path.exists(f"{path}-wal"):
        os.rename(f"{path}-wal", f"{kept}-wal")
    if os.path.exists(f"{path}-shm"):
        os.unlink(f"{path}-shm")
    os.rename(_repaired(path), path)
    db.sync_folder(path)
    return kept


def _report(opening: Opening, copied: _Copied, lost: list[Row], lost_bytes: int, kept: str) -> None:
    ends = [row.last_seq for row in lost if isinstance(row.last_seq, int)]
    entries = max(0, max(ends, default=copied.seq) - copied.seq)
    opening.cut_back_entries += entries
    opening.cut_back_bytes += lost_bytes
    opening.notes.append(
        f"cut back to entry {copied.seq}: {copied.why}; {entries} entries known to be lost, "
        f"{lost_bytes} bytes; the damaged journal is kept at {kept}"
    )
