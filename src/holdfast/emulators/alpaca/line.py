"""One WebSocket of a client: frames out by a queue, so that nobody waits for a slow reader."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from holdfast.emulators.alpaca.wire import MSGPACK, encode

BACKLOG_MAX = 100_000
GOING_AWAY = 1012


class Line:
    """A connection; `cut` ends it at once, whatever waits to be sent."""

    def __init__(self, socket: WebSocket, *, binary: bool) -> None:
        self.socket = socket
        self.packed = socket.headers.get("content-type", "").lower() == MSGPACK
        self.binary = binary or self.packed
        self.frames: asyncio.Queue[bytes | None] = asyncio.Queue()

    def send(self, value: object) -> None:
        """Encode and put in the queue; a reader that is too slow loses its line."""
        self.send_raw(encode(value, packed=self.packed))

    def send_raw(self, frame: bytes) -> None:
        if self.frames.qsize() < BACKLOG_MAX:
            self.frames.put_nowait(frame)
        else:
            self.cut()

    def cut(self) -> None:
        while not self.frames.empty():
            self.frames.get_nowait()
        self.frames.put_nowait(None)

    async def write(self) -> None:
        """Send what is in the queue until the line is cut."""
        with suppress(WebSocketDisconnect, RuntimeError):
            while (frame := await self.frames.get()) is not None:
                if self.binary:
                    await self.socket.send_bytes(frame)
                else:
                    await self.socket.send_text(frame.decode())
            if self.socket.application_state is WebSocketState.CONNECTED:
                await self.socket.close(GOING_AWAY)

    async def read(self) -> AsyncIterator[bytes]:
        """Yield what the client sends, text or binary, until it goes."""
        while True:
            message = await self.socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            raw = message.get("bytes")
            yield raw if raw is not None else (message.get("text") or "").encode()
