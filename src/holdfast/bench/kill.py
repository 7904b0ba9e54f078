"""The kill switch under full load: from its trip to the last byte that could add risk.

A real loop, a journal that syncs each batch, submitters that never rest, a rate limit that keeps
the lanes full, and a venue that notes when each request reaches it. Run it as
`python -m holdfast.bench.kill --rounds 10`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from statistics import median

import msgspec

from holdfast.api.control_channel import control_channel, control_path, encode_asked
from holdfast.bench.bench_desk import ACCOUNT, LIMITS, LOW, PERSON, SIZE, TRADER, VENUE
from holdfast.core.entitled import CONFIG
from holdfast.journal import Durability
from holdfast.journal.sqlite import SqliteJournal
from holdfast.main import policies
from holdfast.market.last import LastQuotes
from holdfast.messages import commands as c
from holdfast.messages import requests as q
from holdfast.messages.control import Kill, SelfTest
from holdfast.messages.reports import VenueAccepts, VenueCancels
from holdfast.model.account import Account
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.numbers import Nanos, use_exact_context
from holdfast.model.order import OrderType, Side
from holdfast.model.quote import Quote
from holdfast.model.scope import FIRM
from holdfast.runtime.desk import Desk
from holdfast.runtime.front import Front
from holdfast.runtime.guard import GuardRules
from holdfast.runtime.live import Busy, Live
from holdfast.runtime.real_time import RealTime
from holdfast.transport.asking import ask_control
from holdfast.transport.control import serve_control
from holdfast.transport.lanes import Lane
from holdfast.transport.rate_limit import Limit
from holdfast.venues import Deliver

INSTRUMENT = "AAPL"
SUBMITTERS = 64
WAITING = 500  # so many requests wait in their lane when the kill comes
SECOND_NS = 1_000_000_000
A_SECOND = 1_000  # requests that the venue takes


def rules(a_second: int) -> GuardRules:
    """Let so many requests a second leave, and keep the rest for a minute."""
    return GuardRules(
        limits=(Limit(a_second, SECOND_NS, a_second // 10),),
        waiting_max=1_000,
        wait_max_ns=60 * SECOND_NS,
    )


WAYS = ("library", "socket")
_TIMEOUT_S = 30


class Tripped(msgspec.Struct, frozen=True):
    """What one kill measured, in milliseconds from its trip; `open` orders were to be cancelled.

    `last_byte_ms` is zero where nothing that could add risk left after the trip.
    """

    way: str
    last_byte_ms: float
    answered_ms: float
    waited: int
    open: int


class NotingVenue:
    """A venue that accepts everything and notes when each request came, and how much was durable.

    What could add risk is told apart from the rest.
    """

    def __init__(self, durable_seq: Callable[[], int]) -> None:
        self.name = VENUE
        self.risk: list[tuple[int, int]] = []  # when, and the last durable entry then
        self._durable_seq = durable_seq
        self._loop = asyncio.get_running_loop()

    def connect(self, deliver: Deliver) -> None:
        self._deliver = deliver

    def send(self, request: q.Request) -> None:
        if isinstance(request, q.PlaceOrder | q.AmendOrder):
            self.risk.append((time.perf_counter_ns(), self._durable_seq()))
            accepts = VenueAccepts(request.order_id, f"V{request.order_id}", 0)
            self._loop.call_soon(self._deliver, accepts)
        elif isinstance(request, q.PullOrder):
            self._loop.call_soon(self._deliver, VenueCancels(request.order_id, 0))

    def close(self) -> None:
        """Nothing is held."""


class KillDesk:
    """The desk that is killed, and who loads it."""

    def __init__(self, folder: Path, a_second: int) -> None:
        self.path = str(folder / "journal.db")
        journal = SqliteJournal(self.path, Durability.FSYNC, epoch="bench")
        clock = RealTime(asyncio.get_running_loop())
        self.market = LastQuotes()
        self.venue = NotingVenue(lambda: journal.head().seq)
        self.desk = Desk(
            "bench",
            journal=journal,
            policies=policies(),
            venues={VENUE: self.venue},
            time=clock,
            quotes=self.market.quotes,
            past=self.market,
            guards={VENUE: rules(a_second)},
        )
        self.desk.start("bench", principals=(PERSON,))
        self.desk.ask(SelfTest())
        self.desk.ask(c.OpenAccount(Account(ACCOUNT, VENUE), {"USD": Decimal(10) ** 11}))
        listing = Listing(INSTRUMENT, VENUE, INSTRUMENT)
        self.desk.ask(c.ListInstrument(Instrument(INSTRUMENT), (listing,)))
        self.desk.ask(c.SetLimits(ACCOUNT, LIMITS, CONFIG))
        self.market.on_quote(Quote(INSTRUMENT, *LOW, SIZE, SIZE, clock.now()))
        self.live = Live(self.desk)
        self.front = Front(self.live, self.market.quotes, TRADER)
        self.asked = 0

    @property
    def waiting(self) -> int:
        return self.desk.guards[VENUE].lanes.depth(Lane.NEW)

    async def submit(self) -> None:
        """Send one order after the other until the desk is killed."""
        while not self.desk.ledger.kills:
            self.asked += 1
            price = LOW[0] - Decimal(self.asked % 97) / 100
            with suppress(Busy):
                await self.front.ask(_order(price))

    async def loaded(self) -> None:
        """Return once so many requests wait that the lanes are full all the time."""
        async with asyncio.timeout(_TIMEOUT_S):
            while self.waiting < WAITING:
                await asyncio.sleep(0.001)


def _order(price: Decimal) -> c.SubmitOrder:
    return c.SubmitOrder(ACCOUNT, INSTRUMENT, Side.BUY, Decimal(1), OrderType.LIMIT, price)


async def _by_library(desk: KillDesk) -> int:
    tripped = time.perf_counter_ns()
    await desk.front.ask(Kill(FIRM, why="bench"))
    return tripped


async def _by_socket(desk: KillDesk) -> int:
    request, path = encode_asked(Kill(FIRM, why="bench")), control_path(desk.path)

    def ask() -> int:
        tripped = time.perf_counter_ns()
        ask_control(path, request, _TIMEOUT_S)
        return tripped

    return await asyncio.get_running_loop().run_in_executor(None, ask)


_KILLS: dict[str, Callable[[KillDesk], Awaitable[int]]] = {
    "library": _by_library,
    "socket": _by_socket,
}


async def _trip(way: str, folder: Path, a_second: int) -> Tripped:
    """Load a desk, kill it, and see what left; raises ValueError if anything did that must not."""
    use_exact_context()
    desk = KillDesk(folder, a_second)
    door = await serve_control(control_path(desk.path), control_channel(desk.live, TRADER))
    submitters = [asyncio.create_task(desk.submit()) for _ in range(SUBMITTERS)]
    await desk.loaded()
    waited, working = desk.waiting, len(desk.desk.ledger.open_orders)
    tripped = await _KILLS[way](desk)
    answered = time.perf_counter_ns()
    await asyncio.gather(*submitters)
    await desk.live.settled()
    killed_at = _seq_of_the_kill(desk)
    await door.close()
    await desk.live.close()
    late = [each for each in desk.venue.risk if each[1] >= killed_at]
    if late:
        raise ValueError(f"{len(late)} requests left after the durable record of the kill")
    return Tripped(
        way, _ms(max(at for at, _ in desk.venue.risk), tripped), _ms(answered, tripped), waited,
        working,
    )  # fmt: skip


def _seq_of_the_kill(desk: KillDesk) -> int:
    found = (each.seq for each in desk.desk.journal.entries() if isinstance(each.asked, Kill))
    return next(found)


def _ms(at: Nanos, since: Nanos) -> float:
    return max(at - since, 0) / 1e6


def measure(way: str, rounds: int, a_second: int = A_SECOND) -> list[Tripped]:
    """Kill so many desks under full load, each with a journal of its own.

    The venue takes `a_second` requests a second, fewer than the machine can make: else its lanes
    are never full.
    """
    told = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(dir=os.environ.get("HOLDFAST_BENCH_DIR", ".")) as folder:
            told.append(asyncio.run(_trip(way, Path(folder), a_second)))
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    asked = parser.parse_args()
    for way in WAYS:
        told = measure(way, asked.rounds)
        late = [each.last_byte_ms for each in told]
        answers = [each.answered_ms for each in told]
        shown = {
            "way": way,
            "rounds": len(told),
            "last_byte_p50_ms": round(median(late), 3),
            "last_byte_max_ms": round(max(late), 3),
            "answered_p50_ms": round(median(answers), 3),
            "answered_max_ms": round(max(answers), 3),
            "waiting_in_lanes": median(each.waited for each in told),
            "open_orders": median(each.open for each in told),
        }
        print(json.dumps(shown), flush=True)


if __name__ == "__main__":
    main()
