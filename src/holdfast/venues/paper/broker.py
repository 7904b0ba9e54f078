"""Behind the counter: requests are answered from the exchange and the books, the books first."""

from __future__ import annotations

from collections.abc import Callable

from holdfast.exchange.exchange import Exchange
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.reports import (
    HeldFill,
    Report,
    VenueBusts,
    VenueCancels,
    VenueExpires,
    VenueFills,
    VenueHeldAll,
    VenueHolds,
    VenueKnowsNot,
    VenueSnapshotFails,
    VenueUnreachable,
)
from holdfast.messages.requests import (
    AmendOrder,
    PlaceOrder,
    PullOrder,
    QueryAccount,
    QueryOrder,
    QueryPositions,
    Request,
)
from holdfast.model.ids import AccountId, OrderId, VenueId
from holdfast.model.numbers import Nanos
from holdfast.venues.paper.known import OPEN
from holdfast.venues.paper.picture import picture
from holdfast.venues.paper.records import Counts, Memory, OpeningCash, Records, RecordsError

Hear = Callable[[SubmitOrder, VenueFills], None]
"""Hear an execution, and of which terms, once it is in the books."""

Silence = Callable[[OrderId, str], None]
"""Have an order's silence told later: at once would be asked again at once, without end."""


class Broker:
    """The exchange and the books of one venue, kept in step.

    When the books cannot be written, `failure` says why. What they do not hold is never
    told, so from then on nothing is taken and nothing told until the venue is opened again.
    """

    def __init__(
        self,
        name: VenueId,
        exchange: Exchange,
        records: Records,
        now: Callable[[], Nanos],
        silence: Silence,
        cash: OpeningCash,
    ) -> None:
        self.failure = ""
        self.hear: Hear | None = None
        self.market_at: Nanos = 0  # the last market event that the exchange has seen
        self._name = name
        self._exchange = exchange
        self._records = records
        records.open_accounts(cash)
        exchange.know_positions(records.position)
        # books in memory need no counts and cannot fail
        self._memory = records if isinstance(records, Memory) else None
        self._now = now
        self._silence = silence

    def answer(self, request: Request) -> list[Report]:
        """Do what is asked and write it down."""
        if self.failure:
            return self._refuse(request)
        at = self._now()
        try:
            if isinstance(request, QueryOrder):
                return self._retell(request.order_id, at, request.number)
            if isinstance(request, QueryPositions):
                return self._holdings(request, at)
            if isinstance(request, QueryAccount):
                return [picture(self._records, self._exchange.instruments, request, at)]
            if isinstance(request, PlaceOrder):
                if self._records.knows(request.order_id):
                    return self._retell(request.order_id, at)
                return self._place(request, at)
            return self._change(request, at)
        except RecordsError as error:
            self.failure = str(error)
            return self._no_answer(request)

    def keep(self, reports: list[Report]) -> bool:
        """Write down what the market has brought; tell whether it may be told."""
        if self._memory is not None:
            self._memory.add(reports)
            self._let_hear(reports)
            return True
        if self.failure:
            return False
        try:
            self._keep(None, reports)
        except RecordsError as error:
            self.failure = str(error)
            return False
        return True

    def keep_marks(self) -> None:
        """Write down what has changed of open orders and is told to nobody."""
        if self._exchange.has_marks and not self.failure:
            try:
                self._keep(None, [])
            except RecordsError as error:
                self.failure = str(error)

    def expire(self, order_id: OrderId, why: str) -> list[Report]:
        """End what is left of an order whose time has come; nothing if it has ended before."""
        order = self._exchange.order(order_id)
        if order is None or order.status not in OPEN:
            return []
        pulled = self._exchange.pull(PullOrder(order_id, order.venue_order_id), self._now())
        return [_as_expiry(report, order_id, why) for report in pulled]

    def bust(self, order_id: OrderId) -> list[Report]:
        """Take back the last fill of an order that is over; nothing where there is none."""
        order = self._exchange.order(order_id)
        if order is not None and order.status in OPEN:
            # the exchange would still count the fill
            return []
        try:
            known = self._records.recall(order_id)
        except RecordsError as error:
            self.failure = str(error)
            return []
        if known is None or not known.fills:
            return []
        self._exchange.take_back(order_id, known.fills[-1].qty)
        return [VenueBusts(order_id, known.fills[-1].exec_id, self._now())]

    def executions(self, account: AccountId, since: Nanos, fills_max: int) -> list[HeldFill]:
        """Return an account's executions since a time, from the books; none where they fail."""
        try:
            return self._records.books(account, since, fills_max).fills
        except RecordsError as error:
            self.failure = str(error)
            return []

    def _let_hear(self, reports: list[Report]) -> None:
        if self.hear is None:
            return
        for report in reports:
            if isinstance(report, VenueFills):
                known = self._records.recall(report.order_id)
                if known is not None:
                    self.hear(known.terms, report)

    def _place(self, request: PlaceOrder, at: Nanos) -> list[Report]:
        reports = self._exchange.place(request, at)
        self._keep(request, reports)
        return reports

    def _change(self, request: PullOrder | AmendOrder, at: Nanos) -> list[Report]:
        if isinstance(request, PullOrder):
            reports = self._exchange.pull(request, at)
        else:
            reports = self._exchange.amend(request, at)
        self._keep(None, reports)
        return reports

    def _retell(self, order_id: OrderId, at: Nanos, number: int = 0) -> list[Report]:
        known = self._records.recall(order_id)
        if known is None:
            return [VenueKnowsNot(order_id, self._records.is_complete, at)]
        return known.retell(at, number)

    def _holdings(self, request: QueryPositions, at: Nanos) -> list[Report]:
        return [
            *(
                VenueHolds(self._name, request.account, instrument, qty, at)
                for instrument, qty in self._records.holdings(request.account)
            ),
            VenueHeldAll(self._name, request.account, at),
        ]

    def _keep(self, placed: PlaceOrder | None, reports: list[Report]) -> None:
        counts = Counts(*self._exchange.counts)
        marks = self._exchange.drain_marks()
        self._records.keep(placed, reports, counts, self.market_at, marks)
        self._let_hear(reports)

    def _refuse(self, request: Request) -> list[Report]:
        if isinstance(request, QueryOrder | QueryPositions | QueryAccount):
            return self._no_answer(request)
        return [VenueUnreachable(request.order_id, self.failure, self._now())]

    def _no_answer(self, request: Request) -> list[Report]:
        if isinstance(request, QueryAccount):
            failed = VenueSnapshotFails(self._name, request.account, self.failure, self._now())
            return [failed]
        if not isinstance(request, QueryPositions):
            self._silence(request.order_id, self.failure)
        return []


def _as_expiry(report: Report, order_id: OrderId, why: str) -> Report:
    if isinstance(report, VenueCancels) and report.order_id == order_id:
        return VenueExpires(order_id, report.at, why, report.cum_qty)
    return report
