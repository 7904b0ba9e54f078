"""The paper venue, behind a line on which things go wrong, under a clock that jumps."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from types import TracebackType
from typing import ClassVar, Self

from holdfast.exchange.exchange import Exchange
from holdfast.messages import reports as r
from holdfast.messages.requests import QueryPositions
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.quote import Quote
from holdfast.runtime.virtual_time import VirtualTime
from holdfast.venues.faulty import FaultEntry, FaultScript, Faulty
from holdfast.venues.paper import Paper, PaperRules
from tests.conformance.rig import ACCOUNT, NAME, D, Rig, Trouble

START = 1_700_000_000 * 10**9
SECOND = 10**9
_NO_WIRE = "it has no wire"

FAULTS: dict[Trouble, FaultEntry] = {
    Trouble.REPLY_LOST: FaultEntry("ack_lost", on="PlaceOrder"),
    Trouble.REQUEST_LOST: FaultEntry("request_lost", on="PlaceOrder"),
    Trouble.ERROR_AFTER_ACCEPT: FaultEntry("error_after_accept", on="PlaceOrder"),
    Trouble.RATE_LIMITED: FaultEntry("rate_limited", at_ns=SECOND),
    Trouble.FILLS_LOST: FaultEntry("report_lost", on="VenueFills"),
    Trouble.REPEATED: FaultEntry("repeated", on="VenueFills"),
    Trouble.REORDERED: FaultEntry("reordered", on="VenueAccepts"),
    Trouble.CANCEL_LOST: FaultEntry("ack_lost", on="PullOrder"),
    Trouble.CHANGE_LOST: FaultEntry("ack_lost", on="AmendOrder"),
    Trouble.CUT: FaultEntry("outage", at_ns=SECOND, for_ns=2 * SECOND, loses=True),
}


class PaperRig(Rig):
    """A broker in a box, in virtual time."""

    is_final_at_once: ClassVar[bool] = True
    unsupported: ClassVar[dict[str, str]] = {
        Trouble.GARBLED: _NO_WIRE,
        Trouble.KEYS_REFUSED: "it takes no keys",
        Trouble.SLOW_CHANGE: "it changes an order at once",
        Trouble.CLOSED: "it has no extended session, and says so",
        "V27": "it lives in the desk's own process",
        **{f"V{number}": "it trades each leg by itself" for number in range(31, 38)},
    }

    async def __aenter__(self) -> Self:
        self.time = VirtualTime(START)
        self.exchange = Exchange()
        for name in (NAME, "MSFT"):
            self.exchange.list(Instrument(name), Listing(name, "PAPER", name))
        rules = PaperRules(cash={ACCOUNT: {"USD": D(100_000)}})
        self.paper = Paper("PAPER", self.exchange, self.time, rules=rules)
        entry = None if self.trouble is None else FAULTS[self.trouble]
        script = FaultScript(entries=() if entry is None else (entry,))
        self.venue = Faulty(self.paper, self.time, Random(7), script)
        self.venue.connect(self.told.append)
        await self.market("99.99", "100.01")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.venue.close()

    async def begin(self) -> None:
        if self.trouble is not None and FAULTS[self.trouble].at_ns is not None:
            await self.pass_time(1)

    async def end(self) -> None:
        await self.pass_time(10)

    async def market(self, bid: str, ask: str, size: int = 1_000) -> None:
        quote = Quote(NAME, D(bid), D(ask), D(size), D(size), self.time.now())
        self.paper.push(quote)

    async def settle(self) -> None:
        await self.pass_time(1)

    async def pass_time(self, seconds: int) -> None:
        until = self.time.now() + seconds * SECOND
        while (at := self.time.next_at()) is not None and at <= until:
            self.time.step()
        self.time.advance(until)

    async def _next(self) -> None:
        before = len(self.told)
        while len(self.told) == before:
            if not self.time.step():
                raise TimeoutError(f"nothing more is told after {self.told}")

    def position(self) -> Decimal:
        held: list[r.Report] = []
        self.paper.connect(held.append)
        self.paper.send(QueryPositions(ACCOUNT, "PAPER"))
        self.venue.connect(self.told.append)
        return sum((each.qty for each in held if isinstance(each, r.VenueHolds)), D(0))

    def orders_of(self, order_id: str) -> int:
        return 0 if self.exchange.order(order_id) is None else 1
