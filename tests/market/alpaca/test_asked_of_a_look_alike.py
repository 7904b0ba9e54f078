"""What is asked over real HTTP of the look-alike: the same market as its stream tells."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal as D
from random import Random

import msgspec
import pytest

from holdfast.emulators.alpaca import AlpacaEmulator
from holdfast.market.alpaca import AlpacaData, AlpacaSource, DataRules, NoData
from holdfast.market.alpaca.paths import ChainFilter, Stretch
from holdfast.transport.http import HttpClient
from holdfast.transport.retry import BackOff

QUICK = DataRules(back_off=BackOff(attempts=3, first_ns=1_000))
OPTION = "AAPL270115C00150000"
Scene = Callable[[AlpacaEmulator, AlpacaData], Awaitable[None]]


def play(scene: Scene, secret: str = "secret", rules: DataRules = QUICK) -> None:
    async def played() -> None:
        async with AlpacaEmulator() as venue:
            source = AlpacaSource(venue.data_stream, "PK-TEST", secret)
            http = HttpClient(source.questions(), source.headers())
            try:
                await scene(venue, AlpacaData(source, http.ask, Random(7), {"AAPL": "A"}, rules))
            finally:
                await http.close()

    asyncio.run(asyncio.wait_for(played(), 30))


def test_the_latest_of_every_family() -> None:
    async def scene(venue: AlpacaEmulator, data: AlpacaData) -> None:
        for symbol in ("AAPL", "BTC/USD", OPTION):
            venue.quote(symbol, D(100), D("100.5"))
            venue.trade(symbol, D("100.5"), D(3))
        symbols = ["AAPL", "BTC/USD", OPTION, "NOSUCH"]
        quotes = await data.latest_quotes(symbols)
        assert quotes.keys() == {"A", "BTC/USD", OPTION}
        assert {(each.bid, each.ask) for each in quotes.values()} == {(D(100), D("100.5"))}
        trades = await data.latest_trades(symbols)
        assert {each.size for each in trades.values()} == {D(3)}
        told = await data.snapshots(symbols)
        assert told["A"].quote == quotes["A"]
        assert told[OPTION].contract is not None

    play(scene)


def test_a_chain_and_what_was() -> None:
    async def scene(venue: AlpacaEmulator, data: AlpacaData) -> None:
        for symbol in ("AAPL270115P00150000", OPTION):
            venue.quote(symbol, D("1.5"), D("1.6"))
        calls = await data.chain("AAPL", ChainFilter(right="CALL"))
        assert [each.instrument for each in calls] == [OPTION]
        assert len(await data.chain("AAPL")) == 2
        for size in range(1, 6):
            venue.trade("AAPL", D(100), D(size))
        prints = [each async for each in data.trades(["AAPL"], Stretch(0))]
        assert [each.size for each in prints] == [1, 2, 3, 4, 5]

    play(scene, rules=msgspec.structs.replace(QUICK, page_events=2))


def test_wrong_keys_are_no_data_at_once_and_a_limit_is_waited_for() -> None:
    async def refused(_: AlpacaEmulator, data: AlpacaData) -> None:
        with pytest.raises(NoData) as told:
            await data.latest_quotes(["AAPL"])
        assert told.value.status in (401, 403)

    async def limited(venue: AlpacaEmulator, data: AlpacaData) -> None:
        venue.quote("AAPL", D(100), D(101))
        venue.knobs.rate_limited = 2
        assert await data.latest_quotes(["AAPL"])

    play(refused, "wrong")
    play(limited, rules=msgspec.structs.replace(QUICK, reset_wait_s_max=0.01))
