"""A control server on a real socket, on either loop, and callers as rude as they come."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop

from holdfast.transport.control import Answer, ControlLimits, ControlServer, serve_control
from holdfast.transport.socket_file import address

LOOPS: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {
    "asyncio": asyncio.new_event_loop,
    "uvloop": uvloop.new_event_loop,
}
PATIENCE_S = 20.0

Body = Callable[[ControlServer], Awaitable[None]]


async def echo(request: bytes) -> bytes:
    return request


class Channel:
    """Run a body beside a server at `path`; `complaints` is what was reported to the loop."""

    def __init__(self, path: Path, loop: str = "asyncio") -> None:
        self.path = path
        self.complaints: list[str] = []
        self._loop = LOOPS[loop]

    def run(self, body: Body, handler: Answer = echo, limits: ControlLimits | None = None) -> None:
        with asyncio.Runner(loop_factory=self._loop) as runner:
            runner.run(asyncio.wait_for(self._serve(body, handler, limits), PATIENCE_S))

    async def _serve(self, body: Body, handler: Answer, limits: ControlLimits | None) -> None:
        asyncio.get_running_loop().set_exception_handler(
            lambda _, context: self.complaints.append(repr(context.get("exception")))
        )
        server = await serve_control(self.path, handler, limits)
        try:
            await body(server)
        finally:
            await server.close()


class Caller:
    """A raw connection that may say anything, used from a thread or before the loop runs."""

    def __init__(self, path: Path | None = None) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE_S)
        if path is not None:
            self.connect(path)

    def connect(self, path: Path) -> None:
        with address(str(path)) as short:
            self.socket.connect(short)

    def say(self, said: bytes) -> None:
        self.socket.sendall(said)

    def hears(self) -> bytes:
        """Return what comes until the other side hangs up, which may be rude in its turn."""
        heard = b""
        try:
            while piece := self.socket.recv(65536):
                heard += piece
        except ConnectionResetError:
            pass
        return heard

    def __enter__(self) -> "Caller":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()
