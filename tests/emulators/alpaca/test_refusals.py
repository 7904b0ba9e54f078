"""What the look-alike does not take, with the statuses, numbers and words of the venue."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from holdfast.emulators.alpaca import EmulatorRules
from tests.emulators.alpaca.playing import D, Play, play

OPTION = "AAPL270115C00100000"
LIMIT = {"type": "limit", "limit_price": "90", "qty": "1"}
EXITS = {"take_profit": {"limit_price": "110"}, "stop_loss": {"stop_price": "90"}}

WRONG: dict[str, tuple[int, str, dict[str, Any]]] = {
    "no size": (422, "qty or notional is required", {}),
    "two sizes": (422, "only one of qty or notional", {"qty": "1", "notional": "5"}),
    "no units": (422, "qty must be > 0", {"qty": "0"}),
    "words for a size": (422, "invalid qty", {"qty": "many"}),
    "ten decimals": (422, "multiples of 1e-9", {"qty": "0.0000000001"}),
    "an unknown symbol": (422, "not found", {"symbol": "ZZZZ", "qty": "1"}),
    "an unknown type": (422, "invalid type", {"type": "stopp", "qty": "1"}),
    "an unknown time": (422, "invalid time_in_force", {"time_in_force": "gtd", "qty": "1"}),
    "no limit": (422, "require limit price", {"type": "limit", "qty": "1"}),
    "no stop": (422, "require stop price", {"type": "stop", "qty": "1"}),
    "a limit too many": (422, "require no limit price", {"qty": "1", "limit_price": "9"}),
    "half a cent": (422, "sub-penny increment does not", {**LIMIT, "limit_price": "290.123"}),
    "five decimals": (422, "sub-penny", {**LIMIT, "limit_price": "0.12345"}),
    "two trails": (
        422,
        "one of trail_price or trail_percent",
        {"type": "trailing_stop", "qty": "1", "trail_price": "1", "trail_percent": "1"},
    ),
    "a notional limit": (422, "must be market", {**LIMIT, "qty": None, "notional": "5"}),
    "a notional gtc": (422, "DAY", {"notional": "5", "time_in_force": "gtc"}),
    "a fraction gtc": (422, "DAY", {"qty": "0.5", "time_in_force": "gtc"}),
    "a fraction sold short": (422, "sold short", {"qty": "0.5", "side": "sell"}),
    "extended market": (422, "extended hours", {"qty": "1", "extended_hours": True}),
    "an auction stop": (
        422,
        "opg orders must be",
        {"type": "stop", "qty": "1", "stop_price": "120", "time_in_force": "opg"},
    ),
    "a bracket ioc": (
        422,
        "DAY or GTC",
        {"qty": "1", "order_class": "bracket", "time_in_force": "ioc", **EXITS},
    ),
    "half a bracket": (
        422,
        "require stop_loss.stop_price",
        {"qty": "1", "order_class": "bracket", "take_profit": {"limit_price": "110"}},
    ),
    "exits crossed": (
        422,
        "take_profit.limit_price must be > stop_loss.stop_price",
        {
            "qty": "1",
            "order_class": "bracket",
            "take_profit": {"limit_price": "90"},
            "stop_loss": {"stop_price": "95"},
        },
    ),
    "a stop at the base": (
        422,
        "stop_loss.stop_price must be <= base_price - 0.01",
        {**LIMIT, "order_class": "bracket", **EXITS},
    ),
    "a coin for the day": (422, "invalid crypto time_in_force", {"symbol": "BTC/USD", "qty": "1"}),
    "a coin stop": (
        422,
        "invalid order type for crypto",
        {"symbol": "BTC/USD", "type": "stop", "stop_price": "1", "qty": "1"},
    ),
    "half an option": (422, "whole contracts", {"symbol": OPTION, "qty": "0.5"}),
    "an option gtc": (422, "must be day", {"symbol": OPTION, "qty": "1", "time_in_force": "gtc"}),
    "a coin nobody has": (
        403,
        "insufficient balance",
        {"symbol": "BTC/USD", "side": "sell", "qty": "1", "time_in_force": "gtc"},
    ),
    "more than money buys": (403, "insufficient buying power", {"qty": "100000"}),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_order_is_refused(name: str) -> None:
    status, words, fields = WRONG[name]

    async def story() -> None:
        async with play(EmulatorRules(options=(OPTION,))) as desk:
            told = await desk.refused(status, **fields)
            assert words in told["message"]
            assert desk.venue.orders() == []

    asyncio.run(story())


def test_money_names_what_it_had_and_what_it_costs() -> None:
    async def story() -> None:
        async with play() as desk:
            told = await desk.refused(403, qty="2000")
            assert told["code"] == 40310000
            assert (told["buying_power"], told["cost_basis"]) == ("200000", "200040")
            await desk.placed(type="limit", limit_price="99", qty="2000")
            account = (await desk.http.get("/v2/account")).json()
            assert account["buying_power"] == "2000"

    asyncio.run(story())


def test_what_orders_hold_cannot_be_sold_again() -> None:
    async def story() -> None:
        async with play() as desk:
            await desk.placed(qty="10")
            keeps = await desk.placed(side="sell", type="limit", limit_price="120", qty="8")
            told = await desk.refused(403, side="sell", qty="3")
            assert told["message"].startswith("insufficient qty available for order (requested: 3")
            assert (told["available"], told["existing_qty"]) == ("2", "10")
            assert told["related_orders"] == [keeps["id"]]
            (held,) = (await desk.http.get("/v2/positions")).json()
            assert (held["qty"], held["qty_available"]) == ("10", "2")

    asyncio.run(story())


def test_a_wash_trade_names_the_order_that_it_would_meet() -> None:
    async def story() -> None:
        async with play() as desk:
            rests = await desk.placed(type="limit", limit_price="99", qty="1")
            told = await desk.refused(403, side="sell", qty="1")
            assert told["existing_order_id"] == rests["id"]
            assert told["reject_reason"] == "opposite side limit order exists"
            await desk.placed(side="sell", type="limit", limit_price="99.01", qty="1")

    asyncio.run(story())


async def day_trade(desk: Play) -> None:
    await desk.placed(qty="1")
    await desk.placed(side="sell", qty="1")


def test_the_fourth_day_trade_of_a_small_account_is_denied() -> None:
    async def story() -> None:
        async with play(EmulatorRules(cash=Decimal(20_000))) as desk:
            for _ in range(3):
                await day_trade(desk)
            await desk.placed(qty="1")
            told = await desk.refused(403, side="sell", qty="1")
            assert told["code"] == 40310100
            assert (await desk.http.get("/v2/account")).json()["daytrade_count"] == 3

    asyncio.run(story())


def test_a_long_position_is_not_turned_in_one_order() -> None:
    async def story() -> None:
        async with play() as desk:
            await desk.placed(qty="1")
            await desk.refused(403, side="sell", qty="2")
            await desk.placed(side="sell", qty="1")
            await desk.placed(side="sell", qty="2")
            assert desk.venue.positions() == {"AAPL": D(-2)}
            await desk.refused(403, qty="3")

    asyncio.run(story())


def test_a_body_that_is_none_is_malformed() -> None:
    async def story() -> None:
        async with play() as desk:
            for body in (b"{", b"[1]", b'"x"'):
                reply = await desk.http.post("/v2/orders", content=body)
                assert reply.status_code == 400

    asyncio.run(story())
