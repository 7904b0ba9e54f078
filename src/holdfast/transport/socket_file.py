"""A Unix socket at a path: claimed by one process, open to its owner, reached however deep."""

from __future__ import annotations

import os
import socket
import stat
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from holdfast.transport.errors import ControlFailed, ControlPathWrong, ControlTaken
from holdfast.transport.lock import FileLock

ADDRESS_BYTES_MAX = 107  # sun_path less its closing zero
WAITING_MAX = 128  # connections made and not yet accepted
OWNER_ONLY = 0o600
ROOT_UID = 0

_CREDENTIALS = struct.Struct("3i")  # process, user, group


class SocketFile:
    """Listen at `path` until `remove`; a lock beside it keeps two that start at once apart.

    Raises ControlTaken where somebody listens already, ControlPathWrong where no socket of ours
    may be, ControlFailed where the system says no.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        # a later change of the working directory must not move it
        self.path = os.path.abspath(checked(path))
        _must_be_our_folder(os.path.dirname(self.path))
        self._lock = FileLock(
            self.path, holder="another desk", taken=ControlTaken, failed=ControlFailed
        )
        self._inode: int | None = None
        try:
            self.listener = self._listening()
        except BaseException as error:
            self._lock.release()
            if isinstance(error, OSError):
                raise ControlFailed(f"cannot listen at {self.path}: {error.strerror}") from error
            raise

    def _listening(self) -> socket.socket:
        _clear_stale(self.path)
        listener = socket.socket(socket.AF_UNIX)
        try:
            self._open(listener)
        except BaseException:
            listener.close()
            self._unlink()
            raise
        return listener

    def _open(self, listener: socket.socket) -> None:
        with address(self.path) as short:
            listener.bind(short)
        self._inode = os.lstat(self.path).st_ino
        # nobody can connect before `listen`, so it is never open to others
        os.chmod(self.path, OWNER_ONLY)
        listener.setblocking(False)
        listener.listen(WAITING_MAX)

    def remove(self) -> None:
        """Stop listening and take the file away, if it is still ours."""
        self.listener.close()
        self._unlink()
        self._lock.release()

    def _unlink(self) -> None:
        with suppress(OSError):
            if self._inode is not None and os.lstat(self.path).st_ino == self._inode:
                os.unlink(self.path)
        self._inode = None


def checked(path: str | os.PathLike[str]) -> str:
    """Refuse what the kernel would take for no name, or for an address outside the file system."""
    name = os.fspath(path)
    if "\0" in name or os.path.basename(name) in {"", ".", ".."}:
        raise ControlPathWrong(f"path is {name!r}, but must name a file")
    return name


@contextmanager
def address(path: str) -> Iterator[str]:
    """Give the path in a form the kernel takes: a long one is reached through its open folder."""
    if len(os.fsencode(path)) <= ADDRESS_BYTES_MAX:
        yield path
        return
    folder = os.open(os.path.dirname(path) or ".", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        short = f"/proc/self/fd/{folder}/{os.path.basename(path)}"
        if (excess := len(os.fsencode(short)) - ADDRESS_BYTES_MAX) > 0:
            raise ControlPathWrong(f"the file name of path {path} is {excess} bytes too long")
        yield short
    finally:
        os.close(folder)


def peer_uid(connection: socket.socket) -> int:
    """Ask the kernel whose process is at the other end, as it was when they connected."""
    told = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    uid: int = _CREDENTIALS.unpack(told)[1]
    return uid


def _must_be_our_folder(folder: str) -> None:
    """Leave nobody else the means to put a socket of theirs in the place of ours.

    A folder that the group may write to is let pass, as the usual umask of some systems makes
    them, and both ends ask the kernel who the other is.
    """
    try:
        found = os.stat(folder)
    except OSError as error:
        raise ControlPathWrong(f"folder {folder} must exist: {error.strerror}") from error
    if not stat.S_ISDIR(found.st_mode):
        raise ControlPathWrong(f"folder {folder} must be a folder")
    if found.st_uid != os.geteuid():
        raise ControlPathWrong(
            f"folder {folder} belongs to user {found.st_uid}, but must to {os.geteuid()}"
        )
    if found.st_mode & stat.S_IWOTH:
        raise ControlPathWrong(f"folder {folder} may be written by all, but must not be")


def _clear_stale(path: str) -> None:
    """Remove what a killed desk left; anything else at the path is not ours to remove."""
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(found.st_mode):
        raise ControlPathWrong(f"path {path} must be free, but is a file that is no socket")
    if found.st_uid != os.geteuid():
        raise ControlPathWrong(f"path {path} is a socket of user {found.st_uid}, but must be ours")
    if _is_listened_to(path):
        raise ControlTaken(f"another process listens at {path}")
    with suppress(FileNotFoundError):
        os.unlink(path)


def _is_listened_to(path: str) -> bool:
    """Knock, and take any answer but a plain refusal for a yes: a full queue, for one."""
    with socket.socket(socket.AF_UNIX) as probe, address(path) as short:
        probe.setblocking(False)
        try:
            probe.connect(short)
        except (ConnectionRefusedError, FileNotFoundError):
            return False
        except OSError:
            return True
    return True
