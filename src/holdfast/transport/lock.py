"""One holder at a time: a lock file that the kernel lets go of however its process ends."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress

SIGNATURE_BYTES_MAX = 20


class FileLock:
    """Hold `<path>.lock`, signed with our process id for whoever is refused.

    The file itself stays, since removing it would let a third process lock another file.
    What goes wrong is raised as the caller's own errors: `taken` where another holds it, named
    to people as `holder`, and `failed` where nobody can tell.
    """

    def __init__(
        self, path: str, *, holder: str, taken: type[Exception], failed: type[Exception]
    ) -> None:
        name = f"{path}.lock"
        try:
            self._file = os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise failed(f"cannot open the lock file {name}: {error.strerror}") from error
        self._is_held = True
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            owner = self._signature()
            self.release()
            raise taken(f"{path} is open in {holder} (process {owner})") from error
        except OSError as error:
            self.release()
            raise failed(f"cannot lock {name}: {error.strerror}") from error
        self._sign()

    def release(self) -> None:
        """Let go; twice is harmless, since the number may be another file's by then."""
        if self._is_held:
            self._is_held = False
            os.close(self._file)

    def _sign(self) -> None:
        """Leave our process id for whoever is refused; on a full disk they must do without it."""
        with suppress(OSError):
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, b"%d\n" % os.getpid(), 0)

    def _signature(self) -> str:
        with suppress(OSError):
            signed = os.pread(self._file, SIGNATURE_BYTES_MAX, 0).decode("ascii", "replace")
            return signed.strip() or "unknown"
        return "unknown"
