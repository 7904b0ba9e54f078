"""A real desk in memory, with a venue that only says what a test tells it to say."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from holdfast.algos import ALGOS
from holdfast.algos.emulated import EMULATORS
from holdfast.core.decide import Message
from holdfast.core.invariants import audit
from holdfast.core.ledger import Order, freeze
from holdfast.core.policy import Policies
from holdfast.journal import Journal
from holdfast.journal.memory import MemoryJournal
from holdfast.market.bands import Bands
from holdfast.market.health import FeedHealth
from holdfast.market.last import LastQuotes
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import requests as q
from holdfast.messages import watched as w
from holdfast.model.account import Account, AccountKind
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.numbers import use_exact_context
from holdfast.model.order import SelfTrade
from holdfast.model.quote import Quote
from holdfast.recovery.replay import rebuild, redecide
from holdfast.risk import CHECKS
from holdfast.runtime.guard import GuardRules
from holdfast.runtime.rhythm import Beat
from holdfast.runtime.virtual_time import VirtualTime
from holdfast.sizing import SIZERS
from holdfast.venues import Deliver
from tests.support.arming import arm
from tests.support.limits import WIDE
from tests.support.people import PEOPLE, PeopledDesk, consent_to, named

SECOND = 1_000_000_000
OPEN = 1_340_285_400 * SECOND  # 2012-06-21T13:30:00Z
POLICIES = Policies(CHECKS, SIZERS, ALGOS, EMULATORS)


class FakeVenue:
    """A venue that keeps what it is sent and never speaks by itself."""

    def __init__(self, name: str = "sim") -> None:
        self.name = name
        self.sent: list[q.Request] = []

    def connect(self, deliver: Deliver) -> None:
        self.deliver = deliver

    def send(self, request: q.Request) -> None:
        self.sent.append(request)

    def close(self) -> None:
        """Nothing is held."""


# they accompany what is told beside them, so a test asks for them by themselves
ALERTS = (
    w.AlertRaised,
    w.AlertRepeated,
    w.AlertAcknowledged,
    w.AlertEscalated,
    w.AlertsDelivered,
    w.DeliveryFailed,
    w.ConditionNoted,
    w.ConditionSeen,
    w.LapseMoved,
)


class PlayedDesk:
    """A desk over a journal that outlives it: `restart` is what a crash and a start leave.

    It has no timers of its own unless a test gives it a beat.
    """

    beat: Beat | None = None
    guard: GuardRules | None = None  # of its venue, from the next start on
    feeds: Mapping[str, FeedHealth] | None = None

    def __init__(self, journal: Journal | None = None, seed: int = 7) -> None:
        use_exact_context()
        self.time = VirtualTime(OPEN)
        self.venue = FakeVenue()
        self.quotes: dict[str, Quote] = {}
        self.prices: dict[str, Decimal] = {}
        self.journal = journal if journal is not None else MemoryJournal(epoch="E")
        self.seed = seed
        self.restart()

    def restart(self, *, is_armed: bool = True) -> list[e.Event]:
        """Start a new desk from the journal alone; timers of the old one never fire.

        It is armed at once, whatever its venue has told, unless a test asks otherwise.
        """
        self.told: list[e.Event] = []
        now = self.time.now()
        self.time = VirtualTime(now)
        # of what a test says that the market did: a process that begins anew has seen nothing
        self.past = LastQuotes()
        self.bands = Bands(self.quotes, self.prices, self.time.now)
        self.desk = PeopledDesk(
            "desk",
            journal=self.journal,
            policies=POLICIES,
            venues={self.venue.name: self.venue},
            time=self.time,
            quotes=self.quotes,
            past=self.past,
            beat=self.beat,
            guards=None if self.guard is None else {self.venue.name: self.guard},
            feeds=self.feeds,
            bands=self.bands,
        )
        self.desk.engine.on_events = self.told.extend
        self.ledger = self.desk.ledger
        self.desk.start("build", self.seed, PEOPLE, is_armed=False)
        told = self._collect()
        if is_armed:
            arm(self.ledger, self.desk.ask)
            self.told.clear()
        return told

    def take(self, message: Message) -> list[e.Event]:
        """Give the desk one input and return everything that followed at this moment.

        Who names nobody is the trader, and a second person consents to what takes two.
        """
        before = self.ledger.proposals_made
        told = self.exactly(named(self.ledger, message))
        approve = consent_to(self.ledger, before, message)
        return told if approve is None else told + self.exactly(approve)

    def exactly(self, message: Message) -> list[e.Event]:
        """Give the desk one input as it is."""
        engine = self.desk.engine
        engine.take(message)
        engine.commit()
        self.desk.run(self.time, self.time.now())
        return self._collect()

    def wait(self, ns: int) -> list[e.Event]:
        """Let time pass, timers included."""
        self.desk.run(self.time, self.time.now() + ns)
        return self._collect()

    def _collect(self) -> list[e.Event]:
        told = [each for each in self.told if not isinstance(each, ALERTS)]
        self.alerts = [each for each in self.told if isinstance(each, ALERTS)]
        self.told.clear()
        return told

    def account(self, name: str = "A", cash: str = "1000000", **terms: object) -> None:
        """Open an account whose own orders are not kept apart, unless it is asked for."""
        terms.setdefault("self_trade", SelfTrade.NONE)
        account = Account(name, "sim", **terms)  # type: ignore[arg-type]  # fields by name
        self.take(c.OpenAccount(account, {"USD": Decimal(cash)}))
        self.take(c.SetLimits(name, WIDE))

    def instrument(self, name: str = "AAPL", **terms: object) -> None:
        listing = Listing(name, "sim", name)
        instrument = Instrument(name, **terms)  # type: ignore[arg-type]  # fields by name
        self.take(c.ListInstrument(instrument, (listing,)))

    def quote(
        self,
        bid: str,
        ask: str,
        instrument: str = "AAPL",
        bid_size: str = "100",
        ask_size: str = "100",
    ) -> None:
        at = self.time.now()
        sizes = (Decimal(bid_size), Decimal(ask_size))
        quote = Quote(instrument, Decimal(bid), Decimal(ask), *sizes, at)
        self.quotes[instrument] = quote
        if instrument in self.bands.books:
            self.bands.on_quote(quote)

    def trade(self, price: str, instrument: str = "AAPL") -> None:
        """Print a trade; orders that wait for its price hear of it."""
        self.prices[instrument] = Decimal(price)
        if instrument in self.bands.books:
            self.bands.on_print(instrument, Decimal(price))

    def order(self, client_order_id: str, account: str = "A") -> Order:
        return self.ledger.orders[self.ledger.accounts[account].client_ids[client_order_id]]

    def check(self) -> None:
        """Hold the desk to its laws: the facts add up, and the journal alone tells the same."""
        assert audit(self.ledger) == (), audit(self.ledger)
        assert freeze(rebuild(self.journal)) == freeze(self.ledger)

    def check_decisions(self) -> None:
        """Decide the whole journal again: the same build must say the same."""
        again = redecide(self.journal.entries(), POLICIES)
        assert again.differences == (), again.differences
        assert again.same_state


def ready_desk(
    cash: str = "1000000", kind: AccountKind = AccountKind.MARGIN, **account: object
) -> PlayedDesk:
    """A desk with account A, AAPL listed at sim and quoted 99.99/100.01."""
    desk = PlayedDesk()
    desk.account(cash=cash, kind=kind, **account)
    desk.instrument()
    desk.quote("99.99", "100.01")
    return desk
