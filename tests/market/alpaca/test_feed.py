"""The feed against the look-alike: it hears, comes back, and knows what it has missed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal as D

import msgspec
import pytest

from holdfast.market import LIVE_FEEDS
from holdfast.market.alpaca import AlpacaFeed
from holdfast.market.alpaca.symbols import Family
from holdfast.model.quote import Quote, Trade
from tests.market.alpaca.hearing import NAMES, QUICK, hearing, until

OPTION = "AAPL270115C00150000"


def play(scene: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(scene(), 60))


def test_it_is_in_the_registry() -> None:
    assert LIVE_FEEDS["alpaca"] is AlpacaFeed


@pytest.mark.parametrize("is_packed", [True, False])
def test_quotes_and_prints_are_heard_exactly_as_they_come(is_packed: bool) -> None:
    async def scene() -> None:
        rules = msgspec.structs.replace(QUICK, is_packed=is_packed)
        async with hearing(rules=rules) as (venue, hearer, feed):
            assert feed.down == "it was not opened"
            feed.start()
            await until(lambda: not feed.down)
            venue.quote("AAPL", D("189.98"), D("190.01"), D(300), ask_size=D(200))
            venue.trade("AAPL", D("190.01"), D(7))
            venue.quote("IBM", D(1), D(2))
            await until(lambda: any(isinstance(each, Trade) for each in hearer.told))
            # a quote may be told twice: by the stream, and by the answer of what stands
            quotes = [each for each in hearer.told if isinstance(each, Quote)]
            (trade,) = [each for each in hearer.told if isinstance(each, Trade)]
            at = quotes[0].at
            assert set(quotes) == {Quote("AAPL", D("189.98"), D("190.01"), D(300), D(200), at)}
            assert (trade.price, trade.size) == (D("190.01"), D(7))
            assert trade.at % 1_000_000
            assert hearer.bid("AAPL") == "189.98"
            assert hearer.bid("IBM") == ""

    play(scene)


def test_what_stands_is_told_when_it_comes_up() -> None:
    async def scene() -> None:
        async with hearing() as (venue, hearer, feed):
            venue.quote("AAPL", D(100), D(101))
            feed.start()
            await until(lambda: hearer.bid("AAPL") == "100")
            assert hearer.gaps() == []

    play(scene)


def test_each_family_has_its_stream_under_our_names() -> None:
    async def scene() -> None:
        names = {"AAPL": "AAPL", "BTC/USD": "BTC", "BTCUSD": "BTC", OPTION: OPTION}
        async with hearing(names) as (venue, hearer, feed):
            venue.enlist(OPTION)
            feed.start()
            await until(lambda: not feed.down)
            venue.quote("AAPL", D(100), D(101))
            venue.quote("BTC/USD", D("64000.5"), D(64001), D("0.0125"))
            venue.quote(OPTION, D("1.5"), D("1.6"))
            await until(lambda: all(map(hearer.bid, ("AAPL", "BTC", OPTION))))
            assert [hearer.bid(each) for each in ("AAPL", "BTC", OPTION)] == [
                "100",
                "64000.5",
                "1.5",
            ]
            assert set(feed.counts) == set(Family)
            assert not any(each.malformed for each in feed.counts.values())

    play(scene)


def test_after_a_cut_nothing_is_believed_until_it_is_told_anew() -> None:
    async def scene() -> None:
        async with hearing() as (venue, hearer, feed):
            feed.start()
            await until(lambda: not feed.down)
            venue.quote("AAPL", D(100), D(101))
            venue.quote("MSFT", D(300), D(301))
            await until(lambda: hearer.bid("MSFT"))
            venue.knobs.unauthorized = 10**6
            venue.knobs.cut_stream = True
            await until(hearer.gaps)
            assert "not told anew since a gap: the stream is down" in hearer.fault("AAPL")
            assert "not told anew" in hearer.fault("MSFT")
            await until(lambda: not feed.down and feed.unanswered)
            assert hearer.bid("AAPL") == ""
            venue.quote("AAPL", D(102), D(103))
            await until(lambda: hearer.bid("AAPL") == "102")
            # the venue is not asked in vain for ever; MSFT has not moved
            assert hearer.bid("MSFT") == ""
            venue.knobs.unauthorized = 0
            venue.knobs.cut_stream = True
            await until(lambda: hearer.bid("MSFT") == "300")

    play(scene)


def test_what_changed_while_it_was_away_is_told_when_it_is_back() -> None:
    async def scene() -> None:
        async with hearing() as (venue, hearer, feed):
            feed.start()
            await until(lambda: not feed.down)
            venue.quote("AAPL", D(100), D(101))
            await until(lambda: hearer.bid("AAPL") == "100")
            venue.knobs.cut_stream = True
            venue.knobs.silent_data = True
            await until(hearer.gaps)
            venue.quote("AAPL", D(90), D(91))
            await until(lambda: hearer.bid("AAPL") == "90")

    play(scene)


def test_a_stream_that_is_deaf_is_found_and_opened_anew() -> None:
    async def scene() -> None:
        async with hearing() as (venue, hearer, feed):
            feed.start()
            venue.quote("AAPL", D(100), D(101))
            await until(lambda: not feed.down and hearer.bid("AAPL") == "100")
            venue.knobs.silent_data = True
            venue.quote("AAPL", D(90), D(91))
            await until(lambda: hearer.bid("AAPL") == "90")
            assert feed.deaf == 1
            assert hearer.gaps()[0] == "the stream says nothing while the market goes on"
            venue.knobs.silent_data = False
            await until(lambda: not feed.down)
            venue.quote("AAPL", D(80), D(81))
            await until(lambda: hearer.bid("AAPL") == "80")

    play(scene)


def test_a_quiet_market_is_no_deaf_stream() -> None:
    async def scene() -> None:
        async with hearing() as (venue, hearer, feed):
            feed.start()
            venue.quote("AAPL", D(100), D(101))
            await until(lambda: not feed.down and hearer.bid("AAPL") == "100")
            await asyncio.sleep(1)
            assert (feed.deaf, hearer.gaps(), hearer.bid("AAPL")) == (0, [], "100")

    play(scene)


def test_wrong_keys_are_told_and_tried_again() -> None:
    async def scene() -> None:
        async with hearing(secret="wrong") as (_, hearer, feed):
            feed.start()
            await until(lambda: "402: auth failed" in feed.down)
            assert hearer.told == []

    play(scene)


def test_more_may_be_wanted_later_of_a_family_that_is_there_or_new() -> None:
    async def scene() -> None:
        async with hearing({"AAPL": "AAPL"}) as (venue, hearer, feed):
            feed.start()
            await until(lambda: not feed.down)
            venue.quote("MSFT", D(300), D(301))
            feed.want({"AAPL": "AAPL", "MSFT": "MSFT", "ETH/USD": "ETH"})
            await until(lambda: hearer.bid("MSFT") == "300")
            await until(lambda: not feed.down)
            venue.quote("MSFT", D(301), D(302))
            venue.quote("ETH/USD", D(3000), D(3001))
            await until(lambda: (hearer.bid("MSFT"), hearer.bid("ETH")) == ("301", "3000"))
            venue.knobs.cut_stream = True
            await until(lambda: feed.down)
            await until(lambda: not feed.down)
            venue.quote("MSFT", D(299), D(300))
            await until(lambda: hearer.bid("MSFT") == "299")

    play(scene)


def test_too_many_symbols_are_refused_by_the_venue_and_said() -> None:
    async def scene() -> None:
        names = {f"X{number}": f"X{number}" for number in range(31)}
        async with hearing(names) as (_, _hearer, feed):
            feed.start()
            await until(lambda: "405: symbol limit exceeded" in feed.down)

    play(scene)


def test_once_it_is_stopped_nothing_is_told() -> None:
    async def scene() -> None:
        async with hearing() as (venue, hearer, feed):
            feed.start()
            feed.start()
            await until(lambda: not feed.down)
            feed.stop()
            venue.quote("AAPL", D(100), D(101))
            await feed.close()
            await feed.close()
            feed.start()
            assert hearer.told == []
            left = {task.get_name() for task in asyncio.all_tasks()}
            assert not any("v2/iex" in name for name in left)

    play(scene)


def test_it_may_be_stopped_before_it_was_started() -> None:
    async def scene() -> None:
        async with hearing() as (_, hearer, feed):
            await feed.close()
            feed.start()
            assert feed.down == "it was not opened"
            assert hearer.told == []
            assert NAMES

    play(scene)
