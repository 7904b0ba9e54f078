"""The embedded journal: SQLite in WAL mode, one row for each committed batch."""

from __future__ import annotations

import os
from collections.abc import Iterator
from threading import Lock

import apsw

from holdfast.journal import Batch, Durability, Head, Opening, Snapshot, snapshots
from holdfast.journal import database as db
from holdfast.journal.chain import extend
from holdfast.journal.entry import mark
from holdfast.journal.errors import (
    DiskFull,
    JournalBroken,
    JournalBusy,
    JournalClosed,
    JournalError,
)
from holdfast.journal.opening import open_journal
from holdfast.journal.reserve import Reserve
from holdfast.journal.rows import Packed, pack
from holdfast.journal.walk import read
from holdfast.messages.entry import Entry

CHECKPOINT_PAGES = 1024
PAGE_BYTES = 4096
GROUP_BYTES = 4 << 20
RESERVE_BYTES = 8 << 20

# WAL with FULL syncs at every commit; with NORMAL only before a checkpoint, so that a loss of
# power takes the newest commits and never the order of what is left.
_SYNCHRONOUS = {Durability.FSYNC: "FULL", Durability.OS: "NORMAL", Durability.NONE: "NORMAL"}


class SqliteJournal:
    """One desk's journal in one file.

    With `none`, batches wait in memory until 4 MiB of them are written as one commit. Anybody
    may read the file meanwhile from another process; in this one only through apsw, never
    through the standard module, see `_must_hold_the_wal`.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        durability: Durability = Durability.FSYNC,
        *,
        build: str = "",
        epoch: str = "",
        check_whole: bool = False,
        reserve_bytes: int = RESERVE_BYTES,
        vfs: str | None = None,
    ) -> None:
        """Open the journal at `path`, or make one named `epoch` where there is none.

        Entries since the last snapshot are checked, all of them with `check_whole`. Raises
        JournalLocked, JournalCorrupt or JournalBroken. `vfs` names an SQLite file system.
        """
        self.path = os.fspath(path)
        self.durability = durability
        self._build = build
        self._lock = Lock()
        self._failure: JournalError | None = None
        self._pending: list[bytes] = []
        self._pending_bytes = 0
        self._ahead_pages = 0
        self._writer = db.writer_lock(self.path)
        try:
            synced = durability is Durability.FSYNC
            with db.translated():
                found = open_journal(self.path, epoch, build, check_whole, synced)
                self._database = db.open_writer(self.path, _SYNCHRONOUS[durability], vfs)
                self._insert = self._database.cursor().execute
                # the first read makes the files beside the database
                self._insert("SELECT count(*) FROM journal_meta").fetchall()
                self._wal, self._shm = db.inode(f"{self.path}-wal"), db.inode(f"{self.path}-shm")
        except BaseException:
            self._writer.release()
            raise
        self.opening: Opening = found.opening
        self.epoch = found.epoch
        self._seq, self._hash, self._at = found.seq, found.hash, found.at
        self._reserve = Reserve(self.path, reserve_bytes)
        self._reserve.hold()
        if self._reserve.is_missing:
            self.opening.notes.append("the disk has no room for the reserve")

    @property
    def is_space_low(self) -> bool:
        return self._failure is None and self._reserve.is_missing

    def regain_reserve(self) -> bool:
        """Set the reserve aside again once there is room; tell whether it is held.

        May be called from any thread, as appends are.
        """
        with self._lock:
            if self._failure is not None:
                return False
            return self._reserve.is_held or self._reserve.hold()

    def head(self) -> Head:
        with self._lock:
            chain = extend(self._hash, self._pending)
            seq = self._seq + len(self._pending)
        return Head(seq=seq, hash=chain.hex(), entries=seq)

    def append(self, batch: Batch) -> None:
        with self._lock:
            self._refuse_if_failed()
            end = self._seq + len(self._pending)
            if batch.first_seq != end + 1 or not batch.entries:
                size = len(batch.entries)
                raise JournalError(f"{size} entries from {batch.first_seq} on cannot follow {end}")
            if self.durability is Durability.NONE:
                self._hold(batch.entries)
            else:
                self._write(batch.entries)

    def flush(self) -> None:
        """Write out what `none` holds back."""
        with self._lock:
            self._refuse_if_failed()
            self._flush()

    def _refuse_if_failed(self) -> None:
        if self._failure is not None:
            raise self._failure

    def _hold(self, entries: list[bytes]) -> None:
        size = sum(map(len, entries))
        if self._pending_bytes + size > GROUP_BYTES:
            self._flush()
        self._pending.extend(entries)
        self._pending_bytes += size

    def _flush(self) -> None:
        if not self._pending:
            return
        self._write(self._pending)
        self._pending = []
        self._pending_bytes = 0

    def _write(self, entries: list[bytes]) -> None:
        """Commit entries, drawing on the reserve when the disk is full; all of them or none."""
        first, last = mark(entries[0]), mark(entries[-1])
        if (
            first.seq != self._seq + 1
            or last.seq != self._seq + len(entries)
            or first.at < self._at
        ):
            begin = f"entries {first.seq} to {last.seq} from {first.at} on"
            raise JournalError(f"{begin} cannot follow {self._seq} at {self._at}")
        packed = pack(first.seq, last.at, entries, self._hash)
        self._commit(packed)
        self._must_hold_the_wal()
        self._seq, self._at, self._hash = last.seq, last.at, packed[5]
        self._ahead_pages += 1 + len(packed[3]) // PAGE_BYTES
        if self._ahead_pages >= CHECKPOINT_PAGES:
            self._checkpoint()

    def _commit(self, packed: Packed) -> None:
        try:
            self._insert(db.INSERT, packed)
        except apsw.FullError as error:
            if not self._reserve.is_held:
                raise db.meaning(error) from error
            self._reserve.give_back()
            self._commit(packed)
        except apsw.Error as error:
            raise self._judged(error) from error

    def _must_hold_the_wal(self) -> None:
        """Break if somebody has deleted the write-ahead file: then this commit went nowhere.

        Another SQLite library in this process does it, the standard module's for one, since
        POSIX locks do not keep two of them apart. It deletes the shared-memory file as well,
        and to ask after that one is free: after a stat of the write-ahead file the next sync
        must also write its time, which costs a third of a commit.
        """
        if db.inode(f"{self.path}-shm") != self._shm:
            self._break("the write-ahead file was deleted while it was in use")

    def _break(self, why: str) -> None:
        self._failure = JournalBroken(why)
        raise self._failure

    def _checkpoint(self) -> None:
        """Move what the write-ahead file holds into the database, as far as readers allow."""
        if db.inode(f"{self.path}-wal") != self._wal:
            self._break("the write-ahead file was deleted while it was in use")
        try:
            self._database.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
            self._ahead_pages = 0
        except (apsw.FullError, apsw.BusyError, apsw.LockedError):
            return
        except apsw.Error as error:
            raise self._judged(error) from error

    def _judged(self, error: apsw.Error) -> JournalError:
        """Translate an error, and remember one after which nothing may be written."""
        meaning = db.meaning(error)
        if not isinstance(meaning, DiskFull | JournalBusy):
            meaning = JournalBroken(str(meaning))
            self._failure = meaning
        return meaning

    def entries(self, from_seq: int = 1) -> Iterator[Entry]:
        """Yield the entries as of now and those that are committed meanwhile."""
        self.flush()
        database = db.open_reader(self.path)
        try:
            yield from read(database, from_seq)
        finally:
            database.close()

    def save_snapshot(self, seq: int, state: bytes) -> None:
        self.flush()
        with self._lock:
            snapshots.save(self._database, seq, state, self._build)

    def latest_snapshot(self, max_seq: int | None = None) -> Snapshot | None:
        with self._lock:
            self._refuse_if_failed()
            return snapshots.latest(self._database, self._build, max_seq, self.opening.notes)

    def close(self) -> None:
        with self._lock:
            if isinstance(self._failure, JournalClosed):
                return
            try:
                if self._failure is None:
                    self._flush()
            finally:
                self._let_go()

    def abandon(self) -> None:
        """Let go as a crash does: nothing more is written, and the files stay as they are."""
        with self._lock:
            if not isinstance(self._failure, JournalClosed):
                self._failure = JournalBroken("the journal was abandoned")
                self._let_go()

    def _let_go(self) -> None:
        """Close the files; a broken disk is left as it is, for the next opening to judge."""
        broken = self._failure is not None
        self._failure = JournalClosed("the journal is closed")
        try:
            with db.translated():
                if broken:
                    self._database.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
                self._database.close()
        finally:
            self._reserve.give_back()
            self._writer.release()
