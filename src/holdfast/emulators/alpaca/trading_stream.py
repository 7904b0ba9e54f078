"""The stream of trade updates: binary frames of JSON, or of MessagePack where it is asked for."""

from __future__ import annotations

import asyncio

import msgspec
from starlette.websockets import WebSocket

from holdfast.emulators.alpaca.errors import Fields
from holdfast.emulators.alpaca.line import Line
from holdfast.emulators.alpaca.orders import Order
from holdfast.emulators.alpaca.rules import EmulatorRules, Knobs
from holdfast.emulators.alpaca.wire import decode

UPDATES = "trade_updates"
GARBAGE = b'{"stream":"trade_updates","data":{"event":"fi\xff'


class TradingStream:
    """All trading streams that are open; what an order does is told to each that listens."""

    def __init__(self, rules: EmulatorRules, knobs: Knobs) -> None:
        self.rules, self.knobs = rules, knobs
        self.lines: set[Line] = set()
        self._listening: set[Line] = set()
        self._held: Fields | None = None  # an update that waits to be told after the next
        self.told = 0

    def hear(self, event: str, order: Order, more: Fields) -> None:
        """Tell what happened to an order, as the knobs will have it."""
        self.told += 1
        update: Fields = {
            "stream": UPDATES,
            "data": {
                "event": event,
                "event_id": f"01{self.told:024d}",
                **more,
                "order": order.json(),
            },
        }
        knobs = self.knobs
        if knobs.silent_stream or knobs.use("drop_events"):
            return
        if knobs.reorder_events and self._held is None:
            self._held = update
            return
        self._tell(update)
        self.flush()

    def flush(self) -> None:
        """Tell what waited for another to overtake it."""
        if self._held is not None:
            held, self._held = self._held, None
            self._tell(held)

    def cut(self) -> None:
        for line in [*self.lines]:
            line.cut()

    async def serve(self, socket: WebSocket) -> None:
        """Serve one client until it goes or is cut."""
        await socket.accept()
        line = Line(socket, binary=True)
        self.lines.add(line)
        writing = asyncio.create_task(line.write())
        reading = asyncio.create_task(self._read(line))
        try:
            await asyncio.wait({writing, reading}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.lines.discard(line)
            self._listening.discard(line)
            for task in (writing, reading):
                task.cancel()
            await asyncio.gather(writing, reading, return_exceptions=True)

    async def _read(self, line: Line) -> None:
        known = False
        async for raw in line.read():
            message = _message(raw)
            action, data = message.get("action"), message.get("data")
            fields = data if isinstance(data, dict) else {}
            if action in ("authenticate", "auth"):
                key = fields.get("key_id", message.get("key"))
                secret = fields.get("secret_key", message.get("secret"))
                known = (key, secret) == (self.rules.key, self.rules.secret)
                status = "authorized" if known else "unauthorized"
                told = {"status": status, "action": "authenticate"}
                line.send({"stream": "authorization", "data": told})
            elif action == "listen" and known:
                asked = fields.get("streams")
                streams = [s for s in asked if s == UPDATES] if isinstance(asked, list) else []
                if streams:
                    self._listening.add(line)
                else:
                    self._listening.discard(line)
                line.send({"stream": "listening", "data": {"streams": streams}})
            else:
                why = "access key verification failed" if not known else "invalid message"
                line.send({"stream": "authorization", "data": _refused(action, why)})

    def _tell(self, update: Fields) -> None:
        for line in [*self._listening]:
            for _ in range(2 if self.knobs.duplicate_events else 1):
                if self.knobs.use("malformed_frames"):
                    line.send_raw(GARBAGE)
                else:
                    line.send(update)


def _refused(action: object, why: str) -> Fields:
    return {"status": "unauthorized", "action": action, "message": why}


def _message(raw: bytes) -> Fields:
    """Read a client's message in either encoding; what is neither is an empty one."""
    for packed in (False, True):
        try:
            decoded = decode(raw, packed=packed)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
        if isinstance(decoded, dict):
            return decoded
    return {}
