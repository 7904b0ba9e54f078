"""A disk that fails on demand: an SQLite file system over the real one."""

import apsw


class FaultyDisk(apsw.VFS):
    """Pass everything through until told to fail."""

    def __init__(self, name: str) -> None:
        super().__init__(name, "")
        self.name = name
        self.is_sync_failing = False
        self.is_write_failing = False
        self.has_room = lambda: True

    def xOpen(self, name, flags):
        return _File(self, name, flags)


class _File(apsw.VFSFile):
    def __init__(self, disk: FaultyDisk, name, flags) -> None:
        self._disk = disk
        super().__init__("", name, flags)

    def xSync(self, flags) -> None:
        if self._disk.is_sync_failing:
            raise apsw.IOError("fsync failed")
        super().xSync(flags)

    def xWrite(self, data, offset) -> None:
        if self._disk.is_write_failing:
            raise apsw.IOError("write failed")
        if not self._disk.has_room():
            raise apsw.FullError("database or disk is full")
        super().xWrite(data, offset)
