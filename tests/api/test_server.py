"""The application behind the real server, over a real socket."""

import asyncio
import json
import tracemalloc
from contextlib import asynccontextmanager

import httpx
import uvicorn

ORDER = {"account": "paper", "instrument": "AAPL", "side": "BUY", "qty": "1"}
JSON = {"content-type": "application/json"}
TEN_MEGABYTES = 10_000_000


@asynccontextmanager
async def listening(served):
    config = uvicorn.Config(
        served.app, port=0, log_level="error", http="httptools", lifespan="off", loop="none"
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            yield client, port
    finally:
        server.should_exit = True
        await running
        # transports that were told to close do so in the turns that follow
        for _ in range(10):
            await asyncio.sleep(0)


def test_ten_megabytes_get_an_answer_and_no_memory_and_others_are_served_meanwhile(served):
    async def story():
        async with listening(served) as (client, _):
            served.quote_all()

            async def chunks():
                for _ in range(TEN_MEGABYTES // 65_536):
                    yield b" " * 65_536

            tracemalloc.start()
            large = client.post("/v1/orders", content=chunks(), headers=JSON)
            refused, good = await asyncio.gather(large, client.post("/v1/orders", json=ORDER))
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            assert refused.status_code == 413
            assert good.status_code == 200
            assert peak < TEN_MEGABYTES // 2
            announced = b" " * TEN_MEGABYTES
            refused = await client.post("/v1/orders", content=announced, headers=JSON)
            assert refused.status_code == 413
            again = await client.post("/v1/orders", json=ORDER)
            assert again.status_code == 200

    served.run(story())
    served.is_unharmed()


def test_a_caller_who_hangs_up_halfway_harms_nobody(served):
    async def story():
        async with listening(served) as (client, port):
            for sent in (b"POST /v1/orders HTTP/1.1\r\n", half_an_order(), b"\x00garbage\r\n\r\n"):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.write(sent)
                await writer.drain()
                writer.close()
                await writer.wait_closed()
            assert (await client.get("/health")).json()["status"] == "ok"

    served.run(story())
    assert served.venue.placed == []
    served.is_unharmed()


def half_an_order():
    """An order whose first half is by itself a whole one."""
    body = json.dumps(ORDER).encode() * 2
    head = [
        "POST /v1/orders HTTP/1.1",
        "host: x",
        "content-type: application/json",
        f"content-length: {len(body)}",
    ]
    return "\r\n".join([*head, "", ""]).encode() + body[: len(body) // 2]
