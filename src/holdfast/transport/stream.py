"""A WebSocket that is kept open: greeted anew each time, pinged, and never waited for without end.

It needs the extra `alpaca` (or another that brings `websockets`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from holdfast.transport.retry import grown

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

SECOND_NS = 1_000_000_000
Frame = str | bytes
Hear = Callable[[Frame], None]


class StreamRefused(Exception):
    """The other side has answered and will not have us; the text is for people."""


class StreamRules(msgspec.Struct, frozen=True):
    """How long things may take, in seconds, and how large a frame may be.

    The wait before another attempt doubles from `first_wait_s` to `wait_max_s`, less up to half
    by chance. A stream that has been up for `settled_s` begins anew with the shortest wait.
    """

    open_s: float = 10.0
    greet_s: float = 10.0
    ping_every_s: float = 10.0
    ping_answer_s: float = 10.0
    first_wait_s: float = 0.25
    wait_max_s: float = 30.0
    settled_s: float = 30.0
    frame_bytes_max: int = 4 << 20
    frames_max: int = 1_024  # that wait to be heard, before the other side has to wait


class Line:
    """An open connection, while it is being greeted."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def say(self, frame: Frame) -> None:
        await self._socket.send(frame)

    async def answer(self) -> Frame:
        """Wait for the next frame; the whole greeting has `greet_s`."""
        return await self._socket.recv()


class Stream:
    """One WebSocket that comes back by itself.

    `greet` introduces us on each new connection and raises StreamRefused where it fails. Then
    `on_up` is called, `hear` for each frame, and `on_down` with the reason once it is over; all
    on the loop's thread. An attempt that never came up is told by `on_down`, too.
    """

    def __init__(
        self,
        url: str,
        greet: Callable[[Line], Awaitable[None]],
        hear: Hear,
        on_up: Callable[[], None],
        on_down: Callable[[str], None],
        *,
        rng: Random,
        rules: StreamRules | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        self._url = url
        self._greet = greet
        self._hear = hear
        self._on_up = on_up
        self._on_down = on_down
        self._rng = rng
        self._rules = rules or StreamRules()
        self._headers = headers or {}
        self._socket: ClientConnection | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def is_up(self) -> bool:
        return self._socket is not None

    def open(self) -> None:
        """Begin, on the running loop; until `close` it tries again and again."""
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run(), name=self._url)
            self._task.add_done_callback(_told_of)

    async def say(self, frame: Frame) -> bool:
        """Send one frame; False where the stream is down, so that it may not have left."""
        from websockets.exceptions import ConnectionClosed

        socket = self._socket
        if socket is None:
            return False
        try:
            await socket.send(frame)
        except ConnectionClosed:
            return False
        return True

    async def renew(self) -> None:
        """Close the connection, so that a new one is opened and greeted."""
        if self._socket is not None:
            await self._socket.close()

    async def close(self) -> None:
        """End it for good; nothing is called any more."""
        task, self._task = self._task, None
        if task is None:
            return
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        failed = 0
        while True:
            began = loop.time()
            why = await self._once()
            failed = 0 if loop.time() - began >= self._rules.settled_s else failed + 1
            self._on_down(why)
            await asyncio.sleep(self._wait_s(failed))

    async def _once(self) -> str:
        """Connect, greet and hear until it is over; return why it is."""
        from websockets.asyncio.client import connect
        from websockets.exceptions import ConnectionClosed, WebSocketException

        rules = self._rules
        try:
            async with connect(
                self._url,
                additional_headers=self._headers,
                open_timeout=rules.open_s,
                ping_interval=rules.ping_every_s,
                ping_timeout=rules.ping_answer_s,
                close_timeout=1,
                max_size=rules.frame_bytes_max,
                max_queue=rules.frames_max,
                proxy=None if _is_here(self._url) else True,
            ) as socket:
                async with asyncio.timeout(rules.greet_s):
                    await self._greet(Line(socket))
                self._socket = socket
                self._on_up()
                async for frame in socket:
                    self._hear(frame)
                return "closed by the other side"
        except ConnectionClosed as error:
            return f"closed: {error}"
        except TimeoutError:
            return "no answer in time"
        except (StreamRefused, WebSocketException, OSError) as error:
            return str(error) or type(error).__name__
        finally:
            self._socket = None

    def _wait_s(self, failed: int) -> float:
        rules = self._rules
        first, most = int(rules.first_wait_s * SECOND_NS), int(rules.wait_max_s * SECOND_NS)
        whole = grown(first, 2, max(failed - 1, 0), most)
        return (whole - self._rng.randrange(whole // 2 + 1)) / SECOND_NS


def _told_of(task: asyncio.Task[None]) -> None:
    """Tell what a hearer raised: it is a bug, and nobody waits for this task."""
    error = None if task.cancelled() else task.exception()
    if error is not None:
        told = {"message": f"the stream {task.get_name()} has ended", "exception": error}
        task.get_loop().call_exception_handler(told)


def _is_here(url: str) -> bool:
    """Tell whether an address is this machine, where no proxy leads."""
    return urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")
