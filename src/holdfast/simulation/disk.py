"""A disk that may lose, tear or keep what was written and not synced: SQLite's, written in Python.

The real files lie in a folder in memory. What is written since the last sync of a file is
remembered with what was there before, so that a loss of power can be made to have happened.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

import apsw
import msgspec

SECTOR_BYTES = 512


class _Change(msgspec.Struct):
    """One write or truncation that no sync has followed; `data` is None for a truncation."""

    offset: int
    before: bytes
    size_before: int
    data: bytes | None
    size: int = 0


class SimDisk(apsw.VFS):
    """The file system of one desk's journal over all its lives."""

    def __init__(self, name: str, rng: Random) -> None:
        super().__init__(name, "")
        self.name = name
        self.is_sync_failing = False
        self.has_room: Callable[[], bool] = _always
        self.writes_left: int | None = None  # the process dies at the write after these
        self.on_last_write: Callable[[], None] | None = None
        self.loses_power = False
        self._rng = rng
        self._is_dead = False
        self._unsynced: dict[str, list[_Change]] = {}

    def xOpen(  # SQLite's own name
        self, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> apsw.VFSFile:
        return _File(self, name, flags)

    @property
    def unsynced_bytes(self) -> int:
        """How much a loss of power may take now."""
        return sum(len(each.data or b"") for log in self._unsynced.values() for each in log)

    def die(self) -> None:
        """End the process: from now on nothing is written."""
        self._is_dead = True

    def crash(self) -> bool:
        """Leave the files as the crash does, and let them be opened again; tell if any was torn.

        A process that is killed leaves what the system has; a loss of power leaves of each
        unsynced write all, nothing, or some of its sectors, whatever became of the others.
        """
        torn = False
        if self.loses_power:
            for path, log in self._unsynced.items():
                torn = self._lose(path, log) or torn
        self._unsynced.clear()
        self._is_dead = False
        self.loses_power = False
        self.writes_left = None
        self.is_sync_failing = False
        self.has_room = _always
        return torn

    def _lose(self, path: str, log: list[_Change]) -> bool:
        if not os.path.exists(path):
            return False
        torn = False
        with open(path, "r+b") as file:
            for change in reversed(log):
                file.seek(change.offset)
                file.write(change.before)
                file.truncate(change.size_before)
            for change in log:
                if self._rng.random() < 0.4:
                    torn = True
                    continue
                if change.data is None:
                    file.truncate(change.size)
                elif self._rng.random() < 0.4:
                    torn = True
                    for offset, sector in _sectors(change.offset, change.data):
                        if self._rng.random() < 0.5:
                            file.seek(offset)
                            file.write(sector)
                else:
                    file.seek(change.offset)
                    file.write(change.data)
        return torn

    def may_write(self) -> None:
        """Raise where the process is dead, or dies with this very write."""
        if self._is_dead:
            raise apsw.IOError("the process is dead")
        if self.writes_left is not None:
            self.writes_left -= 1
            if self.writes_left < 0:
                self._is_dead = True
                if self.on_last_write is not None:
                    self.on_last_write()
                raise apsw.IOError("the process died in this write")

    def note(self, path: str, change: _Change) -> None:
        self._unsynced.setdefault(path, []).append(change)

    def synced(self, path: str) -> None:
        self._unsynced.pop(path, None)


class _File(apsw.VFSFile):
    def __init__(
        self, disk: SimDisk, name: str | apsw.URIFilename | None, flags: list[int]
    ) -> None:
        self._disk = disk
        self._path = name.filename() if isinstance(name, apsw.URIFilename) else name or ""
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        disk = self._disk
        disk.may_write()
        if not disk.has_room():
            raise apsw.FullError("database or disk is full")
        size = self.xFileSize()
        before = (
            super().xRead(min(len(data), max(0, size - offset)), offset) if size > offset else b""
        )
        disk.note(self._path, _Change(offset, before, size, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:
        disk = self._disk
        disk.may_write()
        size = self.xFileSize()
        if newsize < size:
            gone = super().xRead(size - newsize, newsize)
            disk.note(self._path, _Change(newsize, gone, size, None, newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:
        self._disk.may_write()
        if self._disk.is_sync_failing:
            raise apsw.IOError("fsync failed")
        # in memory a sync costs nothing and holds nothing: what counts is that it was asked for
        self._disk.synced(self._path)


def _sectors(offset: int, data: bytes) -> Iterator[tuple[int, bytes]]:
    for start in range(0, len(data), SECTOR_BYTES):
        yield offset + start, data[start : start + SECTOR_BYTES]


def _always() -> bool:
    return True


@contextmanager
def sim_disk(name: str, rng: Random) -> Iterator[SimDisk]:
    """Register a disk for as long as the block runs."""
    disk = SimDisk(name, rng)
    try:
        yield disk
    finally:
        disk.unregister()
