"""Somebody who hears a live feed, as a desk does: last quotes, their health, and all in order."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from random import Random
from typing import Any

from holdfast.emulators.alpaca import AlpacaEmulator, EmulatorRules
from holdfast.market.alpaca import AlpacaFeed, AlpacaFeedRules, AlpacaSource
from holdfast.market.health import FeedHealth, watched
from holdfast.market.last import LastQuotes
from holdfast.model.numbers import plain
from holdfast.model.quote import Bar, Quote, Trade
from holdfast.transport.stream import StreamRules

QUICK = AlpacaFeedRules(
    StreamRules(first_wait_s=0.01, wait_max_s=0.05, greet_s=2),
    silent_s=0.2,
    grace_s=0.05,
)
NAMES = {"AAPL": "AAPL", "MSFT": "MSFT"}


class Hearer:
    """What a desk would remember and believe, and what it was told, in order."""

    def __init__(self) -> None:
        self.market = LastQuotes()
        self.health = FeedHealth("ALPACA")
        self.told: list[Quote | Trade | Bar | str] = []
        self._watched = watched(self.health, self.market.on_event, time.time_ns)

    def hear(self, event: Quote | Trade) -> None:
        self.told.append(event)
        self._watched(event)

    def on_bar(self, bar: Bar) -> None:
        self.told.append(bar)

    def on_gap(self, names: Collection[str], why: str) -> None:
        self.told.append(why)
        self.health.on_gap(names, why)

    def bid(self, name: str) -> str:
        """The bid that is believed, empty where none is."""
        quote = self.market.quote(name)
        return "" if quote is None or self.fault(name) else plain(quote.bid)

    def fault(self, name: str) -> str:
        return self.health.fault(name, time.time_ns())

    def gaps(self) -> list[str]:
        return [each for each in self.told if isinstance(each, str)]


async def until(is_so: Callable[[], Any], within_s: float = 15) -> None:
    """Wait for what must come; what is waited for is on this loop, so a look costs nothing."""
    async with asyncio.timeout(within_s):
        while not is_so():
            await asyncio.sleep(0.005)


@asynccontextmanager
async def hearing(
    names: dict[str, str] | None = None,
    rules: AlpacaFeedRules = QUICK,
    emulated: EmulatorRules | None = None,
    **source: str,
) -> AsyncIterator[tuple[AlpacaEmulator, Hearer, AlpacaFeed]]:
    """A look-alike, and a feed of it that has not been started."""
    async with AlpacaEmulator(emulated) as venue:
        where = AlpacaSource(venue.data_stream, **{"key": "PK-TEST", "secret": "secret", **source})
        hearer = Hearer()
        feed = AlpacaFeed(
            *(where, NAMES if names is None else names, hearer.hear, Random(7), rules),
            on_gap=hearer.on_gap,
            on_bar=hearer.on_bar,
        )
        try:
            yield venue, hearer, feed
        finally:
            await feed.close()
