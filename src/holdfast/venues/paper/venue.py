"""The paper venue itself: requests in, the exchange's reports out, its books written first.

What a desk may rely on:
- our id is the client order id, and one id makes one order: told to place it again, the venue
  places nothing and answers as to a query, since a rejection would end an order that lives;
- exec ids never change and never come twice, so a fill told again is harmless;
- a query is answered by every fill as first told and then by the state, or by VenueKnowsNot,
  which is final because the books are written before anything is said;
- open orders survive a restart of a venue with a store, but stand at the end of their queues.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import msgspec

from holdfast.exchange.exchange import Exchange
from holdfast.exchange.faults import Faults
from holdfast.exchange.latency import Latencies, Latency
from holdfast.exchange.source import MarketSource
from holdfast.messages.reports import (
    Report,
    VenueCancels,
    VenueExpires,
    VenueHolds,
    VenueKnowsNot,
    VenueRejects,
)
from holdfast.messages.requests import (
    AmendOrder,
    PlaceOrder,
    PullOrder,
    QueryOrder,
    QueryPositions,
    Request,
)
from holdfast.model.ids import OrderId, VenueId
from holdfast.model.numbers import Nanos
from holdfast.model.quote import MarketEvent, Quote, Trade
from holdfast.venues import Deliver, Time
from holdfast.venues.paper.deadlines import Deadlines
from holdfast.venues.paper.known import OPEN
from holdfast.venues.paper.records import ORDERS_KEPT_MAX, Memory, Records
from holdfast.venues.paper.wire import Outage, Wire

OnMarket = Callable[[Quote | Trade], None]
NextClose = Callable[[Nanos], Nanos]


class PaperRules(msgspec.Struct, frozen=True):
    """What else a paper broker may be told.

    `next_close` gives the end of the session that a time belongs to; DAY orders expire there,
    and never without it. `silent_after_ns` is when a missing answer is told as VenueSilent.
    """

    next_close: NextClose | None = None
    outages: tuple[Outage, ...] = ()
    silent_after_ns: int = 5_000_000_000
    orders_kept_max: int = ORDERS_KEPT_MAX  # closed orders in memory, where there is no store


class Paper:
    """A broker in a box.

    Without latency and faults a request is processed as it is sent and its reports are
    delivered before `send` returns. `on_market` hears every public quote and trade before
    any report of the same instant. What is reported before `connect` is in the books alone.
    """

    def __init__(  # noqa: PLR0913  # each part may be left out
        self,
        name: VenueId,
        exchange: Exchange,
        time: Time,
        *,
        source: MarketSource | None = None,
        latency: Latency | Latencies | None = None,
        faults: Faults | None = None,
        rng: Random | None = None,
        on_market: OnMarket | None = None,
        rules: PaperRules | None = None,
    ) -> None:
        self._name = name
        self._exchange = exchange
        self._time = time
        self._source = source
        self._on_market = on_market
        self._deliver: Deliver = _nobody_listens
        self._is_closed = False
        rules = rules or PaperRules()
        memory = Memory(rules.orders_kept_max)
        self._records: Records = memory
        self._deadlines = Deadlines(time, self._expire, rules.next_close)
        self._has_closes = rules.next_close is not None
        self._wire: Wire | None = None
        if latency is not None or rules.outages or not (faults or Faults()).is_calm:
            self._wire = Wire(
                time,
                self._answer,
                _both_ways(latency),
                faults or Faults(),
                rng or Random(0),
                rules.outages,
                rules.silent_after_ns,
            )
        # the short way for the common case: nothing but the exchange and the books
        self._plain: Memory | None = memory if self._wire is None else None
        self._place, self._now = exchange.place, time.now

    @property
    def name(self) -> VenueId:
        return self._name

    @property
    def finished(self) -> bool:
        """Tell whether the source has ended, or there is none."""
        return self._source is None or self._source.next_at() is None

    def connect(self, deliver: Deliver) -> None:
        self._deliver = deliver
        if self._wire is not None:
            self._wire.deliver = deliver

    def close(self) -> None:
        """Stop; what is under way in either direction is lost, as with a cut wire."""
        self._is_closed = True
        self._deadlines.close()
        if self._wire is not None:
            self._wire.close()

    def send(self, request: Request) -> None:
        memory = self._plain
        if memory is not None and type(request) is PlaceOrder:
            terms = request.terms
            if not memory.knows(request.order_id):
                at = self._now()
                reports = self._place(request, at)
                memory.place(request, reports)
                if terms.expire_at is not None or self._has_closes:
                    self._deadlines.watch(request.order_id, terms, at)
                if self._on_market is not None:
                    self._publish()
                for report in (*reports,):
                    self._deliver(report)
                return
        if self._wire is None:
            self._tell(self._answer(request))
        else:
            self._wire.send(request)

    # --- the market ------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to step the source, each event at its own time."""
        at = None if self._source is None else self._source.next_at()
        if at is not None:
            self._time.call_at(at, self._step)

    def push(self, event: MarketEvent) -> None:
        """Let a market event happen now, where no source brings them."""
        reports = self._exchange.on_market(event)
        if self._on_market is not None:
            self._publish()
        if reports:
            self._records.add(reports)
            self._tell(reports)

    on_quote = push

    def _step(self) -> None:
        if self._is_closed or self._source is None:
            return
        reports = self._source.step(self._exchange)
        if self._on_market is not None:
            self._publish()
        if reports:
            self._records.add(reports)
            self._tell(reports)
        self.start()

    def _publish(self) -> None:
        if self._on_market is not None:
            for event in self._exchange.drain_market():
                self._on_market(event)

    # --- requests --------------------------------------------------------------------------

    def _answer(self, request: Request, rejected: bool = False) -> list[Report]:
        """Do what is asked and write it down; what is returned may be told."""
        at = self._now()
        if isinstance(request, QueryOrder):
            return self._retell(request.order_id, at)
        if isinstance(request, QueryPositions):
            return [
                VenueHolds(self._name, request.account, instrument, qty, at)
                for instrument, qty in self._records.holdings(request.account)
            ]
        if isinstance(request, PlaceOrder):
            if self._records.knows(request.order_id):
                return self._retell(request.order_id, at)
            return self._accept(request, at, rejected)
        reports = self._change(request, at)
        self._records.add(reports)
        self._publish()
        return reports

    def _accept(self, request: PlaceOrder, at: Nanos, rejected: bool) -> list[Report]:
        if rejected:
            detail = "rejected by the fault settings"
            reports: list[Report] = [VenueRejects(request.order_id, "FAULT", detail, at)]
        else:
            reports = self._exchange.place(request, at)
        self._records.place(request, reports)
        self._deadlines.watch(request.order_id, request.terms, at)
        self._publish()
        return [*reports]

    def _change(self, request: PullOrder | AmendOrder, at: Nanos) -> list[Report]:
        if isinstance(request, PullOrder):
            return self._exchange.pull(request, at)
        return self._exchange.amend(request, at)

    def _retell(self, order_id: OrderId, at: Nanos) -> list[Report]:
        known = self._records.recall(order_id)
        if known is None:
            return [VenueKnowsNot(order_id, self._records.is_complete, at)]
        return known.retell(at)

    def _expire(self, order_id: OrderId, why: str) -> None:
        """End what is left of an order whose time has come, in a quiet market too."""
        order = self._exchange.order(order_id)
        if order is None or order.status not in OPEN:
            return
        pulled = self._exchange.pull(PullOrder(order_id, order.venue_order_id), self._now())
        reports = [_as_expiry(report, order_id, why) for report in pulled]
        self._records.add(reports)
        self._publish()
        self._tell(reports)

    def _tell(self, reports: Sequence[Report]) -> None:
        if self._wire is not None:
            self._wire.tell(reports)
            return
        for report in reports:
            self._deliver(report)


def _both_ways(latency: Latency | Latencies | None) -> Latencies:
    if isinstance(latency, Latency):
        return Latencies(latency, latency)
    return latency or Latencies()


def _as_expiry(report: Report, order_id: OrderId, why: str) -> Report:
    if isinstance(report, VenueCancels) and report.order_id == order_id:
        return VenueExpires(order_id, report.at, why)
    return report


def _nobody_listens(report: Report) -> None:
    """Leave a report to the books: the desk asks when it connects."""
