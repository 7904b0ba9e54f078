"""One of Alpaca's data streams: greeted, subscribed and heard, and what it says of itself kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from random import Random

import msgspec

from holdfast.market.alpaca.decode import Control, Ignored, Revised, Told, read
from holdfast.market.alpaca.said import Malformed
from holdfast.market.alpaca.source import AlpacaSource
from holdfast.market.alpaca.symbols import Family
from holdfast.model.ids import InstrumentId
from holdfast.model.quote import Bar, Quote, Trade
from holdfast.transport.stream import Frame, Line, Stream, StreamRefused, StreamRules

KINDS_MAX = 64  # of ignored messages that are counted apart
OTHER = "other"
MESSAGEPACK = {"Content-Type": "application/msgpack"}


class Counts(msgspec.Struct):
    """What a stream has brought so far; `ignored` by kind."""

    events: int = 0
    malformed: int = 0
    ignored: dict[str, int] = {}
    why_malformed: str = ""  # of the last one

    def ignore(self, kind: str) -> None:
        if kind not in self.ignored and len(self.ignored) >= KINDS_MAX:
            kind = OTHER
        self.ignored[kind] = self.ignored.get(kind, 0) + 1


class ChannelRules(msgspec.Struct, frozen=True):
    """How a stream is spoken to: in MessagePack or JSON, and whether bars are wanted, too."""

    stream: StreamRules = StreamRules()
    is_packed: bool = True
    with_bars: bool = False


class Channel:
    """One connection; it comes back by itself and subscribes anew.

    `hear` gets each quote, print and bar that is over. `on_up` is called once all is subscribed,
    `on_down` with the reason when it is over or was not to be had.
    """

    def __init__(
        self,
        source: AlpacaSource,
        family: Family,
        names: Mapping[str, InstrumentId],
        hear: Callable[[Quote | Trade | Bar], None],
        on_up: Callable[[], None],
        on_down: Callable[[str], None],
        *,
        rng: Random,
        rules: ChannelRules,
    ) -> None:
        self._source = source
        self.family = family
        self.names = dict(names)
        self.counts = Counts()
        self.heard_at_s = 0.0  # by the loop's clock: the last event
        self.complaint = ""  # what the stream says is wrong, empty where nothing is
        self._hear_event = hear
        self._on_up = on_up
        self._on_down = on_down
        self._rules = rules
        self._asked: frozenset[str] = frozenset()
        self._asking: set[asyncio.Task[bool]] = set()
        headers = MESSAGEPACK if rules.is_packed else {}
        self._stream = Stream(
            *(source.stream(family), self._greet, self._hear, self._is_up, self._is_down),
            rng=rng,
            rules=rules.stream,
            headers=headers,
        )

    @property
    def is_up(self) -> bool:
        return self._stream.is_up

    def open(self) -> None:
        self._stream.open()

    def want(self, names: Mapping[str, InstrumentId]) -> None:
        """Subscribe more; while it is down they wait for the next greeting."""
        new = [symbol for symbol in names if symbol not in self.names]
        self.names |= names
        if new and self.is_up:
            # one that is being greeted asks for all when it comes up
            self._subscribe_more(new)

    async def renew(self) -> None:
        """Close the connection, so that a new one is opened."""
        await self._stream.renew()

    async def close(self) -> None:
        for task in self._asking:
            task.cancel()
        await asyncio.gather(*self._asking, return_exceptions=True)
        await self._stream.close()

    async def _greet(self, line: Line) -> None:
        self.complaint = ""
        await self._until(line, "success", "connected")
        auth = {"action": "auth", "key": self._source.key, "secret": self._source.secret}
        await line.say(self._written(auth))
        await self._until(line, "success", "authenticated")
        self._asked = frozenset(self.names)
        await line.say(self._subscription(self._asked))
        await self._until(line, "subscription")

    async def _until(self, line: Line, kind: str, text: str = "") -> None:
        """Wait for a word of the stream; what an error says ends the attempt."""
        is_there = False
        while not is_there:
            for told in read(await line.answer(), self.names):
                if isinstance(told, Control):
                    if told.kind == "error":
                        raise StreamRefused(_complaint(told))
                    is_there = is_there or (told.kind == kind and text in ("", told.text))
                self._take(told)

    def _hear(self, frame: Frame) -> None:
        for told in read(frame, self.names):
            self._take(told)

    def _take(self, told: Told) -> None:
        match told:
            case Quote() | Trade() | Bar():
                self.counts.events += 1
                self.heard_at_s = asyncio.get_running_loop().time()
                self._hear_event(told)
            case Malformed():
                self.counts.malformed += 1
                self.counts.why_malformed = told.why
            case Ignored():
                self.counts.ignore(told.kind)
            case Revised():
                self.counts.ignore("revised")
            case Control():
                self._note(told)

    def _note(self, told: Control) -> None:
        """Keep what is wrong; a subscription that lacks something is wrong, too."""
        if told.kind == "error":
            self.complaint = _complaint(told)
        elif told.kind == "subscription":
            missing = sorted(self._asked - set(told.quotes))
            self.complaint = f"not subscribed: {', '.join(missing)}" if missing else ""

    def _is_up(self) -> None:
        self.heard_at_s = asyncio.get_running_loop().time()
        late = [symbol for symbol in self.names if symbol not in self._asked]
        if late:
            self._subscribe_more(late)
        self._on_up()

    def _is_down(self, why: str) -> None:
        self._on_down(why)

    def _subscribe_more(self, symbols: Iterable[str]) -> None:
        some = frozenset(symbols)
        self._asked |= some
        task = asyncio.get_running_loop().create_task(self._stream.say(self._subscription(some)))
        self._asking.add(task)
        task.add_done_callback(self._asking.discard)

    def _subscription(self, symbols: Iterable[str]) -> Frame:
        wanted = sorted(symbols)
        said: dict[str, object] = {"action": "subscribe", "trades": wanted, "quotes": wanted}
        if self._rules.with_bars:
            said["bars"] = wanted
        return self._written(said)

    def _written(self, said: object) -> Frame:
        if self._rules.is_packed:
            return msgspec.msgpack.encode(said)
        return msgspec.json.encode(said).decode()


def _complaint(told: Control) -> str:
    return f"the stream says {told.code}: {told.text}"
