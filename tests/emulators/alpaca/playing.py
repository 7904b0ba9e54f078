"""A look-alike in the test's own process, and a client of it that is ours."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import httpx
import websockets

from holdfast.emulators.alpaca import AlpacaEmulator, EmulatorRules

D = Decimal
KEYS = {"APCA-API-KEY-ID": "PK-TEST", "APCA-API-SECRET-KEY": "secret"}


class Play:
    """The look-alike, REST, and the updates that were heard so far."""

    def __init__(self, venue: AlpacaEmulator, http: httpx.AsyncClient, stream: Any) -> None:
        self.venue, self.http, self.stream = venue, http, stream

    async def order(self, **fields: Any) -> httpx.Response:
        asked = {"symbol": "AAPL", "side": "buy", "type": "market", "time_in_force": "day"}
        return await self.http.post("/v2/orders", json=asked | fields)

    async def placed(self, **fields: Any) -> dict[str, Any]:
        reply = await self.order(**fields)
        assert reply.status_code == 200, reply.text
        return dict(reply.json())

    async def refused(self, status: int, **fields: Any) -> dict[str, Any]:
        reply = await self.order(**fields)
        assert reply.status_code == status, reply.text
        return dict(reply.json())

    async def now(self, order: dict[str, Any]) -> dict[str, Any]:
        reply = await self.http.get(f"/v2/orders/{order['id']}")
        assert reply.status_code == 200, reply.text
        return dict(reply.json())

    async def update(self) -> dict[str, Any]:
        """Return the next update."""
        frame = await self.stream.recv()
        assert isinstance(frame, bytes), "frames are binary, JSON too"
        return dict(json.loads(frame)["data"])

    async def events(self, count: int) -> list[str]:
        return [(await self.update())["event"] for _ in range(count)]


async def listen(venue: AlpacaEmulator) -> Any:
    """Open a stream of trade updates that is authorized and listens."""
    stream = await websockets.connect(venue.trading_stream)
    keys = {"key_id": "PK-TEST", "secret_key": "secret"}
    await stream.send(json.dumps({"action": "authenticate", "data": keys}))
    told = json.loads(await stream.recv())
    assert told["data"]["status"] == "authorized"
    await stream.send(json.dumps({"action": "listen", "data": {"streams": ["trade_updates"]}}))
    assert json.loads(await stream.recv())["stream"] == "listening"
    return stream


@asynccontextmanager
async def play(
    rules: EmulatorRules | None = None, *, origin: int | None = None
) -> AsyncIterator[Play]:
    """Run a look-alike with AAPL at 100.00 to 100.02."""
    async with AlpacaEmulator(rules, origin=origin) as venue:
        venue.quote("AAPL", D("100.00"), D("100.02"))
        stream = await listen(venue)
        async with httpx.AsyncClient(base_url=venue.url, headers=KEYS) as http:
            yield Play(venue, http, stream)
        await stream.close()
