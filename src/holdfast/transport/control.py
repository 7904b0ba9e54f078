"""The way to a desk whose API is down: a request and an answer over a local socket.

A connection carries one request and its answer. What they mean is for the caller to say.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Awaitable, Callable
from contextlib import suppress

import msgspec

from holdfast.transport.asking import ask_control
from holdfast.transport.errors import (
    ControlError,
    ControlFailed,
    ControlPathWrong,
    ControlTaken,
    ControlUnreachable,
)
from holdfast.transport.frames import Incoming, framed
from holdfast.transport.socket_file import ROOT_UID, SocketFile, peer_uid

__all__ = [
    "Answer",
    "ControlError",
    "ControlFailed",
    "ControlLimits",
    "ControlPathWrong",
    "ControlServer",
    "ControlTaken",
    "ControlUnreachable",
    "ask_control",
    "serve_control",
]

Answer = Callable[[bytes], Awaitable[bytes]]

RETRY_S = 0.1


class ControlLimits(msgspec.Struct, frozen=True):
    """How much of the desk its callers may hold; the next ones wait in the kernel's queue."""

    connections_max: int = 16
    idle_timeout_s: float = 5.0  # to send a whole request, and again to take the whole answer
    answer_timeout_s: float = 30.0
    closing_timeout_s: float = 1.0  # for answers under way when the server closes


async def serve_control(
    path: str | os.PathLike[str], handler: Answer, limits: ControlLimits | None = None
) -> ControlServer:
    """Listen at `path` and answer with what `handler` returns, several requests at a time.

    A handler that raises, takes too long or says too much leaves its caller without an answer
    and is reported to the loop's exception handler; too long also cancels it. A caller who
    hangs up does not.
    """
    return ControlServer(SocketFile(path), handler, limits or ControlLimits())


class ControlServer:
    """Answer until closed, whatever callers do."""

    def __init__(self, file: SocketFile, handler: Answer, limits: ControlLimits) -> None:
        self.path = file.path
        self._file = file
        self._handler = handler
        self._limits = limits
        self._loop = asyncio.get_running_loop()
        self._open: dict[asyncio.Task[None], socket.socket] = {}
        self._answering: set[asyncio.Task[None]] = set()
        self._is_closed = False
        self._spare: int | None = None
        self._keep_spare()
        self._watch()

    async def close(self) -> None:
        """Take the socket away, let answers under way out in the time they have, hang up."""
        if self._is_closed:
            return
        self._is_closed = True
        self._loop.remove_reader(self._file.listener)
        self._file.remove()
        self._drop_spare()
        # a handler may close its own server, and still answer
        theirs = self._open.keys() - {asyncio.current_task()}
        for task in theirs - self._answering:
            task.cancel()
        try:
            await self._settled(theirs)
        finally:
            for task in theirs:
                task.cancel()
        await self._settled(theirs)

    async def _settled(self, tasks: set[asyncio.Task[None]]) -> None:
        if tasks:
            await asyncio.wait(tasks, timeout=self._limits.closing_timeout_s)

    def _watch(self) -> None:
        if not self._is_closed and len(self._open) < self._limits.connections_max:
            self._loop.add_reader(self._file.listener, self._accept)

    def _accept(self) -> None:
        try:
            connection, _ = self._file.listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionError):
            return
        except OSError:
            # Out of descriptors, which may be why the API is down. With the spare one given
            # up, the loop calls again at once.
            if not self._drop_spare():
                self._loop.remove_reader(self._file.listener)
                self._loop.call_later(RETRY_S, self._watch)
            return
        connection.setblocking(False)
        task = self._loop.create_task(self._converse(connection))
        self._open[task] = connection
        task.add_done_callback(self._hang_up)
        if len(self._open) >= self._limits.connections_max:
            self._loop.remove_reader(self._file.listener)

    def _hang_up(self, task: asyncio.Task[None]) -> None:
        self._open.pop(task).close()
        self._answering.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._report("control channel failed", error)
        self._keep_spare()
        self._watch()

    async def _converse(self, connection: socket.socket) -> None:
        # what a caller does wrong is theirs to notice
        with suppress(OSError, ControlError):
            if peer_uid(connection) not in {os.geteuid(), ROOT_UID}:
                return
            async with asyncio.timeout(self._limits.idle_timeout_s):
                request = await self._request(connection)
            reply = await self._reply(request)
            if reply is not None:
                async with asyncio.timeout(self._limits.idle_timeout_s):
                    await self._loop.sock_sendall(connection, reply)

    async def _request(self, connection: socket.socket) -> bytes:
        frame = Incoming()
        while missing := frame.missing_bytes:
            frame.add(await self._loop.sock_recv(connection, missing))
        return frame.message()

    async def _reply(self, request: bytes) -> bytes | None:
        if (task := asyncio.current_task()) is not None:
            self._answering.add(task)
        try:
            async with asyncio.timeout(self._limits.answer_timeout_s):
                return framed(await self._handler(request))
        except Exception as error:
            self._report("control request was not answered", error)
            return None

    def _report(self, message: str, error: BaseException) -> None:
        self._loop.call_exception_handler({"message": message, "exception": error})

    def _keep_spare(self) -> None:
        if self._spare is None and not self._is_closed:
            with suppress(OSError):
                self._spare = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)

    def _drop_spare(self) -> bool:
        if self._spare is None:
            return False
        os.close(self._spare)
        self._spare = None
        return True
