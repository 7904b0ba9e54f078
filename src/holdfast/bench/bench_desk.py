"""The desk that is measured: the real one, on quotes given by hand, in memory or on disk."""

from __future__ import annotations

import gc
from collections.abc import Sequence
from decimal import Decimal

from holdfast.core.entitled import CONFIG
from holdfast.exchange import Exchange, ExchangeConfig, FeeSchedule
from holdfast.journal import Journal
from holdfast.journal.memory import MemoryJournal
from holdfast.main import policies
from holdfast.market.bands import Bands
from holdfast.market.last import LastQuotes
from holdfast.messages.commands import ListInstrument, OpenAccount, SetLimits, SubmitOrder
from holdfast.messages.control import SelfTest
from holdfast.model.abilities import Abilities
from holdfast.model.account import Account
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.limits import Limits
from holdfast.model.numbers import use_exact_context
from holdfast.model.order import OrderType, Side
from holdfast.model.principal import Principal, Role
from holdfast.model.quote import Quote
from holdfast.runtime.desk import Desk
from holdfast.runtime.virtual_time import VirtualTime
from holdfast.venues.paper import Paper
from holdfast.venues.paper.venue import PaperRules

ACCOUNT = "BENCH"
TRADER = "bench"
VENUE = "PAPER"
START_NS = 1_767_623_400_000_000_000
TICK_NS = 1_000_000  # one quote a millisecond
QTY = Decimal(10)
LOW = (Decimal("99.96"), Decimal("99.98"))
HIGH = (Decimal("100.00"), Decimal("100.02"))
SIZE = Decimal(1_000_000)
# closed orders and prints that venue and market remember beside the desk, which keeps all
KEPT_MAX = 1_000
LIMITS = Limits(
    order_qty_max=Decimal(10_000),
    order_value_max=Decimal(10_000_000),
    price_collar=Decimal("0.05"),
    position_qty_max=Decimal(1_000_000),
    reference_age_max_ns=5_000_000_000,
    collar_window_ns=60_000_000_000,
    spread_max=Decimal("0.02"),
    gross_notional_max=Decimal(1_000_000_000),
    open_value_max=Decimal(1_000_000_000),
    open_orders_max=1_000_000,
    basket_value_max=Decimal(1_000_000_000),
    # a benchmark sends as fast as it can, and the same order over and over
    order_rate_max=1_000_000,
    value_rate_max=Decimal(100_000_000_000),
    duplicate_window_ns=0,
    repeat_max=1_000_000,
    repeat_window_ns=1_000_000,
    order_fill_ratio_max=Decimal(1_000_000),
    order_fill_min=1_000,
    loss_max=Decimal(1_000_000_000),
    velocity_max=Decimal("0.1"),
    velocity_window_ns=10_000_000_000,
    velocity_pause_ns=60_000_000_000,
    locate_needed=False,
)


PERSON = Principal(TRADER, roles=(Role.TRADER,), accounts=(ACCOUNT,))


class BenchDesk:
    """A desk, its venue and its clock, and how a quote reaches them.

    What the venue has not the `abilities` for, the desk works.
    """

    def __init__(
        self,
        instruments: Sequence[str],
        journal: Journal | None = None,
        abilities: Abilities | None = None,
    ) -> None:
        use_exact_context()
        self.time = VirtualTime(START_NS)
        self.market = LastQuotes(prints_kept_max=KEPT_MAX)
        fees = FeeSchedule(maker_bps=Decimal(1), taker_bps=Decimal(1))
        exchange = Exchange(ExchangeConfig(venue=VENUE, fees=fees, closed_orders_max=KEPT_MAX))
        self.paper = Paper(
            VENUE,
            exchange,
            self.time,
            on_market=self.market.on_event,
            rules=PaperRules(orders_kept_max=KEPT_MAX),
            abilities=abilities,
        )
        self.journal = journal or MemoryJournal(epoch="bench")
        self.bands = Bands(self.market.quotes, self.market.prices, self.time.now)
        self.market.tell(self.bands)
        self.desk = Desk(
            "bench",
            journal=self.journal,
            policies=policies(),
            venues={VENUE: self.paper},
            time=self.time,
            quotes=self.market.quotes,
            past=self.market,
            bands=self.bands,
        )
        self.desk.start("bench", principals=(PERSON,))
        self.desk.ask(SelfTest())
        self.desk.ask(OpenAccount(Account(ACCOUNT, VENUE), {"USD": Decimal(10) ** 11}))
        for name in instruments:
            listing = Listing(name, VENUE, name)
            exchange.list(Instrument(name), listing)
            self.desk.ask(ListInstrument(Instrument(name), (listing,)))
        told = self.desk.ask(SetLimits(ACCOUNT, LIMITS, CONFIG))
        if told.refusals:
            raise ValueError(f"the limits were refused: {told.refusals[0].detail}")

    def quote(self, quote: Quote) -> None:
        """Let the market move to this quote, and the clock with it."""
        self.time.advance(quote.at)
        self.paper.push(quote)


def quotes(instrument: str, count: int, first_at: int = START_NS) -> list[Quote]:
    """Make quotes that swing between two levels, one a millisecond."""
    return [
        Quote(instrument, *(HIGH if i & 1 else LOW), SIZE, SIZE, first_at + (i + 1) * TICK_NS)
        for i in range(count)
    ]


def market_order(number: int, instrument: str) -> SubmitOrder:
    """Make the order of this number: buys and sells in turn."""
    side = Side.SELL if number & 1 else Side.BUY
    return SubmitOrder(ACCOUNT, instrument, side, QTY, principal=TRADER)


def limit_order(number: int, instrument: str, quote: Quote) -> SubmitOrder:
    """Make an order that rests at this quote's touch, and that the next swing crosses.

    On a high quote it buys at the bid, which the next low quote's ask is below; on a low one
    it sells at the ask.
    """
    if quote.bid == HIGH[0]:
        side, price = Side.BUY, quote.bid
    else:
        side, price = Side.SELL, quote.ask
    limit = OrderType.LIMIT
    return SubmitOrder(ACCOUNT, instrument, side, QTY, limit, price, principal=TRADER)


def settle_memory() -> None:
    """Collect once and keep what is left out of later collections, as a server does at start."""
    gc.collect()
    gc.freeze()
