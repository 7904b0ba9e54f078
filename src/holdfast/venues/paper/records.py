"""The venue's own books: which orders it has seen and what it said of each."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol

from holdfast.messages.commands import SubmitOrder
from holdfast.messages.reports import Report, VenueFills
from holdfast.messages.requests import PlaceOrder
from holdfast.model.ids import AccountId, InstrumentId, OrderId
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.order import Side
from holdfast.venues.paper.known import Known

Holding = tuple[AccountId, InstrumentId]

ORDERS_KEPT_MAX = 100_000
_FORGET_TRIES = 8


class RecordsError(Exception):
    """The books could not be opened, read or written; what was not written is not said."""


class Counts(NamedTuple):
    """How many ids the exchange has handed out."""

    orders: int
    execs: int


class Records(Protocol):
    """What the venue can prove of its past."""

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing was ever forgotten, so that absence is proof."""
        ...

    def knows(self, order_id: OrderId) -> bool: ...

    def keep(
        self, placed: PlaceOrder | None, reports: list[Report], counts: Counts, market_at: Nanos
    ) -> None:
        """Write down what is about to be said, and the order if it is new; raises RecordsError.

        `market_at` is the last market event that is in it. The list becomes the books' own.
        """
        ...

    def recall(self, order_id: OrderId) -> Known | None: ...

    def holdings(self, account: AccountId) -> list[tuple[InstrumentId, Decimal]]:
        """Return the position in every instrument that the account ever traded, zeros included."""
        ...


class Memory:
    """Books that end with the process: what was said is kept as it was and folded when asked.

    Keeping must cost next to nothing, since a backtest asks almost never. Of closed orders
    more than `orders_kept_max` the oldest are forgotten, their fills live on in the positions.
    """

    def __init__(self, orders_kept_max: int = ORDERS_KEPT_MAX) -> None:
        self.is_complete = True
        self._kept_max = orders_kept_max
        self._told: dict[OrderId, tuple[SubmitOrder, list[Report]]] = {}
        self._ids: deque[OrderId] = deque()
        self._forgotten: dict[Holding, Decimal] = {}

    def knows(self, order_id: OrderId) -> bool:
        return order_id in self._told

    def keep(
        self, placed: PlaceOrder | None, reports: list[Report], counts: Counts, market_at: Nanos
    ) -> None:
        if placed is None:
            self._add(reports)
        else:
            self.place(placed, reports)

    def place(self, request: PlaceOrder, reports: list[Report]) -> None:
        """Keep a new order with what was said at once."""
        order_id = request.order_id
        self._told[order_id] = request.terms, reports
        ids = self._ids
        ids.append(order_id)
        if len(ids) > self._kept_max:
            self._forget_one()
        if len(reports) > 2:
            self._add([each for each in reports if _order_of(each) != order_id])

    def _add(self, reports: Sequence[Report]) -> None:
        told = self._told
        for report in reports:
            kept = told.get(_order_of(report))
            if kept is not None:
                kept[1].append(report)

    def recall(self, order_id: OrderId) -> Known | None:
        kept = self._told.get(order_id)
        if kept is None:
            return None
        known = Known(order_id, kept[0])
        for report in kept[1]:
            if _order_of(report) == order_id:
                known.take(report)
        return known

    def holdings(self, account: AccountId) -> list[tuple[InstrumentId, Decimal]]:
        held = dict(self._forgotten)
        for order_id, (terms, reports) in self._told.items():
            if terms.account == account:
                book(held, order_id, terms, reports)
        return sorted((key[1], qty) for key, qty in held.items() if key[0] == account)

    def _forget_one(self) -> None:
        """Forget the oldest closed order; open ones go to the end of the line."""
        for _ in range(_FORGET_TRIES):
            order_id = self._ids.popleft()
            known = self.recall(order_id)
            if known is not None and not known.is_open:
                terms, reports = self._told.pop(order_id)
                book(self._forgotten, order_id, terms, reports)
                self.is_complete = False
                return
            self._ids.append(order_id)


def book(
    held: dict[Holding, Decimal],
    order_id: OrderId,
    terms: SubmitOrder,
    reports: Sequence[Report],
) -> None:
    """Add an order's fills to positions."""
    key = terms.account, terms.instrument
    for report in reports:
        if isinstance(report, VenueFills) and report.order_id == order_id:
            qty = report.qty if terms.side is Side.BUY else -report.qty
            held[key] = held.get(key, ZERO) + qty


def _order_of(report: Report) -> OrderId:
    """Return whose report it is; a position's is nobody's."""
    return getattr(report, "order_id", "")
