"""Faults of the look-alike: what is done and not told, told twice, swapped, or lost."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest
import websockets

from holdfast.emulators.alpaca import AlpacaEmulator, EmulatorRules
from tests.emulators.alpaca.playing import KEYS, D, listen, play


def test_a_reply_that_is_dropped_leaves_the_order_behind() -> None:
    async def story() -> None:
        async with play() as desk:
            desk.venue.knobs.drop_replies = 1
            with pytest.raises(httpx.RemoteProtocolError):
                await desk.order(qty="1", client_order_id="lost")
            (order,) = desk.venue.orders()
            assert (order["client_order_id"], order["status"]) == ("lost", "filled")
            await desk.refused(422, qty="1", client_order_id="lost")

    asyncio.run(story())


def test_a_504_may_mean_done_or_not_done() -> None:
    async def story() -> None:
        async with play() as desk:
            desk.venue.knobs.gateway_timeouts = 1
            await desk.refused(504, qty="1", client_order_id="done")
            desk.venue.knobs.refuse_504 = 1
            await desk.refused(504, qty="1", client_order_id="undone")
            assert [each["client_order_id"] for each in desk.venue.orders()] == ["done"]
            await desk.placed(qty="1")

    asyncio.run(story())


def test_limits_of_rate_are_told_and_kept() -> None:
    async def story() -> None:
        async with play(EmulatorRules(requests_per_minute=3)) as desk:
            first = await desk.http.get("/v2/clock")
            assert first.headers["x-ratelimit-limit"] == "3"
            assert first.headers["x-ratelimit-remaining"] == "2"
            assert int(first.headers["x-ratelimit-reset"]) > 1_700_000_000
            assert first.headers["x-request-id"]
            replies = [await desk.http.get("/v2/clock") for _ in range(3)]
            assert 429 in {each.status_code for each in replies}

    asyncio.run(story())


def test_a_knob_refuses_for_the_rate() -> None:
    async def story() -> None:
        async with play() as desk:
            desk.venue.knobs.rate_limited = 1
            told = await desk.order(qty="1")
            assert (told.status_code, told.json()["code"]) == (429, 42910000)
            assert told.headers["x-ratelimit-remaining"] == "0"
            assert desk.venue.orders() == []

    asyncio.run(story())


@pytest.mark.parametrize(
    ("keys", "status"),
    [({}, 401), ({"APCA-API-KEY-ID": "PK-TEST", "APCA-API-SECRET-KEY": "no"}, 403)],
)
def test_keys_are_asked_for(keys: dict[str, str], status: int) -> None:
    async def story() -> None:
        async with AlpacaEmulator() as venue, httpx.AsyncClient(base_url=venue.url) as http:
            reply = await http.get("/v2/account", headers=keys)
            assert reply.status_code == status
            assert "code" not in reply.json()

    asyncio.run(story())


def test_wrong_keys_are_told_on_the_stream() -> None:
    async def story() -> None:
        async with AlpacaEmulator() as venue, websockets.connect(venue.trading_stream) as stream:
            keys = {"key_id": "PK-TEST", "secret_key": "no"}
            await stream.send(json.dumps({"action": "authenticate", "data": keys}))
            told = json.loads(await stream.recv())
            assert told["data"]["status"] == "unauthorized"

    asyncio.run(story())


def test_events_are_doubled_swapped_dropped_or_garbage() -> None:
    async def story() -> None:
        async with play() as desk:
            knobs = desk.venue.knobs
            knobs.duplicate_events = True
            await desk.placed(qty="1")
            told = [await desk.update() for _ in range(6)]
            assert [each["event"] for each in told] == [
                "pending_new", "pending_new", "new", "new", "fill", "fill",
            ]  # fmt: skip
            assert told[4]["execution_id"] == told[5]["execution_id"]
            knobs.duplicate_events = False
            knobs.reorder_events = True
            await desk.placed(type="limit", limit_price="90", qty="1")
            assert await desk.events(2) == ["new", "pending_new"]
            knobs.reorder_events = False
            knobs.drop_events = 2
            await desk.placed(qty="1")
            assert await desk.events(1) == ["fill"]
            knobs.malformed_frames = 1
            await desk.placed(qty="1")
            with pytest.raises(ValueError, match="utf-8"):
                await desk.update()
            assert await desk.events(2) == ["new", "fill"]

    asyncio.run(story())


def test_a_silent_stream_pings_and_tells_nothing() -> None:
    async def story() -> None:
        async with play() as desk:
            desk.venue.knobs.silent_stream = True
            await desk.placed(qty="1")
            await asyncio.wait_for(await desk.stream.ping(), 5)
            desk.venue.knobs.silent_stream = False
            await desk.placed(type="limit", limit_price="90", qty="1")
            assert await desk.events(2) == ["pending_new", "new"]

    asyncio.run(story())


def test_streams_are_cut_and_may_come_again() -> None:
    async def story() -> None:
        async with play() as desk:
            desk.venue.knobs.cut_stream = True
            with pytest.raises(websockets.ConnectionClosed):
                await desk.stream.recv()
            again = await listen(desk.venue)
            await desk.placed(qty="1")
            assert json.loads(await again.recv())["data"]["event"] == "pending_new"
            await again.close()

    asyncio.run(story())


def test_a_fill_crosses_a_cancel_and_a_replace() -> None:
    async def story() -> None:
        async with play() as desk:
            desk.venue.knobs.cancel_delay_ms = 600_000
            order = await desk.placed(type="limit", limit_price="99", qty="1")
            assert (await desk.http.delete(f"/v2/orders/{order['id']}")).status_code == 204
            assert (await desk.now(order))["status"] == "pending_cancel"
            desk.venue.quote("AAPL", D("98.98"), D("98.99"))
            desk.venue.decide()
            crossed = ["pending_new", "new", "fill", "order_cancel_rejected"]
            assert await desk.events(4) == crossed
            desk.venue.knobs.replace_delay_ms = 600_000
            old = await desk.placed(type="limit", limit_price="98", qty="1")
            reply = await desk.http.patch(f"/v2/orders/{old['id']}", json={"limit_price": "97"})
            assert (await desk.now(old))["status"] == "pending_replace"
            refused = await desk.http.delete(f"/v2/orders/{old['id']}")
            assert refused.status_code == 422, "no cancel while a replace is undecided"
            desk.venue.quote("AAPL", D("97.98"), D("97.99"))
            desk.venue.decide()
            crossed = ["pending_new", "new", "fill", "order_replace_rejected", "rejected"]
            assert await desk.events(5) == crossed
            assert (await desk.now(reply.json()))["status"] == "rejected"

    asyncio.run(story())


def test_a_request_that_has_arrived_is_worked_though_its_client_is_gone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def story() -> None:
        async with play() as desk:
            desk.venue.knobs.latency_ms = 200
            with pytest.raises(httpx.ReadTimeout):
                await desk.http.post("/v2/orders", json=LASTING, timeout=0.05)
            await cut_in_half(desk.venue.url)
            desk.venue.knobs.latency_ms = 0
            await asyncio.sleep(0.4)
            assert [each["client_order_id"] for each in desk.venue.orders()] == ["gone"]

    asyncio.run(story())
    assert caplog.records == []


LASTING = {
    "symbol": "AAPL",
    "qty": "1",
    "side": "buy",
    "type": "limit",
    "limit_price": "90",
    "time_in_force": "day",
    "client_order_id": "gone",
}


async def cut_in_half(url: str) -> None:
    """Send the head of an order and a part of its body, and go."""
    host, port = url.removeprefix("http://").split(":")
    _, writer = await asyncio.open_connection(host, int(port))
    keys = "".join(f"{name}: {value}\r\n" for name, value in KEYS.items())
    head = f"POST /v2/orders HTTP/1.1\r\nHost: x\r\n{keys}Content-Length: 200\r\n\r\n"
    writer.write(head.encode() + b'{"symbol"')
    await writer.drain()
    writer.close()
    await writer.wait_closed()


def test_knobs_are_turned_over_http_too() -> None:
    async def story() -> None:
        async with AlpacaEmulator() as venue, httpx.AsyncClient(base_url=venue.url) as http:
            told = (await http.put("/emulator/knobs", json={"drop_events": 3})).json()
            assert (told["drop_events"], venue.knobs.drop_events) == (3, 3)
            assert (await http.get("/emulator/knobs")).json() == told
            assert (await http.put("/emulator/knobs", json={"nonsense": 1})).status_code == 422
            assert (await http.put("/emulator/knobs", json={"latency_ms": True})).status_code == 422
            venue.knobs.latency_ms = 30
            assert (await http.get("/v2/clock", headers=KEYS)).elapsed.total_seconds() > 0.02

    asyncio.run(story())
