"""A real desk whose clock, quotes and venue a test plays by hand."""

from decimal import Decimal

from msgspec.structs import replace

from holdfast.algos import ALGOS
from holdfast.algos.emulated import EMULATORS
from holdfast.core.invariants import audit
from holdfast.core.ledger import Ledger, Order
from holdfast.core.policy import Policies
from holdfast.journal.memory import MemoryJournal
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.model.account import Account, AccountKind
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.numbers import ZERO, use_exact_context
from holdfast.model.order import Liquidity, SelfTrade, Side
from holdfast.model.quote import Quote
from holdfast.risk import CHECKS
from holdfast.runtime.engine import Engine
from holdfast.sizing import SIZERS
from tests.support import limits as support_limits
from tests.support.arming import arm
from tests.support.people import PEOPLE, consent_to, named

SECOND = 1_000_000_000
OPEN = 1_340_285_400 * SECOND  # 2012-06-21T13:30:00Z
WIDE = replace(support_limits.WIDE, price_collar=Decimal("0.1"))


class HandPlayed:
    """Submit as callers do, answer as the venue does; every event passes the real engine."""

    def __init__(self) -> None:
        use_exact_context()
        self.at = OPEN
        self.quotes: dict[str, Quote] = {}
        self.ledger = Ledger()
        self.journal = MemoryJournal(epoch="E")
        policies = Policies(CHECKS, SIZERS, ALGOS, EMULATORS)
        self.engine = Engine(
            self.ledger, policies, self.journal, lambda: self.at, self.quotes, lambda event: None
        )
        self.execs = 0
        self.take(c.StartDesk("desk", "E", "test", 7, PEOPLE))
        arm(self.ledger, self.take)

    def take(self, message: c.Command | r.Report) -> list[e.Event]:
        """Take one input; who names nobody is the trader, and a second person consents."""
        before = self.ledger.proposals_made
        events = self.engine.take(named(self.ledger, message))
        approve = consent_to(self.ledger, before, message)
        if approve is not None:
            events = events + self.engine.take(approve)
        self.engine.commit()
        return events

    def account(
        self,
        name: str = "A",
        kind: AccountKind = AccountKind.MARGIN,
        **cash: str,
    ) -> None:
        """Open an account with cash per currency, 1,000,000 USD if nothing is said."""
        amounts = {each: Decimal(amount) for each, amount in cash.items()}
        amounts = amounts or {"USD": Decimal(1_000_000)}
        self.take(
            c.OpenAccount(Account(name, "PAPER", kind=kind, self_trade=SelfTrade.NONE), amounts)
        )
        self.take(c.SetLimits(name, WIDE))

    def instrument(self, name: str = "AAPL", multiplier: str = "1") -> None:
        listing = Listing(name, "PAPER", name)
        self.take(c.ListInstrument(Instrument(name, multiplier=Decimal(multiplier)), (listing,)))

    def quote(self, bid: str, ask: str, instrument: str = "AAPL") -> None:
        size = Decimal(100)
        self.quotes[instrument] = Quote(instrument, Decimal(bid), Decimal(ask), size, size, self.at)

    def wait(self, seconds: int) -> None:
        self.at += seconds * SECOND

    def submit(self, side: Side, qty: str | Decimal, **terms: object) -> str:
        """Submit an order; the account is A and the instrument AAPL where nothing is said."""
        terms = {"account": "A", "instrument": "AAPL", **terms}
        order = c.SubmitOrder(side=side, qty=Decimal(qty), **terms)  # type: ignore[arg-type]
        self.take(order)
        return next(reversed(self.ledger.orders))

    def buy(self, qty: str | Decimal, **terms: object) -> str:
        return self.submit(Side.BUY, qty, **terms)

    def sell(self, qty: str | Decimal, **terms: object) -> str:
        return self.submit(Side.SELL, qty, **terms)

    def accept(self, order_id: str) -> None:
        self.take(r.VenueAccepts(order_id, f"V{order_id}", self.at))

    def fill(
        self,
        order_id: str,
        qty: str | Decimal,
        price: str | Decimal,
        fee: str | Decimal = ZERO,
        currency: str = "USD",
        liquidity: Liquidity = Liquidity.TAKER,
    ) -> str:
        """Fill some of an order and return the exec id, X1, X2 …"""
        self.execs += 1
        exec_id = f"X{self.execs}"
        self.take(
            r.VenueFills(
                order_id, exec_id, Decimal(qty), Decimal(price), Decimal(fee), currency,
                liquidity, self.at,
            )
        )  # fmt: skip
        return exec_id

    def bust(self, exec_id: str, account: str = "A") -> None:
        fill = self.ledger.accounts[account].fills[exec_id]
        self.take(r.VenueBusts(fill.order_id, exec_id, self.at))

    def wake(self, order_id: str) -> None:
        """Let a parent's timer fire, at its own time or late."""
        self.at = max(self.at, self.ledger.parents[order_id].wake_at or 0)
        self.take(c.Wake(order_id))

    def order(self, order_id: str) -> Order:
        return self.ledger.orders[order_id]

    def audit(self) -> None:
        """Hold the ledger against its fills, so that a test of a view stands on sound ground."""
        assert audit(self.ledger) == ()


def hand_played() -> HandPlayed:
    """Give a desk with account A, instrument AAPL and a quote of 99.90 at 100.10."""
    desk = HandPlayed()
    desk.account()
    desk.instrument()
    desk.quote("99.90", "100.10")
    return desk
