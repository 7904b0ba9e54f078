"""Alpaca's market data as a live feed: its streams, and what is asked beside them.

What it relies on:
- a stream has no numbers and tells nothing twice, so what was missed is found by asking for the
  quotes that stand: each time that a stream comes up, and whenever it has been silent for long;
- a stream whose pings are answered may still say nothing. Where quotes have changed meanwhile, it
  is taken for deaf, its quotes are not believed, and it is opened anew;
- prints that were missed stay missed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from random import Random

import msgspec

from holdfast.market.alpaca.channel import Channel, ChannelRules, Counts
from holdfast.market.alpaca.rest import AlpacaData, DataRules, NoData
from holdfast.market.alpaca.source import AlpacaSource
from holdfast.market.alpaca.symbols import Family, by_family
from holdfast.market.live import Hear, HearBar, OnGap
from holdfast.model.ids import InstrumentId
from holdfast.model.quote import Bar, Quote, Trade
from holdfast.transport.http import HttpClient, HttpRules
from holdfast.transport.stream import StreamRules

NOT_OPEN = "it was not opened"
DEAF = "the stream says nothing while the market goes on"


class AlpacaFeedRules(msgspec.Struct, frozen=True):
    """How streams are treated, and what is asked beside them.

    A stream that has told nothing for `silent_s` is looked beside, at most as often; 0 never looks.
    """

    stream: StreamRules = StreamRules()
    http: HttpRules = HttpRules()
    data: DataRules = DataRules()
    silent_s: float = 15.0
    grace_s: float = 1.0  # how long a stream may be behind the answer to a question
    is_packed: bool = True  # MessagePack, which the stream of options speaks alone


class AlpacaFeed:
    """A stream for each family that is wanted, and the quotes that stand whenever one comes up."""

    def __init__(
        self,
        source: AlpacaSource,
        names: Mapping[str, InstrumentId],
        hear: Hear,
        rng: Random,
        rules: AlpacaFeedRules | None = None,
        *,
        on_gap: OnGap | None = None,
        on_bar: HearBar | None = None,
    ) -> None:
        self._source = source
        self._hear_event = hear
        self._rng = rng
        self._rules = rules or AlpacaFeedRules()
        self._on_gap = on_gap
        self._on_bar = on_bar
        self._names: dict[str, InstrumentId] = {}
        self._channels: dict[Family, Channel] = {}
        self._why_down: dict[Family, str] = {}
        self._last: dict[InstrumentId, Quote] = {}
        self._http: HttpClient | None = None
        self._data: AlpacaData | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_open = False
        self._ending: asyncio.Task[None] | None = None
        self.unanswered = ""  # why the last question came to nothing, empty where it did not
        self.deaf = 0  # how often a stream was found to be
        self.want(names)

    @property
    def down(self) -> str:
        """Why something is not heard, empty while all is."""
        return next(
            (why for each in self._channels if (why := self._complaint_of(each))),
            "" if self._is_open else NOT_OPEN,
        )

    @property
    def _is_closed(self) -> bool:
        return self._ending is not None

    @property
    def counts(self) -> dict[Family, Counts]:
        """What each stream has brought so far."""
        return {family: channel.counts for family, channel in self._channels.items()}

    def want(self, names: Mapping[str, InstrumentId]) -> None:
        """Hear more instruments from now on: our names by Alpaca's symbols."""
        self._names |= names
        for family, some in by_family(names).items():
            channel = self._channels.get(family)
            if channel is None:
                self._open(family, some)
            elif some.keys() - channel.names.keys():
                channel.want(some)
                if channel.is_up:
                    self._later(self._tell_what_stands(channel))

    def start(self) -> None:
        """Open the streams, on the running loop."""
        if self._is_open or self._is_closed:
            return
        self._is_open = True
        url = self._source.questions()
        if url:
            self._http = HttpClient(url, self._source.headers(), self._rules.http)
            asked = self._http.ask
            self._data = AlpacaData(self._source, asked, self._rng, self._names, self._rules.data)
        for channel in self._channels.values():
            channel.open()
        if self._data is not None and self._rules.silent_s:
            self._later(self._look_beside())

    def stop(self) -> None:
        """Begin to end for good; nothing is told any more."""
        if self._ending is None:
            self._ending = asyncio.get_running_loop().create_task(self._end())

    async def close(self) -> None:
        """End for good, and wait until it has ended."""
        self.stop()
        if self._ending is not None:
            await self._ending

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(channel.close() for channel in self._channels.values()))
        if self._http is not None:
            await self._http.close()

    def _open(self, family: Family, names: Mapping[str, InstrumentId]) -> None:
        rules = self._rules
        self._channels[family] = channel = Channel(
            *(self._source, family, names, self._hear),
            lambda: self._is_up(family),
            lambda why: self._is_down(family, why),
            rng=self._rng,
            rules=ChannelRules(rules.stream, rules.is_packed, self._on_bar is not None),
        )
        self._why_down[family] = NOT_OPEN
        if self._is_open and not self._is_closed:
            channel.open()

    def _hear(self, event: Quote | Trade | Bar) -> None:
        if self._is_closed:
            return
        if isinstance(event, Bar):
            if self._on_bar is not None:
                self._on_bar(event)
            return
        if isinstance(event, Quote):
            self._last[event.instrument] = event
        self._hear_event(event)

    def _is_up(self, family: Family) -> None:
        self._why_down[family] = ""
        self._later(self._tell_what_stands(self._channels[family]))

    def _is_down(self, family: Family, why: str) -> None:
        was_up, self._why_down[family] = not self._why_down[family], why
        if was_up:
            self._gap(family, f"the stream is down: {why}")

    def _gap(self, family: Family, why: str) -> None:
        if self._on_gap is not None and not self._is_closed:
            self._on_gap(tuple(self._channels[family].names.values()), why)

    def _complaint_of(self, family: Family) -> str:
        return self._why_down[family] or self._channels[family].complaint

    async def _tell_what_stands(self, channel: Channel) -> None:
        """Ask for the quotes that stand, and tell those that no newer one has come for."""
        before = {name: self._last.get(name) for name in channel.names.values()}
        for name, quote in (await self._asked(channel)).items():
            last = self._last.get(name)
            # what the stream has told meanwhile is newer than any answer
            if last is before.get(name):
                self._hear(quote if last is None or quote.at > last.at else last)

    async def _look_beside(self) -> None:
        silent_s = self._rules.silent_s
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(silent_s / 4)
            for channel in [*self._channels.values()]:
                if channel.is_up and loop.time() - channel.heard_at_s >= silent_s:
                    await self._listen(channel)

    async def _listen(self, channel: Channel) -> None:
        """See whether a silent stream is deaf, or the market quiet."""
        heard_at_s = channel.heard_at_s
        standing = await self._asked(channel)
        changed = [quote for quote in standing.values() if self._is_news(quote)]
        if changed:
            await asyncio.sleep(self._rules.grace_s)
        if channel.heard_at_s != heard_at_s or not channel.is_up:
            return
        # what could not be asked for when it came up is news, and no proof
        is_deaf = any(quote.instrument in self._last for quote in changed)
        if is_deaf:
            self.deaf += 1
            self._gap(channel.family, DEAF)
        for quote in changed:
            self._hear(quote)
        # the next look is a whole silence later
        channel.heard_at_s = asyncio.get_running_loop().time()
        if is_deaf:
            await channel.renew()

    def _is_news(self, quote: Quote) -> bool:
        last = self._last.get(quote.instrument)
        return last is None or quote.at > last.at

    async def _asked(self, channel: Channel) -> dict[InstrumentId, Quote]:
        """Ask for a stream's quotes; none where nothing can be asked."""
        if self._data is None:
            return {}
        try:
            told = await self._data.latest_quotes(channel.names)
        except NoData as error:
            self.unanswered = str(error)
            return {}
        self.unanswered = ""
        return told

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
