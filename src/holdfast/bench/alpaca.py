"""What Alpaca's adapter adds: from a request to its first byte on the wire, and from a frame to
its report.

Both on one loop, against a server that answers at once, so that nothing else is in the figures.
Beside them is the same POST by aiohttp alone. Run it as `python -m holdfast.bench.alpaca`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from random import Random
from statistics import quantiles
from typing import cast

import uvloop

from holdfast.bench.bench_desk import BenchDesk, limit_order, quotes
from holdfast.messages.reports import Report, VenueFills
from holdfast.messages.requests import PlaceOrder
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.numbers import use_exact_context
from holdfast.runtime.real_time import RealTime
from holdfast.transport.http import HttpClient
from holdfast.transport.stream import StreamRules
from holdfast.venues.alpaca import Alpaca, AlpacaAccess, AlpacaRules
from holdfast.venues.alpaca.access import headers_of
from holdfast.venues.alpaca.encode import place

ORDERS = 3_000
LIMIT_US = 150.0
NAME = "AAPL"
UUID = "7b08df51-c1ac-453c-99f9-323a5f075f0d"
SAID = {
    "id": UUID,
    "client_order_id": "bench-1",
    "symbol": NAME,
    "qty": "1000000",
    "filled_qty": "0",
    "type": "limit",
    "side": "buy",
    "time_in_force": "day",
    "limit_price": "150",
    "status": "new",
    "submitted_at": "2024-06-03T14:31:05.9Z",
    "updated_at": "2024-06-03T14:31:05.9Z",
}


class _Server(asyncio.Protocol):
    """Answers each request that is whole, and notes when its first byte came."""

    came_at = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # that of uvloop is one by what it does
        self._transport = cast("asyncio.WriteTransport", transport)
        self._told = b""

    def data_received(self, data: bytes) -> None:
        if not self._told:
            _Server.came_at = time.perf_counter_ns()
        self._told += data
        if self._told.endswith(b"}"):
            self._told = b""
            body = json.dumps(SAID).encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            self._transport.write(head + body)


def requests(count: int) -> list[PlaceOrder]:
    """Have a desk send so many orders, and keep what its dispatch made of them."""
    bench = BenchDesk([NAME])
    sent: list[PlaceOrder] = []
    bench.paper.send = lambda each: sent.append(each) if isinstance(each, PlaceOrder) else None
    quote = quotes(NAME, 2)[1]
    bench.quote(quote)
    for number in range(count):
        bench.desk.ask(limit_order(number, NAME, quote))
    if len(sent) != count:
        raise ValueError(f"{len(sent)} of {count} orders were sent")
    return sent


async def measure(count: int) -> dict[str, float]:
    """Return the microseconds at p50 and p99 of each of the three."""
    use_exact_context()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_Server, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    access = AlpacaAccess(url, "ws://127.0.0.1:9/stream")
    listings = {NAME: (Instrument(NAME), Listing(NAME, "ALPACA", NAME))}
    calm = AlpacaRules(stream=StreamRules(first_wait_s=3_600, wait_max_s=3_600))
    venue = Alpaca("ALPACA", access, listings, RealTime(loop), Random(7), calm)
    heard: asyncio.Queue[tuple[Report, int]] = asyncio.Queue()
    venue.connect(lambda report: heard.put_nowait((report, time.perf_counter_ns())))
    await heard.get()  # that there is no stream
    ours, bare, reports = [], [], []
    http = HttpClient(url, headers_of(access))
    for number, request in enumerate(requests(count)):
        began = time.perf_counter_ns()
        venue.send(request)
        await heard.get()
        ours.append(_Server.came_at - began)
        call = place(request.order_id, request.terms, listings[NAME][1])
        body = getattr(call, "body", b"")
        began = time.perf_counter_ns()
        await http.ask("POST", "/v2/orders", body)
        bare.append(_Server.came_at - began)
        frame = fill_frame(number + 1)
        began = time.perf_counter_ns()
        venue.hear_frame(frame)
        while not isinstance((told := await heard.get())[0], VenueFills):
            pass
        reports.append(told[1] - began)
    venue.close()
    await venue.ended()
    await http.close()
    server.close()
    return {
        "orders": count,
        **_figures("first_byte_us", ours),
        **_figures("bare_first_byte_us", bare),
        **_figures("frame_to_report_us", reports),
        "limit_us": LIMIT_US,
    }


def fill_frame(number: int) -> bytes:
    """Write a frame of the order stream that tells a fill."""
    order = {**SAID, "client_order_id": f"own-{number}", "id": f"{UUID}{number}"}
    order |= {"filled_qty": "1", "status": "partially_filled"}
    data = {"event": "partial_fill", "timestamp": SAID["updated_at"], "price": "150", "qty": "1"}
    return json.dumps({"stream": "trade_updates", "data": {**data, "order": order}}).encode()


def _figures(name: str, nanos: list[int]) -> dict[str, float]:
    cuts = quantiles(nanos[len(nanos) // 10 :], n=100)
    return {f"{name}_p50": round(cuts[49] / 1_000, 1), f"{name}_p99": round(cuts[98] / 1_000, 1)}


def run(orders: int = ORDERS) -> dict[str, float]:
    """Measure on a loop of its own."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(measure(orders))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=ORDERS)
    asked = parser.parse_args()
    print(json.dumps(run(asked.orders)))


if __name__ == "__main__":
    main()
