"""Alpaca, against its look-alike over real sockets, with the look-alike's own faults."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from random import Random
from types import TracebackType
from typing import ClassVar, Self

from holdfast.emulators.alpaca import AlpacaEmulator, EmulatorRules
from holdfast.emulators.alpaca.hours import Hour
from holdfast.emulators.alpaca.wanted import read_order
from holdfast.messages import reports as r
from holdfast.model.instrument import Instrument, InstrumentKind, Listing
from holdfast.model.times import SECOND_NS
from holdfast.runtime.real_time import RealTime
from holdfast.transport.http import HttpRules
from holdfast.transport.stream import StreamRules
from holdfast.venues.alpaca import Alpaca, AlpacaAccess, AlpacaRules
from tests.conformance.rig import LEGS, NAME, D, Rig, Trouble

WAIT_S = 5.0
QUIET_S = 0.1

KNOBS: dict[Trouble, dict[str, int | bool]] = {
    Trouble.REPLY_LOST: {"drop_replies": 1},
    Trouble.REQUEST_LOST: {"refuse_504": 1},
    Trouble.ERROR_AFTER_ACCEPT: {"gateway_timeouts": 1},
    Trouble.RATE_LIMITED: {"rate_limited": 1},
    Trouble.FILLS_LOST: {"silent_stream": True},
    Trouble.REPEATED: {"duplicate_events": True},
    Trouble.REORDERED: {"reorder_events": True},
    Trouble.CUT: {"cut_stream": True},
    Trouble.GARBLED: {"malformed_frames": 2},
    Trouble.SLOW_CHANGE: {"replace_delay_ms": 300},
    Trouble.CANCEL_LOST: {"drop_replies": 1},
    Trouble.CHANGE_LOST: {"drop_replies": 1},
    Trouble.KEYS_REFUSED: {"unauthorized": 1_000},
}


class _Clock(RealTime):
    """A clock whose time can be moved on: what is final after ten seconds need not take ten."""

    moved_ns = 0

    def now(self) -> int:
        return super().now() + self.moved_ns


class AlpacaRig(Rig):
    """The adapter and the look-alike on one loop."""

    unsupported: ClassVar[dict[str, str]] = {}

    async def __aenter__(self) -> Self:
        self.emulator = AlpacaEmulator(EmulatorRules())
        await self.emulator.start()
        await self.market("99.99", "100.01")
        self.time = _Clock(asyncio.get_running_loop())
        access = AlpacaAccess(self.emulator.url, self.emulator.trading_stream, "PK-TEST", "secret")
        rules = AlpacaRules(
            http=HttpRules(connect_s=2, answer_s=2),
            stream=StreamRules(first_wait_s=0.02, wait_max_s=0.1),
            look_every_ns=3_600 * SECOND_NS,
        )
        listings = {NAME: (Instrument(NAME), Listing(NAME, "ALPACA", NAME))}
        for leg in LEGS:
            option = Instrument(leg, InstrumentKind.OPTION, multiplier=D(100))
            listings[leg] = (option, Listing(leg, "ALPACA", leg))
        self.venue = self.alpaca = Alpaca("ALPACA", access, listings, self.time, Random(7), rules)
        self._more = asyncio.Event()
        self.venue.connect(self._hear)
        await self.hear(r.VenueConnects)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.venue.close()
        await self.alpaca.ended()
        await self.emulator.stop()

    def _hear(self, report: r.Report) -> None:
        self.told.append(report)
        self._more.set()

    async def begin(self) -> None:
        for name, value in KNOBS.get(self.trouble or Trouble.CUT, {}).items():
            setattr(self.emulator.knobs, name, value)
        if self.trouble is Trouble.CLOSED:
            self.emulator.sessions.by_hand = Hour.EXTENDED
        if self.trouble is Trouble.CUT:
            await self.hear(r.VenueDisconnects)
            self._read -= 1

    async def end(self) -> None:
        self.emulator.sessions.by_hand = None
        for name in KNOBS.get(self.trouble or Trouble.CUT, {}):
            kind = type(getattr(self.emulator.knobs, name))
            setattr(self.emulator.knobs, name, kind(0))

    async def market(self, bid: str, ask: str, size: int = 1_000) -> None:
        self.emulator.quote(NAME, D(bid), D(ask), D(size))

    async def legs_market(self, bid: str, ask: str, size: int = 50) -> None:
        first, second = LEGS
        if self.emulator.broker.board.of(second).quote is None:
            # each quote has the order tried again, at what the other leg shows
            self.emulator.quote(second, D("2.00"), D("2.10"))
        self.emulator.quote(first, D(bid), D(ask), D(size))

    async def by_hand(self) -> None:
        legs = [
            {"symbol": leg, "ratio_qty": "1", "side": side}
            for leg, side in zip(LEGS, ("buy", "sell"), strict=True)
        ]
        body = {"order_class": "mleg", "qty": "1", "type": "limit", "limit_price": "1"}
        self.emulator.broker.submit(read_order({**body, "legs": legs}))

    async def settle(self) -> None:
        seen = -1
        while seen != len(self.told):
            seen = len(self.told)
            await asyncio.sleep(QUIET_S)

    async def pass_time(self, seconds: int) -> None:
        self.time.moved_ns += seconds * SECOND_NS
        await self.settle()

    async def _next(self) -> None:
        self._more.clear()
        try:
            async with asyncio.timeout(WAIT_S):
                await self._more.wait()
        except TimeoutError as error:
            raise TimeoutError(f"nothing more is told after {self.told}") from error

    def position(self) -> Decimal:
        return self.emulator.positions().get(NAME, D(0))

    def orders_of(self, order_id: str) -> int:
        mine = [each for each in self.emulator.orders() if each["client_order_id"] == order_id]
        return len(mine)
