"""A live desk on a real asyncio loop, with a hand-played venue and a journal that can be held."""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal

from holdfast.messages import commands as c
from holdfast.messages.requests import PlaceOrder
from holdfast.model.account import Account
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.order import OrderType, Side
from holdfast.model.quote import Quote
from holdfast.runtime.live import Live
from holdfast.runtime.real_time import RealTime
from tests.runtime.held_journal import HeldJournal
from tests.support.desks import OPEN, POLICIES, WIDE, FakeVenue
from tests.support.people import PEOPLE, PeopledDesk


class LiveDesk:
    """What a test holds of the desk that it runs."""

    def __init__(self) -> None:
        self.journal = HeldJournal()
        self.venue = FakeVenue()
        size = Decimal(100)
        quote = Quote("AAPL", Decimal("99.99"), Decimal("100.01"), size, size, OPEN)
        self.desk = PeopledDesk(
            "desk",
            journal=self.journal,
            policies=POLICIES,
            venues={"sim": self.venue},
            time=RealTime(asyncio.get_running_loop(), OPEN),
            quotes={"AAPL": quote},
        )
        self.desk.start("build", 7, PEOPLE)
        self.desk.ask(c.ListInstrument(Instrument("AAPL"), (Listing("AAPL", "sim", "AAPL"),)))
        self.desk.ask(c.OpenAccount(Account("A", "sim"), {"USD": Decimal(1_000_000)}))
        self.desk.ask(c.SetLimits("A", WIDE))
        self.journal.appended = 0
        self.live = Live(self.desk)
        self.halts: list[str] = []
        self.live.on_halt = self.halts.append

    def asking(self, command: c.Command) -> asyncio.Task:
        """Ask without waiting for the answer."""
        return asyncio.get_running_loop().create_task(self.live.ask(command))

    @property
    def placed(self) -> list[str]:
        """The client order ids of what left for the venue."""
        return [
            each.terms.client_order_id for each in self.venue.sent if isinstance(each, PlaceOrder)
        ]

    @property
    def known(self) -> list[str]:
        """The client order ids that the ledger knows."""
        return list(self.desk.ledger.accounts["A"].client_ids)


def limit_order(client_order_id: str, qty: int = 10, **terms: object) -> c.SubmitOrder:
    return c.SubmitOrder(
        "A",
        "AAPL",
        Side.BUY,
        Decimal(qty),
        OrderType.LIMIT,
        Decimal("99.00"),
        client_order_id=client_order_id,
        **terms,
    )


def run_live(test: Callable[[LiveDesk], Awaitable[None]]) -> None:
    """Run a test against a live desk, on a loop of its own; what the loop hears of is an error."""

    async def body() -> None:
        unheard: list[dict] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, what: unheard.append(what))
        desk = LiveDesk()
        desk.unheard = unheard
        await asyncio.wait_for(test(desk), 5)

    asyncio.run(body())


async def until(holds: Callable[[], bool]) -> None:
    """Let the loop turn until this holds."""
    for _ in range(2_000):
        if holds():
            return
        await asyncio.sleep(0.0005)
    raise AssertionError("it never came to hold")


async def some_turns() -> None:
    """Give the loop every chance to do what it must not do yet."""
    for _ in range(20):
        await asyncio.sleep(0)
    await asyncio.sleep(0.002)
