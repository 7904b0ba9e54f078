"""Orders at the look-alike, from their bodies to the updates that tell of them."""

from __future__ import annotations

import asyncio

from tests.emulators.alpaca.playing import D, play


def test_a_market_order_is_taken_told_and_booked() -> None:
    async def story() -> None:
        async with play() as desk:
            order = await desk.placed(qty="10", client_order_id="mine")
            assert (order["status"], order["client_order_id"]) == ("pending_new", "mine")
            assert await desk.events(2) == ["pending_new", "new"]
            fill = await desk.update()
            assert (fill["event"], fill["qty"], fill["price"]) == ("fill", "10", "100.02")
            assert fill["position_qty"] == "10"
            assert fill["order"]["filled_avg_price"] == "100.02"
            assert desk.venue.positions() == {"AAPL": D(10)}
            account = (await desk.http.get("/v2/account")).json()
            assert account["cash"] == "98999.8"

    asyncio.run(story())


def test_a_limit_order_rests_until_the_market_comes_to_it() -> None:
    async def story() -> None:
        async with play() as desk:
            order = await desk.placed(type="limit", qty=5, limit_price=99.5)
            assert (await desk.now(order))["status"] == "new"
            desk.venue.quote("AAPL", D("99.40"), D("99.48"), D(2))
            partly = await desk.now(order)
            assert (partly["status"], partly["filled_qty"]) == ("partially_filled", "2")
            desk.venue.quote("AAPL", D("99.40"), D("99.49"), D(100))
            assert (await desk.now(order))["status"] == "filled"
            assert await desk.events(4) == ["pending_new", "new", "partial_fill", "fill"]

    asyncio.run(story())


def test_a_cancel_is_told_and_a_late_one_refused() -> None:
    async def story() -> None:
        async with play() as desk:
            order = await desk.placed(type="limit", qty="1", limit_price="90")
            gone = await desk.http.delete(f"/v2/orders/{order['id']}")
            assert (gone.status_code, gone.content) == (204, b"")
            assert await desk.events(3) == ["pending_new", "new", "canceled"]
            late = await desk.http.delete(f"/v2/orders/{order['id']}")
            assert (late.status_code, late.json()["code"]) == (422, 42210000)
            unknown = await desk.http.delete("/v2/orders/nobody")
            assert (unknown.status_code, unknown.json()["code"]) == (404, 40410000)

    asyncio.run(story())


def test_a_replacement_is_a_new_order_and_both_are_told() -> None:
    async def story() -> None:
        async with play() as desk:
            old = await desk.placed(type="limit", qty="4", limit_price="90")
            body = {"limit_price": "91", "client_order_id": "second"}
            reply = await desk.http.patch(f"/v2/orders/{old['id']}", json=body)
            new = reply.json()
            assert (reply.status_code, new["replaces"]) == (200, old["id"])
            assert new["id"] != old["id"]
            assert await desk.events(2) == ["pending_new", "new"]
            replaced, made = await desk.update(), await desk.update()
            assert (replaced["event"], replaced["order"]["id"]) == ("replaced", old["id"])
            assert replaced["order"]["replaced_by"] == new["id"]
            assert (made["event"], made["order"]["id"]) == ("new", new["id"])
            assert made["order"]["limit_price"] == "91"
            again = await desk.http.patch(f"/v2/orders/{old['id']}", json={"qty": "9"})
            assert again.status_code == 422

    asyncio.run(story())


def test_a_client_order_id_is_unique_for_ever() -> None:
    async def story() -> None:
        async with play() as desk:
            order = await desk.placed(type="limit", qty="1", limit_price="9", client_order_id="x")
            await desk.http.delete(f"/v2/orders/{order['id']}")
            told = await desk.refused(422, qty="1", client_order_id="x")
            assert told["message"] == "client_order_id must be unique"
            found = await desk.http.get(
                "/v2/orders:by_client_order_id", params={"client_order_id": "x"}
            )
            assert found.json()["id"] == order["id"]

    asyncio.run(story())
