"""The streams of market data: trades, quotes and bars in arrays, JSON or MessagePack."""

from __future__ import annotations

import asyncio

import msgspec
from starlette.websockets import WebSocket

from holdfast.emulators.alpaca.assets import AssetClass, Assets
from holdfast.emulators.alpaca.board import Board, MinuteBar
from holdfast.emulators.alpaca.errors import Fields
from holdfast.emulators.alpaca.line import Line
from holdfast.emulators.alpaca.rules import EmulatorRules, Knobs
from holdfast.emulators.alpaca.shapes import bar_json, daily, merged, quote_json, trade_json
from holdfast.emulators.alpaca.wire import decode
from holdfast.model.quote import Quote, Trade

CHANNELS = ("trades", "quotes", "bars", "updatedBars", "dailyBars", "statuses", "lulds")
ERRORS = {
    400: "invalid syntax",
    401: "not authenticated",
    402: "auth failed",
    403: "already authenticated",
    404: "auth timeout",
    405: "symbol limit exceeded",
    406: "connection limit exceeded",
    410: "invalid subscribe action for this feed",
}
EVERYTHING = "*"

Wishes = dict[str, set[str]]


class DataStream:
    """One feed's stream, for one kind of asset."""

    def __init__(
        self, rules: EmulatorRules, knobs: Knobs, assets: Assets, board: Board, kind: AssetClass
    ) -> None:
        self.rules, self.knobs, self.kind = rules, knobs, kind
        self.lines: dict[Line, Wishes] = {}
        self._known: set[Line] = set()
        self._assets, self._board = assets, board
        board.hearers.append(self._hear)

    def cut(self) -> None:
        for line in [*self.lines]:
            line.cut()

    async def serve(self, socket: WebSocket) -> None:
        """Serve one client until it goes or is cut."""
        await socket.accept()
        line = Line(socket, binary=False)
        self.lines[line] = {}
        line.send([{"T": "success", "msg": "connected"}])
        writing = asyncio.create_task(line.write())
        reading = asyncio.create_task(self._read(line))
        try:
            await asyncio.wait({writing, reading}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.lines.pop(line, None)
            self._known.discard(line)
            for task in (writing, reading):
                task.cancel()
            await asyncio.gather(writing, reading, return_exceptions=True)

    async def _read(self, line: Line) -> None:
        async for raw in line.read():
            try:
                message = decode(raw, packed=line.packed)
            except (msgspec.DecodeError, UnicodeDecodeError):
                message = None
            if not isinstance(message, dict):
                line.send(_no(400))
                continue
            line.send(self._answer(line, message))

    def _answer(self, line: Line, message: Fields) -> list[Fields]:
        action = message.get("action")
        if action == "auth":
            return self._let_in(line, message)
        if line not in self._known:
            return _no(401)
        if action not in ("subscribe", "unsubscribe"):
            return _no(400)
        wishes = {name: {*have} for name, have in self.lines[line].items()}
        for name in CHANNELS:
            asked = message.get(name, [])
            if not isinstance(asked, list):
                return _no(400)
            have = wishes.setdefault(name, set())
            symbols = {str(each) for each in asked}
            wishes[name] = have | symbols if action == "subscribe" else have - symbols
        if self._is_too_much(wishes):
            return _no(405)
        self.lines[line] = wishes
        told: Fields = {"T": "subscription"}
        for name in CHANNELS:
            if self.kind is AssetClass.SHARE or name in ("trades", "quotes", "bars"):
                told[name] = sorted(wishes[name])
        return [told]

    def _let_in(self, line: Line, message: Fields) -> list[Fields]:
        if line in self._known:
            return _no(403)
        if (message.get("key"), message.get("secret")) != (self.rules.key, self.rules.secret):
            return _no(402)
        if len(self._known) >= self.rules.data_connections_max:
            return _no(406)
        self._known.add(line)
        return [{"T": "success", "msg": "authenticated"}]

    def _is_too_much(self, wishes: Wishes) -> bool:
        """Count symbols of quotes and trades together, as the free feed of shares does."""
        if self.kind is not AssetClass.SHARE:
            return False
        symbols = (wishes["trades"] | wishes["quotes"]) - {EVERYTHING}
        return len(symbols) > self.rules.data_symbols_max

    def _hear(self, symbol: str, what: object) -> None:
        if not self._known or self.knobs.silent_data:
            return
        asset = self._assets.find(symbol)
        if asset is None or asset.kind is not self.kind:
            return
        for line in [*self._known]:
            for channel, letter in _channels(what):
                if self.lines[line].get(channel, set()) & {symbol, EVERYTHING}:
                    told = self._told(symbol, what, letter, packed=line.packed)
                    line.send([{"T": letter, "S": symbol, **told}])

    def _told(self, symbol: str, what: object, letter: str, *, packed: bool) -> Fields:
        match what:
            case Quote():
                return quote_json(what, self.kind, packed=packed)
            case MinuteBar():
                bar = what
                if letter == "d":
                    bar = merged(self._board.of(symbol).bars, daily)[-1]
                return bar_json(bar, packed=packed)
            case (int() as number, Trade() as trade):
                return trade_json(number, trade, self.kind, packed=packed)
            case _:
                return {}


def _channels(what: object) -> tuple[tuple[str, str], ...]:
    if isinstance(what, Quote):
        return (("quotes", "q"),)
    if isinstance(what, MinuteBar):
        return (("bars", "b"), ("dailyBars", "d"))
    return (("trades", "t"),)


def _no(code: int) -> list[Fields]:
    return [{"T": "error", "code": code, "msg": ERRORS[code]}]
