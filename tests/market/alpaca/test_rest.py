"""Questions about the market: split, paced, asked again, followed through pages, or NoData."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from decimal import Decimal as D
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from holdfast.market.alpaca.paths import MINUTE_NS, ChainFilter, Stretch
from holdfast.market.alpaca.rest import AlpacaData, DataRules, NoData
from holdfast.market.alpaca.source import AlpacaSource
from holdfast.transport.http import Answered, NoAnswer, NotSent, Outcome
from holdfast.transport.rate_limit import Limit
from holdfast.transport.retry import BackOff
from tests.market.alpaca.stream_frames import BAR, BAR_BEGAN, QUOTE, TRADE

SOURCE = AlpacaSource("ws://127.0.0.1:1/v2/iex")
QUICK = DataRules(back_off=BackOff(attempts=3, first_ns=1_000), symbols_max=2, pages_max=3)
NAMES = {"AMD": "CHIPS", "BTC/USD": "BTC"}
SECOND_NS = 10**9
Play = Callable[[AlpacaData], Awaitable[Any]]


def ok(said: object) -> Answered:
    return Answered(200, json.dumps(said).encode(), {})


def refused(status: int, **headers: str) -> Answered:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answered(status, b'{"message":"no"}', told)


class Desk:
    """Answers in the order that they are given, and remembers what was asked."""

    def __init__(self, *answers: Outcome, rules: DataRules = QUICK, wall_s: float = 0) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.data = AlpacaData(SOURCE, self.ask, Random(7), NAMES, rules, lambda: wall_s)

    async def ask(self, method: str, path: str) -> Outcome:
        assert method == "GET"
        self.asked.append(path)
        return self.answers.pop(0)

    def symbols(self) -> list[str]:
        return [parse_qs(urlsplit(path).query)["symbols"][0] for path in self.asked]


def test_symbols_are_asked_for_by_family_and_in_parts() -> None:
    desk = Desk(
        ok({"quotes": {"AMD": QUOTE}}), ok({"quotes": {}}), ok({"quotes": {"BTC/USD": QUOTE}})
    )
    told = asyncio.run(desk.data.latest_quotes(["AMD", "BTC/USD", "C", "B"]))
    assert list(told) == ["CHIPS", "BTC"]
    assert desk.symbols() == ["AMD,B", "C", "BTC/USD"]
    assert told["CHIPS"].bid == D("87.66")


def test_latest_prints_and_bars_and_those_of_options() -> None:
    option = "AAPL240426C00162500"
    desk = Desk(
        ok({"trades": {"AMD": TRADE}}),
        ok({"bars": {"AMD": BAR}}),
        ok({"snapshots": {option: {"minuteBar": BAR}, "AAPL240426P00162500": {}}}),
    )
    assert asyncio.run(desk.data.latest_trades(["AMD"]))["CHIPS"].price == D("126.55")
    told = asyncio.run(desk.data.latest_bars([option, "AMD"]))
    assert list(told) == ["CHIPS", option]


def test_pages_of_a_history_are_followed_to_the_end() -> None:
    first = {"bars": {"AMD": [BAR]}, "next_page_token": "a+b"}
    last = {"bars": {"AMD": [BAR], "B": [BAR]}, "next_page_token": None}
    desk = Desk(ok(first), ok(last))

    async def play() -> list[Any]:
        stretch = Stretch(0)
        return [each async for each in desk.data.bars(["AMD", "B"], stretch, 5 * MINUTE_NS)]

    bars = asyncio.run(play())
    assert [each.instrument for each in bars] == ["CHIPS", "CHIPS", "B"]
    assert bars[0].at == BAR_BEGAN + 5 * MINUTE_NS
    assert [parse_qs(each).get("page_token") for each in desk.asked] == [None, ["a+b"]]


def test_prints_and_quotes_of_before() -> None:
    desk = Desk(ok({"trades": {"AMD": [TRADE, TRADE]}}), ok({"quotes": {"AMD": [QUOTE]}}))

    async def play() -> tuple[int, int]:
        trades = [each async for each in desk.data.trades(["AMD"], Stretch(0))]
        quotes = [each async for each in desk.data.quotes(["AMD"], Stretch(0))]
        return len(trades), len(quotes)

    assert asyncio.run(play()) == (2, 1)


def test_a_chain_is_told_by_expiry_strike_and_right() -> None:
    names = ["A240426P00100000", "A240426C00100000", "A240426C00090000", "A240419C00200000"]
    page = {"snapshots": {name: {} for name in names[:2]}, "next_page_token": "more"}
    rest = {"snapshots": {name: {} for name in names[2:]}, "next_page_token": None}
    desk = Desk(ok(page), ok(rest))
    told = asyncio.run(desk.data.chain("A", ChainFilter(strike_from="90")))
    assert [each.instrument for each in told] == [names[3], names[2], names[1], names[0]]
    assert "strike_price_gte=90" in desk.asked[0]


@pytest.mark.parametrize("first", [refused(500), refused(429), NoAnswer("gone"), NotSent("no")])
def test_what_may_pass_is_asked_again(first: Outcome) -> None:
    desk = Desk(first, ok({"quotes": {"AMD": QUOTE}}))
    assert asyncio.run(desk.data.latest_quotes(["AMD"]))
    assert len(desk.asked) == 2


@pytest.mark.parametrize(
    ("answers", "status", "why"),
    [
        ([refused(403)], 403, 'HTTP 403 {"message":"no"}'),
        ([refused(503)] * 3, 503, "HTTP 503"),
        ([NoAnswer("gone")] * 3, 0, "gone"),
        ([Answered(200, b"<html>", {})], 0, "makes no sense"),
        ([ok({"quotes": {"AMD": {**QUOTE, "bp": -1}}})], 0, "bp -1 must not be negative"),
    ],
)
def test_what_comes_to_nothing_says_why(answers: list[Outcome], status: int, why: str) -> None:
    desk = Desk(*answers)
    with pytest.raises(NoData, match=why) as told:
        asyncio.run(desk.data.latest_quotes(["AMD"]))
    assert told.value.status == status
    assert desk.answers == []


def test_pages_without_end_come_to_nothing() -> None:
    def page(token: str) -> Answered:
        return ok({"bars": {}, "next_page_token": token})

    async def all_of(desk: Desk) -> None:
        async for _ in desk.data.bars(["AMD"], Stretch(0)):
            pass

    with pytest.raises(NoData, match="more than 3 pages"):
        asyncio.run(all_of(Desk(page("a"), page("b"), page("c"))))
    with pytest.raises(NoData, match="a page leads to itself"):
        asyncio.run(all_of(Desk(page("a"), page("a"))))


def test_there_are_no_bars_of_any_length() -> None:
    async def play() -> None:
        async for _ in Desk().data.bars(["AMD"], Stretch(0), 7):
            pass

    with pytest.raises(NoData, match="no bars of 7 ns"):
        asyncio.run(play())


def waited_s(desk: Desk, play: Play) -> float:
    """Let it play on a loop whose clock jumps to the next timer, and say how far it came."""
    loop = asyncio.new_event_loop()
    now_s = 0.0

    async def sleep(delay_s: float) -> None:
        nonlocal now_s
        now_s += delay_s

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("holdfast.market.alpaca.rest.asyncio.sleep", sleep)
        loop.run_until_complete(play(desk.data))
    loop.close()
    return now_s


def test_the_limit_spreads_questions_out() -> None:
    limit = Limit(count=1, per_ns=SECOND_NS, burst=1)
    rules = DataRules(limit=limit, symbols_max=1)
    desk = Desk(*[ok({"quotes": {}})] * 3, rules=rules)
    # the second waits a second, the third as long as the debt of both
    assert waited_s(desk, lambda data: data.latest_quotes(["A", "B", "C"])) > 2.5


@pytest.mark.parametrize(
    ("reset", "least", "most"), [("1005", 5, 5.1), ("9000", 60, 60.1), ("", 0, 0.1), ("-5", 0, 0.1)]
)
def test_the_venues_word_on_its_limit_is_kept(reset: str, least: float, most: float) -> None:
    answers = refused(429, X_RateLimit_Reset=reset), ok({"quotes": {}})
    desk = Desk(*answers, wall_s=1_000)
    assert least <= waited_s(desk, lambda data: data.latest_quotes(["AMD"])) <= most
