"""Options at the look-alike: contracts, single orders, and orders of several legs."""

from __future__ import annotations

import asyncio
from typing import Any

from holdfast.emulators.alpaca import EmulatorRules
from tests.emulators.alpaca.playing import D, Play, play

LOW, HIGH = "AAPL270115C00100000", "AAPL270115C00110000"
RULES = EmulatorRules(options=(LOW, HIGH))


async def spread(desk: Play, **fields: Any) -> dict[str, Any]:
    legs = [
        {"symbol": LOW, "ratio_qty": "1", "side": "buy", "position_intent": "buy_to_open"},
        {"symbol": HIGH, "ratio_qty": "1", "side": "sell", "position_intent": "sell_to_open"},
    ]
    body = {"order_class": "mleg", "qty": "2", "time_in_force": "day", "legs": legs}
    reply = await desk.http.post("/v2/orders", json=body | fields)
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


def quoted(desk: Play) -> None:
    desk.venue.quote(LOW, D("5.00"), D("5.10"), D(10))
    desk.venue.quote(HIGH, D("2.00"), D("2.10"), D(10))


def test_contracts_are_found_by_underlying_strike_and_name() -> None:
    async def story() -> None:
        async with play(RULES) as desk:
            path = "/v2/options/contracts"
            asked = {"underlying_symbols": "AAPL", "strike_price_gte": "105"}
            (found,) = (await desk.http.get(path, params=asked)).json()["option_contracts"]
            assert (found["symbol"], found["strike_price"], found["type"]) == (HIGH, "110", "call")
            one = (await desk.http.get(f"{path}/{LOW}")).json()
            assert one["expiration_date"] == "2027-01-15"

    asyncio.run(story())


def test_a_contract_costs_a_hundred_times_its_price() -> None:
    async def story() -> None:
        async with play(RULES) as desk:
            quoted(desk)
            await desk.placed(symbol=LOW, qty="2", position_intent="buy_to_open")
            assert desk.venue.account.cash == D(100_000) - D(1_020)
            assert desk.venue.positions() == {LOW: D(2)}

    asyncio.run(story())


def test_legs_trade_together_at_a_net_price() -> None:
    async def story() -> None:
        async with play(RULES) as desk:
            quoted(desk)
            order = await spread(desk, type="limit", limit_price="3.00")
            assert (await desk.now(order))["status"] == "new", "3.10 is more than 3.00"
            desk.venue.quote(LOW, D("4.90"), D("5.00"), D(1))
            partly = await desk.now(order)
            assert (partly["status"], partly["filled_qty"]) == ("partially_filled", "1")
            desk.venue.quote(HIGH, D("2.00"), D("2.10"), D(10))
            assert (await desk.now(order))["filled_qty"] == "1", "what was shown is gone"
            desk.venue.quote(LOW, D("4.90"), D("4.95"), D(10))
            done = await desk.now(order)
            assert (done["status"], done["filled_avg_price"]) == ("filled", "2.975")
            assert [leg["status"] for leg in done["legs"]] == ["filled", "filled"]
            assert desk.venue.positions() == {LOW: D(2), HIGH: D(-2)}
            assert await desk.events(4) == ["pending_new", "new", "partial_fill", "fill"]

    asyncio.run(story())


def test_legs_end_with_their_order() -> None:
    async def story() -> None:
        async with play(RULES) as desk:
            quoted(desk)
            order = await spread(desk, type="limit", limit_price="1")
            assert (await desk.http.delete(f"/v2/orders/{order['id']}")).status_code == 204
            after = await desk.now(order)
            assert after["status"] == "canceled"
            assert {leg["status"] for leg in after["legs"]} == {"canceled"}

    asyncio.run(story())


def test_a_leg_is_not_cancelled_by_itself_and_all_end_with_the_day() -> None:
    async def story() -> None:
        async with play(RULES) as desk:
            quoted(desk)
            order = await spread(desk, type="limit", limit_price="1")
            leg = order["legs"][0]
            assert (await desk.http.delete(f"/v2/orders/{leg['id']}")).status_code == 422
            desk.venue.sessions.close()
            after = await desk.now(order)
            assert [after["status"], *(each["status"] for each in after["legs"])] == ["expired"] * 3
            assert await desk.events(3) == ["pending_new", "new", "expired"]

    asyncio.run(story())


def test_what_is_written_must_be_covered_and_what_is_closed_be_there() -> None:
    async def story() -> None:
        async with play(RULES) as desk:
            quoted(desk)
            for ratios, intents, words in (
                (("1", "2"), ("buy_to_open", "sell_to_open"), "uncovered"),
                (("2", "2"), ("buy_to_open", "sell_to_open"), "lowest terms"),
                (("1", "1"), ("buy_to_open", "sell_to_close"), "intent mismatch"),
            ):
                legs = [
                    {"symbol": LOW, "ratio_qty": ratios[0], "position_intent": intents[0]},
                    {"symbol": HIGH, "ratio_qty": ratios[1], "position_intent": intents[1]},
                ]
                body = {"order_class": "mleg", "qty": "1", "type": "market", "legs": legs}
                reply = await desk.http.post("/v2/orders", json=body)
                assert words in reply.json()["message"]

    asyncio.run(story())


def test_one_that_the_market_rejects_is_told_so() -> None:
    async def story() -> None:
        async with play(RULES) as desk:
            quoted(desk)
            desk.venue.knobs.reject_orders = 1
            order = await spread(desk, type="limit", limit_price="1")
            after = await desk.now(order)
            assert [after["status"], *(each["status"] for each in after["legs"])] == [
                "rejected"
            ] * 3
            assert await desk.events(2) == ["pending_new", "rejected"]

    asyncio.run(story())
