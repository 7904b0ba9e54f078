"""One writer: the lock file beside a journal, held as long as the desk has it open."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress

from holdfast.journal.errors import JournalError, JournalLocked


class WriterLock:
    """Hold `<path>.lock`; the kernel lets go of it when the process ends, however it ends.

    The file itself stays, since removing it would let a third process lock another file.
    """

    def __init__(self, path: str) -> None:
        name = f"{path}.lock"
        try:
            self._file = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise JournalError(f"cannot open the lock file {name}: {error.strerror}") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            owner = os.pread(self._file, 20, 0).decode("ascii", "replace").strip() or "unknown"
            os.close(self._file)
            raise JournalLocked(f"{path} is open in another desk (process {owner})") from error
        self._sign()

    def _sign(self) -> None:
        """Leave our process id for whoever is refused; on a full disk they must do without it."""
        with suppress(OSError):
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, b"%d\n" % os.getpid(), 0)

    def release(self) -> None:
        os.close(self._file)
