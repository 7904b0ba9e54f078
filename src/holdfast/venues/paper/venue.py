"""The paper venue itself: requests in, the exchange's reports out.

What a desk may rely on:
- our id is the client order id, and one id makes one order: told to place it again, the venue
  places nothing and answers as to a query, since a rejection would end an order that lives;
- exec ids never change, and with a store never come twice, so a fill told again is harmless;
- a query is answered by every fill as first told and then by the state, or by VenueKnowsNot,
  which is final because the books are written before anything is said;
- open orders survive a restart of a venue with a store, but stand at the end of their queues.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

import msgspec

from holdfast.exchange.exchange import Exchange
from holdfast.exchange.fees import FeeMeter
from holdfast.exchange.kinds import ALL, without_auctions
from holdfast.exchange.latency import Latencies, Latency
from holdfast.exchange.session import Auction, SessionState
from holdfast.exchange.source import MarketSource
from holdfast.messages.reports import HeldFill, Report, VenuePhase, VenueSilent
from holdfast.messages.requests import AmendOrder, PlaceOrder, Request
from holdfast.model.abilities import Abilities
from holdfast.model.ids import AccountId, InstrumentId, OrderId, VenueId
from holdfast.model.instrument import Instrument
from holdfast.model.numbers import Nanos
from holdfast.model.order import Liquidity, Side
from holdfast.model.quote import MarketEvent, Quote, Trade
from holdfast.model.trading import Phase
from holdfast.venues import Deliver, Time
from holdfast.venues.paper.broker import Broker, Hear
from holdfast.venues.paper.deadlines import Deadlines, NextEdge, outlives
from holdfast.venues.paper.known import OPEN
from holdfast.venues.paper.misdeeds import Misdeeds
from holdfast.venues.paper.records import ORDERS_KEPT_MAX, Memory, OpeningCash
from holdfast.venues.paper.short_way import Send, short_way
from holdfast.venues.paper.wire import Wire

if TYPE_CHECKING:
    from holdfast.venues.paper.store import PaperStore

OnMarket = Callable[[Quote | Trade], None]


class PaperRules(msgspec.Struct, frozen=True):
    """What else a paper broker may be told.

    `next_close` gives the end of the session that a time belongs to; DAY orders expire there,
    and never without it. `next_open` gives the next open. There the auctions are, and without
    them no orders for one are taken. `silent_after_ns` is when a missing answer is told as
    VenueSilent. `cash` is what accounts open with; of others the venue tells no cash.
    """

    next_close: NextEdge | None = None
    next_open: NextEdge | None = None
    silent_after_ns: int = 5_000_000_000
    orders_kept_max: int = ORDERS_KEPT_MAX  # closed orders in memory, where there is no store
    cash: OpeningCash = {}


class Paper:
    """A broker in a box.

    Without latency a request is processed as it is sent and its reports are
    delivered before `send` returns. `on_market` hears every public quote and trade before
    any report of the same instant. What is reported before `connect` is in the books alone.
    The store is the venue's own from now on, and is closed with it. With `abilities` it offers
    no more than these, and rejects what they lack (UNSUPPORTED).
    """

    def __init__(  # noqa: PLR0913  # each part may be left out
        self,
        name: VenueId,
        exchange: Exchange,
        time: Time,
        *,
        source: MarketSource | None = None,
        store: PaperStore | None = None,
        latency: Latency | Latencies | None = None,
        rng: Random | None = None,
        on_market: OnMarket | None = None,
        rules: PaperRules | None = None,
        abilities: Abilities | None = None,
    ) -> None:
        rules = rules or PaperRules()
        self._name = name
        self._exchange = exchange
        exchange.abilities = abilities or _offered(rules)
        self._time = time
        self._source = source
        self._store = store
        self._on_market = on_market
        self._published_at: Nanos = 0
        self._silent_after_ns = rules.silent_after_ns
        self._deliver: Deliver = _nobody_listens
        self._is_closed = False
        memory = Memory(rules.orders_kept_max)
        self._broker = Broker(
            name, exchange, store or memory, time.now, self._fall_silent, rules.cash
        )
        self._misdeeds = Misdeeds(exchange, self._broker, time, self._tell_kept, self.set_session)
        edges = rules.next_open, rules.next_close
        self._deadlines = Deadlines(time, self._expire, self._hold_auction, *edges)
        self._wire: Wire | None = None
        latencies = latency if isinstance(latency, Latencies) else _both_ways(latency)
        if latencies != Latencies():
            self._wire = Wire(
                time,
                self._answer,
                self._hear,
                latencies,
                rng or Random(0),
                rules.silent_after_ns,
            )
        self.send: Send = self._send if self._wire is None else self._wire.send
        self._memory = memory if self._wire is None and store is None else None
        self._now = time.now
        self._day_ends = rules.next_close is not None or rules.next_open is not None
        if store is not None:
            self._resume(store)

    @property
    def name(self) -> VenueId:
        return self._name

    @property
    def abilities(self) -> Abilities:
        """What the venue works by itself: all that its exchange can, unless it was narrowed."""
        return self._exchange.abilities

    @property
    def finished(self) -> bool:
        """Tell whether the source has ended, or there is none."""
        return self._source is None or self._source.next_at() is None

    @property
    def failure(self) -> str:
        """Say why the books can no longer be written, empty if they can: see Broker."""
        return self._broker.failure

    def connect(self, deliver: Deliver) -> None:
        self._deliver = deliver
        if self._memory is not None and self._broker.hear is None:
            self.send = short_way(
                self._exchange,
                self._memory,
                self._now,
                deliver,
                self._send,
                self._watch,
                self._publish if self._on_market is not None else None,
                day_ends=self._day_ends,
            )
        for instrument, state in self._exchange.sessions().items():
            # beside the wire: what the market does is no answer to a request
            deliver(self._phase(instrument, state))

    def listen(self, hear: Hear) -> None:
        """Have somebody hear every execution from the books, from before `connect` on."""
        self._broker.hear = hear

    def overhear(self, hear: OnMarket) -> None:
        """Have somebody hear every public quote and trade too, after `on_market` has."""
        first = self._on_market

        def both(event: Quote | Trade) -> None:
            if first is not None:
                first(event)
            hear(event)

        self._on_market = both

    def executions(self, account: AccountId, since: Nanos, fills_max: int) -> list[HeldFill]:
        """Return what an account has executed since a time, the oldest first."""
        return self._broker.executions(account, since, fills_max)

    def set_session(self, instrument: InstrumentId, state: SessionState) -> None:
        """Halt an instrument, collect for an auction, or open it, and tell so first."""
        if self._is_closed:
            return
        self._hear(self._phase(instrument, state))
        reports = self._exchange.set_session(instrument, state, self._now())
        self._publish()
        if reports:
            self._tell_kept(reports)

    def misbehave(
        self, fault: str, order_id: OrderId, instrument: InstrumentId, lasts_ns: int
    ) -> str:
        """Do wrong on purpose, as `TruthFaults` asks; here a cancel by hand, a bust or a halt."""
        if self._is_closed:
            return ""
        return self._misdeeds.do(fault, order_id, instrument, lasts_ns)

    def estimate(
        self,
        instrument: Instrument,
        side: Side,
        qty: Decimal,
        price: Decimal,
        liquidity: Liquidity,
        at: Nanos,
    ) -> Decimal:
        """Charge an order that trades whole at this price, by the exchange's own schedule."""
        meter = FeeMeter(self._exchange.config.fees, instrument, side is Side.BUY)
        return meter.charge(qty, price, liquidity, at)

    def close(self) -> None:
        """Stop; what is under way in either direction is lost, as with a cut wire."""
        self._is_closed = True
        self._deadlines.close()
        if self._wire is not None:
            self._wire.close()
        if self._store is not None:
            self._store.close()

    def start(self) -> None:
        """Begin to step the source, each event at its own time."""
        at = None if self._source is None else self._source.next_at()
        if at is not None:
            self._time.call_at(at, self._step)

    def push(self, event: MarketEvent) -> None:
        """Let a market event happen now, where no source brings them."""
        self._broker.market_at = event.at
        reports = self._exchange.on_market(event)
        if self._on_market is not None:
            self._publish()
        if reports:
            self._tell_kept(reports)
        elif self._store is not None:
            self._broker.keep_marks()

    on_quote = push

    # --- private ---------------------------------------------------------------------------

    def _phase(self, instrument: InstrumentId, state: SessionState) -> Report:
        return VenuePhase(self._name, instrument, Phase(state.value), self._now())

    def _send(self, request: Request) -> None:
        self._tell(self._answer(request))

    def _answer(self, request: Request) -> list[Report]:
        reports = self._broker.answer(request)
        if isinstance(request, PlaceOrder) or (
            isinstance(request, AmendOrder) and request.time_in_force is not None
        ):
            self._watch(request)
        self._publish()
        return reports

    def _watch(self, request: PlaceOrder | AmendOrder) -> None:
        """Have the order ended when its time comes, if it still works."""
        order = self._exchange.order(request.order_id)
        if order is not None and order.status in OPEN:
            self._deadlines.watch(order.order_id, order.terms, order.accepted_at)

    def _step(self) -> None:
        if self._is_closed or self._source is None:
            return
        broker = self._broker
        broker.market_at = self._source.next_at() or broker.market_at
        reports = self._source.step(self._exchange)
        if self._on_market is not None:
            self._publish()
        if reports:
            self._tell_kept(reports)
        elif self._store is not None:
            self._broker.keep_marks()
        self.start()

    def _publish(self) -> None:
        if self._on_market is not None:
            for event in self._exchange.drain_market():
                self._on_market(self._in_order(event))

    def _in_order(self, event: Quote | Trade) -> Quote | Trade:
        """Let what is public have times that never run back.

        On a busy machine the market may be late beside an order, which shows in a quote at once.
        """
        if event.at < self._published_at:
            return msgspec.structs.replace(event, at=self._published_at)
        self._published_at = event.at
        return event

    def _expire(self, order_id: OrderId, why: str) -> None:
        order = self._exchange.order(order_id)
        if order is None or outlives(order.terms, why, self._now()):
            return
        reports = self._broker.expire(order_id, why)
        self._publish()
        self._tell_kept(reports)

    def _hold_auction(self, instrument: InstrumentId, auction: Auction) -> None:
        reports = self._exchange.auction(instrument, auction, self._now())
        self._publish()
        self._tell_kept(reports)

    def _tell_kept(self, reports: list[Report]) -> None:
        if self._broker.keep(reports):
            self._tell(reports)

    def _tell(self, reports: Sequence[Report]) -> None:
        if self._wire is not None:
            self._wire.tell(reports)
            return
        for report in reports:
            self._hear(report)

    def _hear(self, report: Report) -> None:
        if not self._is_closed:
            self._deliver(report)

    def _fall_silent(self, order_id: OrderId, why: str) -> None:
        self._time.call_at(
            self._now() + self._silent_after_ns,
            lambda: self._tell([VenueSilent(order_id, why, self._now())]),
        )

    def _resume(self, store: PaperStore) -> None:
        from holdfast.venues.paper.resume import resume

        store.belong_to(self._name)
        self._broker.market_at = store.market_at
        for known in resume(store, self._exchange, self._source, self._now()):
            self._deadlines.watch(known.order_id, known.terms, known.accepted_at)
        self._publish()


def _offered(rules: PaperRules) -> Abilities:
    opens, closes = rules.next_open is not None, rules.next_close is not None
    return without_auctions(ALL, opens=opens, closes=closes)


def _both_ways(latency: Latency | None) -> Latencies:
    return Latencies() if latency is None else Latencies(latency, latency)


def _nobody_listens(report: Report) -> None:
    """Leave a report to the books: the desk asks when it connects."""
