"""The venue's own books: which orders it has seen and what it said of each."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, Protocol

from holdfast.exchange.more import Marks
from holdfast.messages.reports import (
    HeldFill,
    Report,
    VenueBusts,
    VenueCancels,
    VenueExpires,
    VenueFills,
    VenueRejects,
    VenueReplaces,
)
from holdfast.messages.requests import PlaceOrder
from holdfast.model.ids import AccountId, ExecId, InstrumentId, OrderId
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.order import Side
from holdfast.venues.paper.known import Known

Told = tuple[PlaceOrder, *tuple[Report, ...]]
"""An order as placed and what was said while it was; reports of others may be among them."""

Marked = tuple[OrderId, Marks]
Holding = tuple[AccountId, InstrumentId]
OpeningCash = Mapping[AccountId, Mapping[str, Decimal]]

ORDERS_KEPT_MAX = 10_000


class RecordsError(Exception):
    """The books could not be opened, read or written; what was not written is not said."""


class StoreLocked(RecordsError):
    """Another paper venue has this store open; two would hand out the same ids."""


class Counts(NamedTuple):
    """How many ids the exchange has handed out."""

    orders: int
    execs: int


class Paid(NamedTuple):
    """What an account has paid: signed quantity x price by instrument, fees by currency."""

    spent: dict[InstrumentId, Decimal]
    fees: dict[str, Decimal]

    def add(self, known: Known, fill: VenueFills) -> None:
        """Add one fill of an order."""
        instrument, currency = known.terms.instrument, fill.fee_currency
        spent = known.signed(fill) * fill.price
        self.spent[instrument] = self.spent.get(instrument, ZERO) + spent
        self.fees[currency] = self.fees.get(currency, ZERO) + fill.fee


class Books(NamedTuple):
    """One account: open orders as they came, fills since a time, and what money is known.

    `opening` is None where the venue was never told, `paid` where it has forgotten.
    """

    open_orders: list[Known]
    fills: list[HeldFill]
    opening: Mapping[str, Decimal] | None
    paid: Paid | None


class Records(Protocol):
    """What the venue can prove of its past."""

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing was ever forgotten, so that absence is proof."""
        ...

    def knows(self, order_id: OrderId) -> bool: ...

    def keep(
        self,
        placed: PlaceOrder | None,
        reports: list[Report],
        counts: Counts,
        market_at: Nanos,
        marks: Sequence[Marked] = (),
    ) -> None:
        """Write down what is about to be said, and the order if it is new; raises RecordsError.

        `market_at` is the last market event that is in it, `marks` what has changed of open
        orders that nobody is told.
        """
        ...

    def recall(self, order_id: OrderId) -> Known | None: ...

    def holdings(self, account: AccountId) -> list[tuple[InstrumentId, Decimal]]:
        """Return the position in every instrument that the account ever traded, zeros included."""
        ...

    def position(self, account: AccountId, instrument: InstrumentId) -> Decimal:
        """Return what an account holds of an instrument: below zero where it is short."""
        ...

    def open_accounts(self, cash: OpeningCash) -> None:
        """Remember what accounts were opened with; of one that is known nothing changes."""
        ...

    def books(self, account: AccountId, since: Nanos, fills_max: int) -> Books:
        """Return what is kept of an account, with at most so many of its fills, oldest first."""
        ...


# bound once: an enum's member costs a look-up at each use
_BUY = Side.BUY


class Memory:
    """Books that end with the process: what was said is kept as it was and folded when asked.

    Keeping must cost next to nothing, since a backtest asks almost never: one tuple for each
    order, which the garbage collector soon lets alone. Of more than `orders_kept_max` orders
    the oldest closed ones are forgotten; their fills live on in the positions.
    """

    def __init__(self, orders_kept_max: int = ORDERS_KEPT_MAX) -> None:
        self.is_complete = True
        self.told: dict[OrderId, Told] = {}
        self.ages: deque[OrderId] = deque()  # of what is told, oldest first
        self.orders_kept_max = orders_kept_max
        self._forgotten: dict[Holding, Decimal] = {}
        self._opening: OpeningCash = {}

    def knows(self, order_id: OrderId) -> bool:
        return order_id in self.told

    def keep(
        self,
        placed: PlaceOrder | None,
        reports: list[Report],
        counts: Counts,
        market_at: Nanos,
        marks: Sequence[Marked] = (),
    ) -> None:
        if placed is None:
            self.add(reports)
        else:
            self.told[placed.order_id] = placed, *reports
            self.ages.append(placed.order_id)
            self.settle(placed.order_id, reports)

    def settle(self, order_id: OrderId, reports: Sequence[Report]) -> None:
        """Do what is rarely due after a new order: reports of others in its answer, forgetting."""
        if len(reports) > 2:
            self.add([each for each in reports if _order_of(each) != order_id])
        if len(self.told) > self.orders_kept_max:
            self._forget_oldest()

    def recall(self, order_id: OrderId) -> Known | None:
        told = self.told.get(order_id)
        if told is None:
            return None
        placed, *reports = told
        known = Known(order_id, placed.terms)
        for report in reports:
            if _order_of(report) == order_id:
                known.take(report)
        return known

    def position(self, account: AccountId, instrument: InstrumentId) -> Decimal:
        return dict(self.holdings(account)).get(instrument, ZERO)

    def holdings(self, account: AccountId) -> list[tuple[InstrumentId, Decimal]]:
        held = dict(self._forgotten)
        for told in self.told.values():
            if told[0].terms.account == account:
                _book(held, told, _outcome(told)[0])
        return sorted((key[1], qty) for key, qty in held.items() if key[0] == account)

    def open_accounts(self, cash: OpeningCash) -> None:
        self._opening = {**cash, **self._opening}

    def books(self, account: AccountId, since: Nanos, fills_max: int) -> Books:
        mine = [
            known
            for order_id, told in self.told.items()
            if told[0].terms.account == account and (known := self.recall(order_id)) is not None
        ]
        fills = [
            known.held_fill(fill) for known in mine for fill in known.fills if fill.at >= since
        ]
        return Books(
            [known for known in mine if known.is_open],
            sorted(fills, key=_age)[:fills_max],
            self._opening.get(account),
            _paid(mine) if self.is_complete else None,
        )

    def add(self, reports: Sequence[Report]) -> None:
        """Keep what is told of orders that are known."""
        for report in reports:
            order_id = _order_of(report)
            told = self.told.get(order_id)
            if told is not None:
                self.told[order_id] = *told, report

    def _forget_oldest(self) -> None:
        """Forget the oldest if it is over, else let it count as the youngest; one at a time.

        Two are looked at for each new order, so that open ones cannot hold the rest back.
        """
        for _ in range(2):
            order_id = self.ages.popleft()
            told = self.told[order_id]
            cum_qty, is_over = _outcome(told)
            if not is_over:
                self.ages.append(order_id)
                continue
            del self.told[order_id]
            _book(self._forgotten, told, cum_qty)
            self.is_complete = False
            if len(self.told) <= self.orders_kept_max:
                return


def _paid(orders: Iterable[Known]) -> Paid:
    total = Paid({}, {})
    for known in orders:
        for fill in known.fills:
            total.add(known, fill)
    return total


def _age(fill: HeldFill) -> Nanos:
    return fill.at


def _outcome(told: Told) -> tuple[Decimal, bool]:
    """Return what an order has traded and whether it has ended, without folding all of it."""
    placed = told[0]
    order_id, qty = placed.order_id, placed.terms.qty
    if len(told) == 3:
        last = told[2]
        # by far the most common life: accepted, then filled whole
        if type(last) is VenueFills and last.qty == qty and last.order_id == order_id:
            return qty, True
    cum_qty, has_ended = ZERO, False
    for report in told[1:]:
        match report:
            case VenueFills() if report.order_id == order_id:
                cum_qty += report.qty
            case VenueReplaces() if report.order_id == order_id:
                qty = report.qty
            case VenueBusts() if report.order_id == order_id:
                # only what is over is ever busted
                cum_qty, has_ended = cum_qty - _traded(told, report.exec_id), True
            case VenueCancels() | VenueExpires() | VenueRejects() if report.order_id == order_id:
                has_ended = True
    return cum_qty, has_ended or cum_qty >= qty


def _traded(told: Told, exec_id: ExecId) -> Decimal:
    fills = (each for each in told[1:] if isinstance(each, VenueFills))
    return next((each.qty for each in fills if each.exec_id == exec_id), ZERO)


def _book(held: dict[Holding, Decimal], told: Told, cum_qty: Decimal) -> None:
    """Add an order's fills to positions."""
    # what was traded and busted is a position of zero, not none
    if cum_qty or any(type(each) is VenueBusts for each in told):
        terms = told[0].terms
        key = terms.account, terms.instrument
        signed = cum_qty if terms.side is _BUY else -cum_qty
        held[key] = held.get(key, ZERO) + signed


def _order_of(report: Report) -> OrderId:
    """Return whose report it is; a position's is nobody's."""
    return getattr(report, "order_id", "")
