"""Ask a desk over its control socket, without an event loop: it must work when little else does."""

from __future__ import annotations

import os
import socket
import struct
from time import monotonic

from holdfast.transport.errors import ControlFailed, ControlUnreachable
from holdfast.transport.frames import Incoming, framed
from holdfast.transport.socket_file import ROOT_UID, address, checked, peer_uid

TIMEOUT_S_MAX = 3600.0

_TIMEVAL = struct.Struct("@ll")  # seconds, microseconds


def ask_control(path: str | os.PathLike[str], request: bytes, timeout_s: float) -> bytes:
    """Return the answer of whoever listens at `path`, or raise within `timeout_s`.

    ControlUnreachable means that nobody got the request. ControlFailed means that no good
    answer came, and is silent on what became of the request.
    """
    name = checked(path)
    if not 0 < timeout_s <= TIMEOUT_S_MAX:
        raise ControlFailed(
            f"timeout_s is {timeout_s}, but must be above 0 and at most {TIMEOUT_S_MAX}"
        )
    deadline = monotonic() + timeout_s
    frame = framed(request)
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            _connect(connection, name, timeout_s)
            _refuse_strangers(connection, name)
            connection.settimeout(_left_s(deadline))
            connection.sendall(frame)
            return _answer(connection, deadline)
    # a full queue of callers shows as BlockingIOError
    except (TimeoutError, BlockingIOError) as error:
        raise ControlFailed(f"no answer from {name} within {timeout_s} s") from error
    except OSError as error:
        raise ControlFailed(f"no answer from {name}: {error.strerror}") from error


def _connect(connection: socket.socket, path: str, timeout_s: float) -> None:
    """Wait for a place in the queue no longer than allowed.

    A Python timeout will not do: it makes the socket one that does not wait for a place.
    """
    seconds, fraction = divmod(timeout_s, 1)
    # a timeout of zero would be none
    limit = _TIMEVAL.pack(int(seconds), max(1, int(fraction * 1_000_000)))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
    try:
        with address(path) as short:
            connection.connect(short)
    except (FileNotFoundError, NotADirectoryError, ConnectionRefusedError) as error:
        raise ControlUnreachable(f"nobody listens at {path}") from error


def _refuse_strangers(connection: socket.socket, path: str) -> None:
    """Believe nobody who could not be the desk; root may ask anybody's desk."""
    own, theirs = os.geteuid(), peer_uid(connection)
    if own != ROOT_UID and theirs not in {own, ROOT_UID}:
        raise ControlFailed(f"{path} is served by user {theirs}, but must be by {own} or root")


def _answer(connection: socket.socket, deadline: float) -> bytes:
    frame = Incoming()
    while missing := frame.missing_bytes:
        connection.settimeout(_left_s(deadline))
        frame.add(connection.recv(missing))
    return frame.message()


def _left_s(deadline: float) -> float:
    left_s = deadline - monotonic()
    if left_s <= 0:
        raise TimeoutError
    return left_s
