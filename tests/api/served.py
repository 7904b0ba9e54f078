"""A whole desk behind its REST application, in this process, driven from synchronous tests."""

import asyncio
from decimal import Decimal as D

import httpx
from msgspec.structs import replace

from holdfast.algos import ALGOS
from holdfast.algos.emulated import EMULATORS
from holdfast.api.context import Context
from holdfast.api.rest import app
from holdfast.config import ServerSettings
from holdfast.core.invariants import audit
from holdfast.core.policy import Policies
from holdfast.journal.memory import MemoryJournal
from holdfast.market.last import LastQuotes
from holdfast.messages import commands as c
from holdfast.messages.reports import VenueSilent
from holdfast.model.account import Account
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.numbers import use_exact_context
from holdfast.model.quote import Quote
from holdfast.risk import CHECKS
from holdfast.runtime.live import Live
from holdfast.runtime.real_time import RealTime
from holdfast.sizing import SIZERS
from tests.api.fake_venue import FakeVenue
from tests.support.limits import WIDE
from tests.support.people import PEOPLE, TRADER, PeopledDesk

START = 1_767_623_400_000_000_000
LIMITS = replace(
    WIDE,
    order_qty_max=D(1_000),
    order_value_max=D(200_000),
    position_qty_max=D(1_500),
    reference_age_max_ns=10_000_000_000,
)
PRICES = {"AAPL": ("189.99", "190.01"), "MSFT": ("419.98", "420.02"), "SPY": ("550.00", "550.01")}


class Served:
    """One desk with an account `paper` and three instruments quoted, and a client of its API."""

    def __init__(self, venue=FakeVenue, **settings):
        use_exact_context()
        self.loop = asyncio.new_event_loop()
        self.market = LastQuotes()
        self._checked = 0
        self._prices = dict(PRICES)
        self.run(self._start(venue))
        self.context = Context(self.live, self.market, principal=TRADER)
        self.app = app(self.context, ServerSettings(**settings))
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://desk")

    async def _start(self, venue):
        time = RealTime(self.loop, START)
        self.time = time
        self.quote_all()
        self.venue = venue(self.market.quotes, time)
        self.journal = MemoryJournal(epoch="e", build="test")
        self.desk = PeopledDesk(
            "desk",
            journal=self.journal,
            policies=Policies(CHECKS, SIZERS, ALGOS, EMULATORS),
            venues={"PAPER": self.venue},
            time=time,
            quotes=self.market.quotes,
        )
        self.live = Live(self.desk)
        self.desk.start("test", 7, PEOPLE)
        for name in PRICES:
            await self.live.ask(c.ListInstrument(Instrument(name), (Listing(name, "PAPER", name),)))
        await self.live.ask(c.OpenAccount(Account("paper", "PAPER"), {"USD": D(1_000_000)}))
        await self.live.ask(c.SetLimits("paper", LIMITS))
        await self.live.ask(c.OpenAccount(Account("other", "PAPER"), {"USD": D(10)}))

    def command(self, command):
        """Ask the desk itself, for what the API does not offer yet."""
        return self.run(self.live.ask(command))

    def quote(self, name, bid, ask):
        """Quote another instrument from now on."""
        self._prices[name] = (bid, ask)
        self.quote_all()

    def raise_limits(self):
        """Let nearly everything pass."""
        self.command(c.SetLimits("paper", replace(WIDE, price_collar=D("0.5"))))

    def restore_limits(self):
        """Set the limits of the beginning again."""
        self.command(c.SetLimits("paper", LIMITS))

    def quote_all(self):
        """Show a fresh quote of everything: tests may outlive the age that the gate allows."""
        for name, (bid, ask) in self._prices.items():
            self.market.on_quote(Quote(name, D(bid), D(ask), D(500), D(500), self.time.now()))

    @property
    def ledger(self):
        return self.desk.ledger

    def run(self, work):
        """Do something on the desk's own loop."""
        return self.loop.run_until_complete(work)

    def ask(self, method, path, body=None, **more):
        """Send one request and let the desk come to rest after it."""

        async def send():
            self.quote_all()
            if body is not None:
                more["json"] = body
            response = await self.client.request(method, path, **more)
            await self.live.settled()
            return response

        return self.run(send())

    def good(self, method, path, body=None, **more):
        """Ask for what must succeed, and return the reply."""
        response = self.ask(method, path, body, **more)
        assert response.status_code == 200, response.text
        return response.json()

    def no(self, status, method, path, body=None, **more):
        """Ask for what must fail in this way, and return the error."""
        response = self.ask(method, path, body, **more)
        assert response.status_code == status, response.text
        told = response.json()
        assert told["correlation_id"] == response.headers["x-correlation-id"]
        return told["error"]

    def buy(self, qty="10", **more):
        """Submit one order that the gate lets through, and return its id."""
        order = {"account": "paper", "instrument": "AAPL", "side": "BUY", "qty": qty, **more}
        return self.good("POST", "/v1/orders", order)["order_id"]

    def deliver(self, report):
        """Have the venue say something."""

        async def tell():
            self.desk.deliver(report)
            await self.live.settled()

        self.run(tell())

    def lose(self, order_id):
        """Lose the answer to what was asked of an order last."""
        self.deliver(VenueSilent(order_id, "no answer", self.time.now()))

    def until(self, holds):
        """Let the loop run until this holds; the test's own time limit bounds it."""

        async def turn():
            while not holds():
                await asyncio.sleep(0)
            await self.live.settled()

        self.run(turn())

    def is_unharmed(self):
        """The books add up, nothing has halted, and the next good order is filled."""
        assert not self.desk.engine.halted
        assert list(audit(self.ledger)) == []
        order_id = self.good("POST", "/v1/submit-orders", plan("after", decision("1")))
        (order_id,) = self.good("POST", "/v1/submit-orders", plan("after", decision("1")))[
            "order_ids"
        ]
        assert self.ledger.orders[order_id].status in ("FILLED", "NEW")

    def close(self):
        async def stop():
            await self.client.aclose()
            await self.live.close()

        self.run(stop())
        self.loop.close()


def decision(value="10", instrument="AAPL", action="BUY", **more):
    return {"instrument": instrument, "action": action, "size": {"value": value}, **more}


def plan(plan_id, *decisions, **more):
    return {
        "decision_plan": {"plan_id": plan_id, "account": "paper", "decisions": list(decisions)},
        **more,
    }
