"""The fixture F0 of the controls on a live desk: its clock, market and venue are the test's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from decimal import Decimal
from typing import Any, TypeVar

from msgspec.structs import replace

from holdfast.algos import ALGOS
from holdfast.algos.emulated import EMULATORS
from holdfast.core.entitled import CONFIG
from holdfast.core.invariants import audit
from holdfast.core.ledger import Order, freeze
from holdfast.core.policy import Policies
from holdfast.journal.memory import MemoryJournal
from holdfast.market.last import LastQuotes
from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages.refusals import Reason
from holdfast.model.account import Account, AccountKind
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.limits import Limits
from holdfast.model.numbers import use_exact_context
from holdfast.model.order import Liquidity, Side
from holdfast.model.quote import Quote
from holdfast.model.scope import Scope
from holdfast.recovery.replay import rebuild, redecide
from holdfast.risk import CHECKS
from holdfast.runtime.answers import Answer
from holdfast.runtime.desk import Desk
from holdfast.runtime.live import Live
from holdfast.runtime.virtual_time import VirtualTime
from holdfast.sizing import SIZERS
from tests.support.arming import arm
from tests.support.desks import OPEN, SECOND, FakeVenue
from tests.support.limits import F0_LIMITS, WIDE
from tests.support.people import PEOPLE, TRADER, consent

Result = TypeVar("Result")
VENUE = "sim"
POLICIES = Policies(CHECKS, SIZERS, ALGOS, EMULATORS)
ADDS = (q.PlaceOrder, q.AmendOrder)


class Stage:
    """Account A1 flat, ABC at 99.99/100.01, the limits of F0; nothing fills by itself."""

    def __init__(self, policies: Policies = POLICIES) -> None:
        use_exact_context()
        self.policies = policies
        self.loop = asyncio.new_event_loop()
        self.time = VirtualTime(OPEN)
        self.market = LastQuotes()
        self.journal = MemoryJournal(epoch="E")
        self.venue = FakeVenue(VENUE)
        self._execs = 0
        self.run(self._start())
        arm(self.desk.ledger, self.command)
        self.list_instrument("ABC")
        self.open_account("A1")

    async def _start(self) -> None:
        self.desk = Desk(
            "desk",
            journal=self.journal,
            policies=self.policies,
            venues={VENUE: self.venue},
            time=self.time,
            quotes=self.market.quotes,
            past=self.market,
        )
        self.live = Live(self.desk)
        self.desk.start("build", 7, PEOPLE)
        await self.live.settled()

    def restart(self) -> None:
        """Leave the desk as a crash does, and start another on its journal, armed at once."""
        self.time = VirtualTime(self.time.now())
        self.run(self._start())
        arm(self.desk.ledger, self.command)

    def list_instrument(self, name: str, calendar: str = "") -> None:
        listing = Listing(name, VENUE, name, calendar=calendar)
        self.good(c.ListInstrument(Instrument(name), (listing,), CONFIG))
        self.quote(instrument=name)

    def open_account(
        self, name: str, limits: Limits = F0_LIMITS, cash: str = "1000000", **terms: Any
    ) -> None:
        account = Account(name, VENUE, kind=AccountKind.MARGIN, **terms)
        self.good(c.OpenAccount(account, {"USD": Decimal(cash)}, CONFIG))
        self.good(c.SetLimits(name, limits, CONFIG, "fixture F0"))

    def good(self, command: c.Command) -> Answer:
        """Ask the desk itself for what a test sets up, with a second person where it takes two."""
        before = self.desk.ledger.proposals_made
        told = self.command(command)
        assert told.ok, told.refusals
        approve = consent(self.desk.ledger, before)
        return told if approve is None else self.good(approve)

    def limit(self, base: Limits = F0_LIMITS, account: str = "A1", **changed: object) -> None:
        """Hold the account to these limits from now on."""
        limits = replace(base, **changed)
        self.good(c.SetLimits(account, limits, TRADER, "for the test", permanent=True))

    def limit_scope(self, scope: Scope, limits: Limits) -> None:
        """Hold another scope than an account to these limits from now on."""
        self.good(c.SetLimits("", limits, TRADER, "for the test", scope, permanent=True))

    def held(self, qty: str, price: str = "100", instrument: str = "ABC") -> None:
        """Come to a position, short where qty is negative, under limits that let it."""
        limits = self.desk.ledger.accounts["A1"].limits
        self.limit(WIDE)
        side = Side.BUY if Decimal(qty) > 0 else Side.SELL
        terms = c.SubmitOrder("A1", instrument, side, abs(Decimal(qty)), principal=TRADER)
        told = self.command(terms)
        assert told.ok, told.refusals
        self.fill(told.order_id, str(terms.qty), price)
        self.limit(limits)
        self.wait(60)
        self.quote(instrument=instrument)

    # --- market, venue and time -------------------------------------------------------

    def quote(self, bid: str = "99.99", ask: str = "100.01", instrument: str = "ABC") -> None:
        """Show a fresh quote, whatever nonsense it may be."""
        size = Decimal(100)
        at = self.time.now()
        self.market.on_quote(Quote(instrument, Decimal(bid), Decimal(ask), size, size, at))

    def wait(self, seconds: str | int) -> None:
        """Let time pass, timers included; the quotes grow older."""
        until = self.time.now() + int(Decimal(seconds) * SECOND)
        while (due := self.time.next_at()) is not None and due <= until:
            self.time.step()
            self.run(self.live.settled())
        self.time.advance(until)

    def tell(self, *reports: r.Report) -> None:
        """Have the venue say something."""
        for report in reports:
            self.loop.call_soon(self.desk.deliver, report)
        self.run(self._settle())

    def open(self, order_id: str) -> None:
        """Have the venue take the order."""
        self.tell(r.VenueAccepts(order_id, f"V{order_id}", self.time.now()))

    def fill(self, order_id: str, qty: str, price: str = "100", fee: str = "0") -> None:
        """Have the venue fill some of the order."""
        self._execs += 1
        self.tell(
            r.VenueFills(
                order_id,
                f"X{self._execs}",
                Decimal(qty),
                Decimal(price),
                Decimal(fee),
                "USD",
                Liquidity.TAKER,
                self.time.now(),
            )
        )

    # --- what happened ----------------------------------------------------------------

    @property
    def sent(self) -> list[q.Request]:
        """Everything that has left for the venue."""
        return self.venue.sent

    @property
    def placed(self) -> list[q.Request]:
        """What has left that can trade: new orders and changes."""
        return [each for each in self.venue.sent if isinstance(each, ADDS)]

    @property
    def pulled(self) -> list[str]:
        """The orders whose cancel has left."""
        return [each.order_id for each in self.venue.sent if isinstance(each, q.PullOrder)]

    def order(self, order_id: str) -> Order:
        return self.desk.ledger.orders[order_id]

    def journalled(self, code: Reason, since: int = 0) -> bool:
        """Tell whether the journal holds a refusal with this code after this entry."""
        text = f'"{code}"'
        return any(
            text in repr(event) or f"{code!r}" in repr(event)
            for entry in self.journal.entries(since + 1)
            for event in entry.events
        )

    def check(self) -> None:
        """Hold the desk to its laws: it runs, adds up, and the journal alone tells the same."""
        assert not self.desk.engine.halted
        assert audit(self.desk.ledger) == ()
        assert freeze(rebuild(self.journal)) == freeze(self.desk.ledger)
        again = redecide(self.journal.entries(), self.policies)
        assert again.differences == (), again.differences

    # --- the loop ---------------------------------------------------------------------

    def run(self, work: Awaitable[Result]) -> Result:
        """Do something on the desk's own loop."""
        return self.loop.run_until_complete(_await(work))

    def command(self, command: c.Command) -> Answer:
        """Ask the desk itself, past both doors: for what a test sets up."""
        return self.run(self._asked(command))

    async def _asked(self, command: c.Command) -> Answer:
        told = await self.live.ask(command)
        await self.live.settled()
        return told

    async def _settle(self) -> None:
        await asyncio.sleep(0)
        await self.live.settled()

    def close(self) -> None:
        self.run(self.live.close())
        self.loop.close()


async def _await(work: Awaitable[Result]) -> Result:
    use_exact_context()
    return await work
