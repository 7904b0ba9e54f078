"""A served desk at Alpaca's look-alike, which lives in a thread of the test with its market."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from decimal import Decimal as D
from pathlib import Path
from typing import Self, TypeVar

from holdfast.emulators.alpaca import AlpacaEmulator, EmulatorRules
from holdfast.emulators.alpaca.hours import Hour

T = TypeVar("T")
TICK_S = 0.1

SETTINGS = """
[venue]
kind = "alpaca"

[venue.alpaca]
key_id = "PK-TEST"
key = "secret"
url = "{url}"
stream_url = "{stream}"
data_stream_url = "{data}"
look_every_s = 1

[market]
instruments = ["AAPL"]
calendar = "24/7"
"""


class LookAlike:
    """The look-alike on a loop of its own; its quotes come each tenth of a second."""

    def __init__(self, port: int = 0) -> None:
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._bid, self._ask = D("99.99"), D("100.01")
        self._size = D(10_000)

    def __enter__(self) -> Self:
        self._thread.start()
        self._run(self._begin())
        return self

    def __exit__(self, *error: object) -> None:
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def settings(self, folder: Path) -> Path:
        """Write the settings of a desk that trades here."""
        emulator = self.emulator
        path = folder / "holdfast.toml"
        text = SETTINGS.format(
            url=emulator.url, stream=emulator.trading_stream, data=emulator.data_stream
        )
        path.write_text(text, encoding="utf-8")
        return path

    def market(self, bid: str, ask: str, size: int = 10_000) -> None:
        """Move the market, now and from now on."""

        def move() -> None:
            self._bid, self._ask, self._size = D(bid), D(ask), D(size)
            self._quote()

        self.ask(move)

    def print(self, price: str, size: int = 100) -> None:
        """Print a trade, by which stops are elected."""
        self.ask(lambda: self.emulator.trade("AAPL", D(price), D(size)))

    def hour(self, hour: Hour) -> None:
        """Let it be another hour of the day, whatever the clock says."""

        def passed() -> None:
            self.emulator.sessions.by_hand = hour

        self.ask(passed)

    def turn(self, **knobs: int | bool) -> None:
        """Turn knobs."""

        def turned() -> None:
            for name, value in knobs.items():
                setattr(self.emulator.knobs, name, value)

        self.ask(turned)

    def ask(self, call: Callable[[], T]) -> T:
        """Call something on the look-alike's own thread."""

        async def called() -> T:
            return call()

        return self._run(called())

    def position(self) -> D:
        return self.ask(lambda: self.emulator.positions().get("AAPL", D(0)))

    def client_ids(self) -> list[str]:
        return self.ask(lambda: [str(each["client_order_id"]) for each in self.emulator.orders()])

    def _run(self, work):  # type: ignore[no-untyped-def]  # whatever comes of it
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _begin(self) -> None:
        self.emulator = AlpacaEmulator(EmulatorRules(requests_per_minute=100_000, port=self._port))
        await self.emulator.start()
        self._quote()
        self._ticking = asyncio.create_task(self._tick())

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self._quote()

    def _quote(self) -> None:
        self.emulator.quote("AAPL", self._bid, self._ask, self._size)

    async def _end(self) -> None:
        self._ticking.cancel()
        await self.emulator.stop()
