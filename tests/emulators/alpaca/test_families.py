"""Brackets, OCO and OTO at the look-alike; stops, trails and positions that are closed."""

from __future__ import annotations

import asyncio
from typing import Any

from holdfast.emulators.alpaca import EmulatorRules
from holdfast.emulators.alpaca.hours import Hour
from tests.emulators.alpaca.playing import D, Play, play

EXITS: dict[str, Any] = {
    "take_profit": {"limit_price": "110"},
    "stop_loss": {"stop_price": "95"},
}


def statuses(order: dict[str, Any]) -> list[str]:
    return [leg["status"] for leg in order["legs"]]


async def bracket(desk: Play, **fields: Any) -> dict[str, Any]:
    asked = {"type": "limit", "limit_price": "99", "qty": "10", "order_class": "bracket"}
    return await desk.placed(**asked | EXITS | fields)


def test_exits_are_held_until_the_entry_has_traded_whole() -> None:
    async def story() -> None:
        async with play() as desk:
            entry = await bracket(desk)
            assert statuses(entry) == ["held", "held"]
            desk.venue.quote("AAPL", D("98.90"), D("98.99"), D(4))
            assert statuses(await desk.now(entry)) == ["held", "held"]
            desk.venue.quote("AAPL", D("98.90"), D("98.98"), D(100))
            assert statuses(await desk.now(entry)) == ["new", "new"]
            desk.venue.quote("AAPL", D("110.05"), D("110.10"), D(100))
            assert statuses(await desk.now(entry)) == ["filled", "canceled"]
            assert desk.venue.positions() == {}

    asyncio.run(story())


def test_a_stop_trades_on_a_print_and_takes_its_sibling_along() -> None:
    async def story() -> None:
        async with play() as desk:
            entry = await bracket(desk, limit_price="101")
            desk.venue.quote("AAPL", D("94.90"), D("95.10"))
            assert statuses(await desk.now(entry)) == ["new", "new"], "a quote elects no stop"
            desk.venue.trade("AAPL", D("94.95"))
            assert statuses(await desk.now(entry)) == ["canceled", "filled"]

    asyncio.run(story())


def test_exits_shrink_as_their_sibling_trades() -> None:
    async def story() -> None:
        async with play() as desk:
            entry = await bracket(desk, limit_price="101")
            desk.venue.quote("AAPL", D("110.00"), D("110.10"), D(3))
            target, stop = (await desk.now(entry))["legs"]
            assert (target["filled_qty"], stop["qty"]) == ("3", "7")
            desk.venue.quote("AAPL", D("94.90"), D("95.10"))
            desk.venue.trade("AAPL", D("94.95"))
            assert desk.venue.positions() == {}

    asyncio.run(story())


def test_exits_go_with_their_entry_and_with_each_other() -> None:
    async def story() -> None:
        async with play() as desk:
            entry = await bracket(desk)
            await desk.http.delete(f"/v2/orders/{entry['id']}")
            assert statuses(await desk.now(entry)) == ["canceled", "canceled"]
            entry = await bracket(desk, limit_price="101")
            await desk.http.delete(f"/v2/orders/{entry['legs'][1]['id']}")
            assert statuses(await desk.now(entry)) == ["canceled", "canceled"]
            assert desk.venue.positions() == {"AAPL": D(10)}

    asyncio.run(story())


def test_an_exit_may_be_replaced_and_stays_in_its_family() -> None:
    async def story() -> None:
        async with play() as desk:
            entry = await bracket(desk, limit_price="101")
            target = entry["legs"][0]
            reply = await desk.http.patch(f"/v2/orders/{target['id']}", json={"limit_price": "105"})
            moved = (await desk.now(entry))["legs"][0]
            assert (moved["id"], moved["limit_price"]) == (reply.json()["id"], "105")
            desk.venue.quote("AAPL", D("105.00"), D("105.10"))
            assert statuses(await desk.now(entry)) == ["filled", "canceled"]

    asyncio.run(story())


def test_an_oco_and_an_oto() -> None:
    async def story() -> None:
        async with play() as desk:
            await desk.placed(qty="5")
            oco = await desk.placed(
                side="sell", type="limit", qty="5", order_class="oco", time_in_force="gtc", **EXITS
            )
            assert (oco["limit_price"], oco["legs"][0]["stop_price"]) == ("110", "95")
            desk.venue.trade("AAPL", D("94.95"))
            after = await desk.now(oco)
            assert (after["status"], statuses(after)) == ("canceled", ["filled"])
            oto = await desk.placed(
                qty="5", order_class="oto", stop_loss={"stop_price": "90", "limit_price": "89"}
            )
            (leg,) = (await desk.now(oto))["legs"]
            assert (leg["type"], leg["status"]) == ("stop_limit", "new")

    asyncio.run(story())


def test_a_list_nests_legs_or_names_them_beside_their_entry() -> None:
    async def story() -> None:
        async with play() as desk:
            await bracket(desk)
            flat = (await desk.http.get("/v2/orders", params={"status": "all"})).json()
            nested = (await desk.http.get("/v2/orders", params={"nested": "true"})).json()
            assert (len(flat), len(nested), len(nested[0]["legs"])) == (3, 1, 2)
            assert flat[0]["legs"] is None

    asyncio.run(story())


def test_a_trailing_stop_tells_how_far_it_was_drawn() -> None:
    async def story() -> None:
        async with play() as desk:
            await desk.placed(qty="1")
            asked = {"side": "sell", "type": "trailing_stop", "qty": "1", "trail_price": "2"}
            trail = await desk.placed(**asked, time_in_force="gtc")
            desk.venue.trade("AAPL", D(104))
            drawn = await desk.now(trail)
            assert (drawn["hwm"], drawn["stop_price"]) == ("104", "102")
            desk.venue.trade("AAPL", D("101.9"))
            assert (await desk.now(trail))["status"] == "filled"

    asyncio.run(story())


def test_a_buy_stop_is_protected_and_a_sell_stop_is_not() -> None:
    async def story() -> None:
        async with play() as desk:
            stop = await desk.placed(type="stop", stop_price="101", qty="1")
            desk.venue.quote("AAPL", D(110), D(111))
            desk.venue.trade("AAPL", D(110))
            assert (await desk.now(stop))["status"] == "new", "2.5 percent above 101 is 103.52"
            desk.venue.quote("AAPL", D("103.4"), D("103.5"))
            assert (await desk.now(stop))["filled_avg_price"] == "103.52"

    asyncio.run(story())


def test_a_day_ends_its_orders_and_closed_hours_keep_new_ones() -> None:
    async def story() -> None:
        async with play() as desk:
            day = await desk.placed(type="limit", limit_price="90", qty="1")
            kept = await desk.placed(type="limit", limit_price="91", qty="1", time_in_force="gtc")
            desk.venue.sessions.close()
            assert (await desk.now(day))["status"] == "expired"
            assert (await desk.now(kept))["status"] == "new"
            desk.venue.sessions.by_hand = Hour.CLOSED
            waits = await desk.placed(qty="1")
            assert waits["status"] == "accepted"
            reply = await desk.http.patch(f"/v2/orders/{waits['id']}", json={"qty": "2"})
            assert reply.status_code == 422
            assert (await desk.http.get("/v2/clock")).json()["is_open"] is False
            desk.venue.sessions.by_hand = Hour.REGULAR
            desk.venue.sessions.open()
            assert (await desk.now(waits))["status"] == "filled"

    asyncio.run(story())


def test_positions_are_closed_in_part_whole_and_all_at_once() -> None:
    async def story() -> None:
        async with play() as desk:
            desk.venue.quote("BTC/USD", D(50_000), D(50_001))
            await desk.placed(qty="10")
            await desk.placed(symbol="BTC/USD", notional="5000.1", time_in_force="gtc")
            assert (await desk.http.get("/v2/positions/BTCUSD")).json()["qty"] == "0.1"
            half = await desk.http.delete("/v2/positions/AAPL", params={"percentage": "50"})
            assert half.json()["qty"] == "5"
            await bracket(desk)
            told = await desk.http.delete("/v2/positions", params={"cancel_orders": "true"})
            assert told.status_code == 207
            assert {each["symbol"] for each in told.json()} == {"AAPL", "BTCUSD"}
            assert desk.venue.positions() == {}
            gone = await desk.http.get("/v2/positions/AAPL")
            assert (gone.status_code, gone.json()["code"]) == (404, 40410000)

    asyncio.run(story())


def test_fills_are_activities_that_are_paged() -> None:
    async def story() -> None:
        async with play() as desk:
            for _ in range(3):
                await desk.placed(qty="1")
            path, asked = "/v2/account/activities/FILL", {"page_size": "2", "direction": "asc"}
            first = (await desk.http.get(path, params=asked)).json()
            token = first[-1]["id"]
            rest = (await desk.http.get(path, params={**asked, "page_token": token})).json()
            assert (len(first), len(rest)) == (2, 1)
            assert rest[0]["cum_qty"] == "1"
            after = {"after": first[-1]["transaction_time"]}
            assert (await desk.http.get(path, params=after)).json() == rest

    asyncio.run(story())


def test_a_replacement_begins_at_zero_or_counts_what_was_traded() -> None:
    async def story(counts: bool) -> dict[str, Any]:
        async with play(EmulatorRules(replace_counts_fills=counts)) as desk:
            order = await desk.placed(type="limit", limit_price="99", qty="10")
            desk.venue.quote("AAPL", D("98.90"), D("98.99"), D(4))
            body = {"qty": "8", "limit_price": "98"}
            reply = await desk.http.patch(f"/v2/orders/{order['id']}", json=body)
            desk.venue.quote("AAPL", D("97.90"), D("97.99"), D(100))
            assert desk.venue.positions() == {"AAPL": D(8 if counts else 12)}
            return await desk.now(reply.json())

    assert asyncio.run(story(True))["filled_qty"] == "8"
    assert asyncio.run(story(False))["filled_qty"] == "8"
