"""One venue for one store: a lock file that the kernel lets go of however the process ends."""

from __future__ import annotations

import fcntl
import os

from holdfast.venues.paper.records import RecordsError


class StoreLocked(RecordsError):
    """Another paper venue has this store open; two would hand out the same ids."""


class StoreLock:
    """Hold `<path>.lock`; the file stays, since removing it would let two hold it."""

    def __init__(self, path: str) -> None:
        name = f"{path}.lock"
        try:
            self._file = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise RecordsError(f"cannot open the lock file {name}: {error.strerror}") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._file)
            raise StoreLocked(f"{path} is open in another paper venue") from error

    def release(self) -> None:
        os.close(self._file)
