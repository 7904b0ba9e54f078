"""The SQLite database of a journal: its tables, how it is opened, and what its errors mean."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import apsw

from holdfast.journal.errors import (
    DatabaseMalformed,
    DiskFull,
    JournalBroken,
    JournalBusy,
    JournalClosed,
    JournalCorrupt,
    JournalError,
    JournalLocked,
)
from holdfast.journal.rows import Row
from holdfast.transport.lock import FileLock

FORMAT = "1"
BUSY_MS = 10_000
READ_BYTES = 4 << 20
READ_ROWS = 256

_TABLES = """
CREATE TABLE journal_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE batches (
    first_seq INTEGER PRIMARY KEY,
    last_seq INTEGER NOT NULL,
    at INTEGER NOT NULL,     -- nanoseconds UTC of the last entry
    entries BLOB NOT NULL,   -- msgpack array of the encoded entries
    tags BLOB NOT NULL,      -- the first 4 bytes of the chain's hash after each entry
    hash BLOB NOT NULL       -- the chain's hash after the batch
) STRICT;
CREATE TABLE snapshots (
    seq INTEGER PRIMARY KEY,
    hash BLOB NOT NULL,      -- the chain's hash after seq
    build TEXT NOT NULL,
    digest BLOB NOT NULL,    -- sha256 of the state
    state BLOB NOT NULL
) STRICT;
"""

_SELECT = "SELECT first_seq, last_seq, at, entries, tags, hash FROM batches "
_BEFORE = """WHERE first_seq < (SELECT max(first_seq) FROM batches WHERE first_seq <= ?)
ORDER BY first_seq DESC LIMIT 1"""
INSERT = "INSERT INTO batches VALUES (?, ?, ?, ?, ?, ?)"


_NO_MEMORY_MAP = {apsw.SQLITE_IOERR_SHMSIZE, apsw.SQLITE_IOERR_SHMMAP}
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
_CUT_SHORT = {apsw.SQLITE_IOERR_SHORT_READ, apsw.SQLITE_IOERR_CORRUPTFS}


def writer_lock(path: str) -> FileLock:
    """Keep other desks from writing this journal until it is released."""
    return FileLock(path, holder="another desk", taken=JournalLocked, failed=JournalError)


def create(path: str, epoch: str, build: str) -> None:
    """Make an empty journal under another name and move it into place, so none is half made."""
    new = f"{path}.new"
    close_whole(blank(new, {"format": FORMAT, "epoch": epoch, "created_build": build}))
    os.rename(new, path)
    sync_folder(path)


def blank(path: str, meta: dict[str, str]) -> apsw.Connection:
    """Make a database with a journal's tables and nothing in them, in place of any at `path`."""
    remove(path)
    with translated():
        database = apsw.Connection(path)
        database.execute("PRAGMA journal_mode = WAL")
        with database:
            database.execute(_TABLES)
            database.executemany("INSERT INTO journal_meta VALUES (?, ?)", meta.items())
    return database


def close_whole(database: apsw.Connection) -> None:
    """Bring everything into the one file and close it, so that it may be moved.

    Closing alone would do it too, but SQLite does not say where that fails, and what is left
    in the write-ahead file stays behind when the other is moved.
    """
    try:
        with translated():
            database.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    finally:
        database.close()


def remove(path: str) -> None:
    """Delete a database that nobody has open, if it is there."""
    for name in (path, f"{path}-wal", f"{path}-shm"):
        with suppress(FileNotFoundError):
            os.unlink(name)


def open_writer(path: str, synchronous: str, vfs: str | None = None) -> apsw.Connection:
    """Open for the one writer; checkpoints are run by hand, since SQLite hides their errors."""
    database = apsw.Connection(path, flags=apsw.SQLITE_OPEN_READWRITE, vfs=vfs)
    database.set_busy_timeout(BUSY_MS)
    database.execute(f"PRAGMA synchronous = {synchronous}")
    database.execute("PRAGMA wal_autocheckpoint = 0")
    return database


def inode(path: str) -> int:
    """Return which file has this name now, 0 if none has."""
    try:
        return os.stat(path).st_ino
    except FileNotFoundError:
        return 0


def open_reader(path: str) -> apsw.Connection:
    """Open to read only, beside a running desk or alone; the files stay as they are."""
    if not os.path.exists(path):
        raise JournalError(f"there is no journal at {path}")
    with translated():
        database = apsw.Connection(path, flags=apsw.SQLITE_OPEN_READONLY)
        database.set_busy_timeout(BUSY_MS)
        database.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        return database


def read_meta(database: apsw.Connection) -> dict[str, str]:
    """Return the journal's own facts, or refuse a database that is no journal of this format."""
    with translated():
        tables = set(database.execute("SELECT name FROM sqlite_schema").fetchall())
        if ("journal_meta",) not in tables or ("batches",) not in tables:
            raise JournalCorrupt("the database holds no journal")
        rows = database.execute("SELECT key, value FROM journal_meta").fetchall()
        meta = {str(key): str(value) for key, value in rows}
    if meta.get("format") != FORMAT:
        raise JournalCorrupt(f"format is {meta.get('format')!r}, this build reads {FORMAT!r}")
    return meta


def read_rows(database: apsw.Connection, from_seq: int = 1) -> Iterator[Row]:
    """Yield rows in order from the one that holds `from_seq`.

    They are fetched in bounded steps, so that a slow reader never holds up a checkpoint.
    """
    row = _one(database, _SELECT + "WHERE first_seq <= ? ORDER BY first_seq DESC LIMIT 1", from_seq)
    after = from_seq - 1
    if row is not None:
        after = row.first_seq if isinstance(row.first_seq, int) else after
        if isinstance(row.last_seq, int) and row.last_seq >= from_seq:
            yield row
    while step := _step(database, after):
        yield from step
        last = step[-1].first_seq
        if not isinstance(last, int) or last <= after:
            raise JournalCorrupt(f"the row after {after} is numbered {last!r}", after + 1)
        after = last


def rows_from_the_end(database: apsw.Connection) -> Iterator[Row]:
    """Yield rows newest first, as far as the database can be read."""
    with translated():
        for found in database.execute(_SELECT + "ORDER BY first_seq DESC"):
            yield Row(*found)


def row_before(database: apsw.Connection, seq: int) -> Row | None:
    """Return the row that ends before the one that holds `seq`."""
    return _one(database, _SELECT + _BEFORE, seq)


def _one(database: apsw.Connection, query: str, *values: int) -> Row | None:
    with translated():
        found = database.execute(query, values).fetchone()
    return None if found is None else Row(*found)


def _step(database: apsw.Connection, after: int) -> list[Row]:
    """Fetch some rows; what cannot be read raises only once all that is before it was returned."""
    step: list[Row] = []
    size = 0
    cursor = database.cursor()
    try:
        for found in cursor.execute(_SELECT + "WHERE first_seq > ? ORDER BY first_seq", (after,)):
            step.append(Row(*found))
            size += len(found[3]) if isinstance(found[3], bytes) else 0
            if size >= READ_BYTES or len(step) >= READ_ROWS:
                break
    except (apsw.Error, UnicodeDecodeError) as error:
        if not step:
            raise meaning(error) from error
    finally:
        cursor.close(True)
    return step


def sync_folder(path: str) -> None:
    """Make a rename last: without this the new name itself may be lost with the power."""
    folder = os.open(os.path.dirname(os.path.abspath(path)), os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def translated() -> Iterator[None]:
    """Turn the errors of the database and of its files into the journal's."""
    try:
        yield
    except (apsw.Error, UnicodeDecodeError, OSError) as error:
        raise meaning(error) from error


def meaning(error: apsw.Error | UnicodeDecodeError | OSError) -> JournalError:
    """Say which of our errors a database error is; what is not known is the disk's failure."""
    text = str(error) or type(error).__name__
    code = getattr(error, "extendedresult", 0)
    if code in _NO_MEMORY_MAP or getattr(error, "errno", 0) in _NO_SPACE:
        return DiskFull(f"no space left: {text}")
    match error:
        case apsw.IOError() if code in _CUT_SHORT:
            return DatabaseMalformed(f"the file is cut short: {text}")
        case apsw.FullError():
            return DiskFull(f"no space left: {text}")
        case apsw.BusyError() | apsw.LockedError():
            return JournalBusy(f"the database was held by another for {BUSY_MS} ms: {text}")
        case apsw.CorruptError() | apsw.NotADBError() | UnicodeDecodeError():
            return DatabaseMalformed(text)
        case apsw.ConnectionClosedError():
            return JournalClosed("the journal is closed")
        case apsw.ConstraintError():
            return JournalBroken(f"another writer was here: {text}")
    return JournalBroken(f"the disk failed: {text}")
