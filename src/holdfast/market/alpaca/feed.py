"""Alpaca's data stream as a live feed: quotes and prints of the instruments that are wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from random import Random

import msgspec

from holdfast.market.alpaca.decode import Control, Malformed, Told, read
from holdfast.model.ids import InstrumentId
from holdfast.model.quote import Quote, Trade
from holdfast.transport.stream import Frame, Line, Stream, StreamRefused, StreamRules


class AlpacaSource(msgspec.Struct, frozen=True):
    """Where the stream is, and by which keys."""

    url: str
    key: str
    secret: str

    def __repr__(self) -> str:
        return f"AlpacaSource({self.url})"


class AlpacaFeed:
    """One connection to a data stream; it comes back by itself, and subscribes anew.

    `hear` gets each quote and print on the loop's thread; whether they can be believed is for
    the feed's health to say, since a feed that is down tells nothing and its quotes grow old.
    """

    def __init__(
        self,
        source: AlpacaSource,
        names: Mapping[str, InstrumentId],
        hear: Callable[[Quote | Trade], None],
        rng: Random,
        rules: StreamRules | None = None,
    ) -> None:
        self._source = source
        self._names = dict(names)
        self._hear_event = hear
        self._stream = Stream(
            source.url, self._greet, self._hear, _nothing, self._is_down, rng=rng, rules=rules
        )
        self._ending: asyncio.Task[None] | None = None
        self.down = "it was not opened"  # why nothing is heard, empty while it is up
        self.malformed = 0  # messages that made no sense

    def start(self) -> None:
        """Open the stream, on the running loop."""
        self._stream.open()

    def stop(self) -> None:
        """Close the stream for good."""
        self._ending = asyncio.get_running_loop().create_task(self._stream.close())

    async def _greet(self, line: Line) -> None:
        await self._until(line, "success", "connected")
        auth = {"action": "auth", "key": self._source.key, "secret": self._source.secret}
        await line.say(msgspec.json.encode(auth).decode())
        await self._until(line, "success", "authenticated")
        symbols = sorted(self._names)
        wanted = {"action": "subscribe", "quotes": symbols, "trades": symbols}
        await line.say(msgspec.json.encode(wanted).decode())
        await self._until(line, "subscription")
        self.down = ""

    async def _until(self, line: Line, kind: str, text: str = "") -> None:
        """Wait for a word of the stream; what an error says ends the attempt."""
        while True:
            for told in read(await line.answer(), self._names):
                if not isinstance(told, Control):
                    self._take(told)
                elif told.kind == "error":
                    raise StreamRefused(f"the data stream says {told.code}: {told.text}")
                elif told.kind == kind and text in ("", told.text):
                    return

    def _hear(self, frame: Frame) -> None:
        for told in read(frame, self._names):
            self._take(told)

    def _take(self, told: Told) -> None:
        if isinstance(told, Quote | Trade):
            self._hear_event(told)
        elif isinstance(told, Malformed):
            self.malformed += 1

    def _is_down(self, why: str) -> None:
        self.down = why


def _nothing() -> None:
    """Say nothing: quotes tell that the stream is up."""
