"""A chain of options over a made share: which they are, and what they are quoted at."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import httpx

from holdfast.emulators.alpaca import AlpacaEmulator, EmulatorRules
from holdfast.emulators.alpaca.assets import asset_of
from holdfast.emulators.alpaca.made_market import generated
from holdfast.emulators.alpaca.option_chain import chain_of, quoted
from holdfast.model.times import parse_rfc3339
from tests.emulators.alpaca.playing import D, play

AT = parse_rfc3339("2026-11-28T12:00:00Z") or 0
CHAIN = chain_of("AAPL", D(101), AT)


def test_two_monthly_expiries_and_five_strikes_are_listed_as_calls_and_puts() -> None:
    assert len(CHAIN) == 20
    calls = [name for name in CHAIN if "261218C" in name]
    assert [name[-8:] for name in calls] == [
        f"{strike:08d}" for strike in (90_000, 95_000, 100_000, 105_000, 110_000)
    ]
    assert {name[4:10] for name in CHAIN} == {"261218", "270115"}
    # the week before it is the next one's turn
    later = parse_rfc3339("2026-12-12T12:00:00Z") or 0
    assert {name[1:7] for name in chain_of("F", D(12), later)} == {"270115", "270219"}
    assert min(int(name[-8:]) for name in chain_of("F", D("0.60"), later)) == 500


def test_calls_and_puts_are_at_parity_and_cheaper_the_farther_they_are() -> None:
    quotes = {name: quoted(asset_of(name), D(101), AT) for name in CHAIN}
    mids = {name: (bid + ask) / 2 for name, (bid, ask) in quotes.items()}
    assert all(0 < bid < ask for bid, ask in quotes.values())
    for name, mid in mids.items():
        if "C" in name[6:]:
            strike = D(name[-8:]) / 1000
            put = mids[name[:10] + "P" + name[11:]]
            assert abs(mid - put - (101 - strike)) <= D("0.05")
    calls = [mids[name] for name in CHAIN if "261218C" in name]
    assert all(a > b for a, b in pairwise(calls))


def test_at_its_end_an_option_is_worth_what_it_is_ahead() -> None:
    after = parse_rfc3339("2027-01-16T12:00:00Z") or 0
    assert quoted(asset_of("AAPL261218C00095000"), D(101), after) == (D("5.94"), D("6.06"))
    assert quoted(asset_of("AAPL261218P00095000"), D(101), after) == (D("0.01"), D("0.03"))


def test_options_follow_their_share_until_somebody_quotes_them() -> None:
    async def story() -> None:
        name = CHAIN[2]
        async with play(EmulatorRules(options=CHAIN, options_quoted=True), origin=AT) as desk:
            board = desk.venue.broker.board
            while board.of(name).quote is None:
                await asyncio.sleep(0.01)
            before = board.of(name).quote
            desk.venue.quote("AAPL", D("110.00"), D("110.02"))
            while board.of(name).quote is before:
                await asyncio.sleep(0.01)
            now = board.of(name).quote
            assert before is not None
            assert now is not None
            assert now.bid > before.ask
            body = {"symbol": name, "bid": "1.00", "ask": 1.1, "size": 3}
            told = await desk.http.put("/emulator/quotes", json=body)
            assert told.json() == {"symbol": name, "bid": 1.0, "ask": 1.1, "size": 3}
            await asyncio.sleep(1.2)
            quote = board.of(name).quote
            assert quote is not None
            assert (quote.bid, quote.ask, quote.ask_size) == (D(1), D("1.1"), 3)

    asyncio.run(story())


def test_a_symbol_that_is_quoted_by_hand_is_listed_by_that() -> None:
    async def story() -> None:
        async with play() as desk:
            body = {"symbol": "KO", "bid": "60.00", "ask": "60.02"}
            assert (await desk.order(symbol="KO", qty="1")).status_code == 422
            assert (await desk.http.put("/emulator/quotes", json=body)).status_code == 200
            order = await desk.placed(symbol="KO", qty="1")
            assert (await desk.now(order))["filled_avg_price"] == "60.02"

    asyncio.run(story())


def test_what_is_no_quote_is_told_and_the_market_here_keeps_its_own() -> None:
    async def story() -> None:
        async with (
            AlpacaEmulator(None, generated(1, AT), origin=AT) as venue,
            httpx.AsyncClient(base_url=venue.url) as http,
        ):
            for wrong in (
                {"symbol": "AAPL"},
                {"bid": "2", "ask": "1"},
                {"bid": "1", "ask": "1"},
                {"ask": "x"},
                {"bid": None},
                {"symbol": "no such"},
                {"symbol": ""},
                {"size": "0"},
            ):
                body = {"symbol": "KO", "bid": "1", "ask": "2"} | wrong
                told = await http.put("/emulator/quotes", json=body)
                assert told.status_code == 422, body

    asyncio.run(story())
