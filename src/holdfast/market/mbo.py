"""Market by order, as Databento tells it, turned into what happens to single orders of a book.

What we rely on (databento.com/docs/schemas-and-data-formats/mbo, and checked over the tape that
the tests read):
- records of one event end with the flag LAST, and only between events is the book whole;
- a trade (T) and the fills (F) of those it met change no book: the cancel or modification that
  follows in the same event does. Fills become EXECUTE, and what follows only says the rest;
- a fill on the aggressor's own side is that of an order which was moved to cross: it is told by
  what became of that order, and no second print;
- a cancel takes its size off, a modification tells the new price and size. Other price or more
  size puts the order behind all others of its price: it is deleted and added;
- additions are told at the end of their event: one that takes orders of its own owner off
  (self-match prevention) comes before they go;
- an order that showed less than it traded (an iceberg) is gone, and added when it shows again.

Before the first trade, and whenever an event leaves bids at or above asks, the market is not
open: orders gather for an auction at which nobody here could trade. The book is empty then; what
stands once the auction is over is added at that moment, in the order of its queues.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from operator import itemgetter
from typing import Protocol

from holdfast.market.unreadable import BadField
from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import Nanos
from holdfast.model.order import Side
from holdfast.model.quote import BookAction, BookMessage, MarketEvent, Trade

LAST, SNAPSHOT = 128, 32
SIDES = {"B": Side.BUY, "A": Side.SELL, "N": None}
PRICE_SCALE = -9
PRICE_UNDEFINED = (1 << 63) - 1
ORDERS_MAX = 5_000_000


class Record(Protocol):
    """The fields of a record that are read; prices are whole billionths."""

    action: str
    side: str
    price: int
    size: int
    order_id: int
    flags: int
    ts_event: Nanos


class Standing:
    """One order of the book; `told` is how much of it has been added and not taken off."""

    __slots__ = ("price", "side", "size", "told")

    def __init__(self, side: Side, price: int, size: int) -> None:
        self.side = side
        self.price = price
        self.size = size
        self.told = 0

    @property
    def is_buy(self) -> bool:
        return self.side is Side.BUY


def book_events(records: Iterable[Record], instrument: InstrumentId) -> Iterator[MarketEvent]:
    """Turn records into events, at the exchange's times. Raises BadField at what is not MBO."""
    book = _Book(instrument)
    for record in records:
        yield from book.take(record)


class _Book:
    """All orders that stand; a dict keeps the order of their arrival."""

    def __init__(self, instrument: InstrumentId) -> None:
        self._instrument = instrument
        self._orders: dict[int, Standing] = {}
        self._counts: tuple[dict[int, int], dict[int, int]] = ({}, {})  # orders by price
        self._best: list[int | None] = [None, None]  # highest bid, lowest ask
        self._is_open = False
        self._has_traded = False
        self._aggressor: Side | None = None
        self._printed: tuple[int, int] = (0, 0)  # price and size of the event's prints, unfilled
        self._news: list[int] = []  # added in this event
        self._prices: dict[int, Decimal] = {}
        self._takes: dict[str, Callable[[Record], Iterable[MarketEvent]]] = {
            "A": self._add,
            "C": self._cancel,
            "M": self._modify,
            "F": self._fill,
            "T": self._trade,
            "R": self._clear,
            "N": _nothing,
        }

    def take(self, record: Record) -> Iterator[MarketEvent]:
        take = self._takes.get(record.action)
        if take is None:
            raise BadField("action", record.action, "must be one of A, C, M, F, T, R, N")
        yield from take(record)
        if record.flags & LAST:
            yield from self._end(record.ts_event)

    # --- what records say -------------------------------------------------------------------

    def _add(self, record: Record) -> Iterator[MarketEvent]:
        side = SIDES.get(record.side)
        if side is None:
            raise BadField("side", record.side, "must be B or A where an order is added")
        if record.price == PRICE_UNDEFINED or record.size <= 0:
            raise BadField("price", str(record.price), "must be defined, of a size above zero")
        if len(self._orders) >= ORDERS_MAX:
            raise BadField("order id", str(record.order_id), f"at most {ORDERS_MAX} may stand")
        yield from self._take_out(record)
        order = self._orders[record.order_id] = Standing(side, record.price, record.size)
        self._count(order, 1)
        if self._is_open:
            self._news.append(record.order_id)

    def _cancel(self, record: Record) -> Iterator[MarketEvent]:
        order = self._orders.get(record.order_id)
        if order is not None:
            yield from self._shrink(record, order, order.size - record.size)

    def _modify(self, record: Record) -> Iterator[MarketEvent]:
        order = self._orders.get(record.order_id)
        # what was executed whole and shows again stands behind the others, too
        keeps_place = (
            order is not None
            and order.price == record.price
            and record.size <= order.size
            and (order.told > 0 or not self._is_open)
        )
        if order is None or not keeps_place:
            yield from self._add(record)
        else:
            yield from self._shrink(record, order, record.size)

    def _fill(self, record: Record) -> Iterator[MarketEvent]:
        side = SIDES.get(record.side)
        if side is None or side is self._aggressor or not self._is_open:
            return
        price, size = self._printed
        self._printed = (price, max(size - record.size, 0))
        order = self._orders.get(record.order_id)
        if order is not None:
            order.told = max(order.told - record.size, 0)
        yield self._message(BookAction.EXECUTE, record, side, record.price, record.size)

    def _trade(self, record: Record) -> Iterator[MarketEvent]:
        yield from self._rest_of_print(record.ts_event)
        self._has_traded = True
        self._aggressor = SIDES.get(record.side)
        if self._is_open:
            self._printed = (record.price, record.size)
        else:
            # the cross of an auction
            yield Trade(
                self._instrument, self._price(record.price), Decimal(record.size), record.ts_event
            )

    def _clear(self, record: Record) -> Iterator[MarketEvent]:
        yield from self._close(record.ts_event)
        self._orders.clear()
        self._counts = ({}, {})
        self._best = [None, None]

    def _end(self, at: Nanos) -> Iterator[MarketEvent]:
        """Close or open the market between two events."""
        yield from self._rest_of_print(at)
        self._aggressor = None
        bid, ask = self._best
        if bid is not None and ask is not None and bid >= ask:
            yield from self._close(at)
        elif self._is_open:
            for order_id in self._news:
                yield from self._told_whole(order_id, at)
        elif self._has_traded:
            self._is_open = True
            for order_id in self._from_best():
                yield from self._told_whole(order_id, at)
        self._news.clear()
        self._has_traded = self._is_open

    # --- private ----------------------------------------------------------------------------

    def _close(self, at: Nanos) -> Iterator[MarketEvent]:
        """Take the whole book off: what gathers for an auction trades with nobody yet."""
        if not self._is_open:
            return
        self._is_open = False
        for order_id in reversed(self._from_best()):
            order = self._orders[order_id]
            if order.told:
                yield self._gone(order_id, order, at)

    def _from_best(self) -> list[int]:
        """Sort all orders, bids and then asks, by price from the best, as they came at each.

        So no quote is shown on the way that never was: with the first ask both sides are right.
        """
        bids = [(-each.price, number) for number, each in self._orders.items() if each.is_buy]
        asks = [(each.price, number) for number, each in self._orders.items() if not each.is_buy]
        return [number for side in (bids, asks) for _, number in sorted(side, key=itemgetter(0))]

    def _shrink(self, record: Record, order: Standing, size: int) -> Iterator[MarketEvent]:
        """Leave so much of an order; what executions took off already is not told again."""
        if size <= 0:
            yield from self._take_out(record)
            return
        order.size = size
        if order.told > size:
            less = order.told - size
            order.told = size
            yield self._message(BookAction.REDUCE, record, order.side, order.price, less)

    def _take_out(self, record: Record) -> Iterator[MarketEvent]:
        order = self._orders.pop(record.order_id, None)
        if order is None:
            return
        self._count(order, -1)
        if order.told:
            yield self._gone(record.order_id, order, record.ts_event)

    def _told_whole(self, order_id: int, at: Nanos) -> Iterator[MarketEvent]:
        order = self._orders.get(order_id)
        if order is not None and not order.told:
            order.told = order.size
            yield self._of(BookAction.ADD, order_id, order, at)

    def _gone(self, order_id: int, order: Standing, at: Nanos) -> MarketEvent:
        gone = self._of(BookAction.DELETE, order_id, order, at)
        order.told = 0
        return gone

    def _of(self, action: BookAction, order_id: int, order: Standing, at: Nanos) -> BookMessage:
        price, size = self._price(order.price), Decimal(order.told)
        return BookMessage(self._instrument, action, order_id, order.side, price, size, at)

    def _message(
        self, action: BookAction, record: Record, side: Side, price: int, size: int
    ) -> BookMessage:
        at, order_id = record.ts_event, record.order_id
        dollars = self._price(price)
        return BookMessage(self._instrument, action, order_id, side, dollars, Decimal(size), at)

    def _rest_of_print(self, at: Nanos) -> Iterator[MarketEvent]:
        """Tell what traded with nobody who is displayed, as implied orders do."""
        price, size = self._printed
        self._printed = (0, 0)
        if size:
            yield Trade(
                self._instrument, self._price(price), Decimal(size), at, self._aggressor, True
            )

    def _count(self, order: Standing, by: int) -> None:
        is_bid = order.is_buy
        counts, price, place = self._counts[0 if is_bid else 1], order.price, 0 if is_bid else 1
        left = counts[price] = counts.get(price, 0) + by
        best = self._best[place]
        if not left:
            del counts[price]
            if price == best:
                # the next best is near, and rarely looked for: a scan is cheap enough
                self._best[place] = (max if is_bid else min)(counts, default=None)
        elif best is None or (price > best if is_bid else price < best):
            self._best[place] = price

    def _price(self, billionths: int) -> Decimal:
        price = self._prices.get(billionths)
        if price is None:
            if len(self._prices) >= ORDERS_MAX:
                self._prices.clear()
            price = Decimal(billionths).scaleb(PRICE_SCALE).normalize()
            exponent = price.as_tuple().exponent
            # two decimals, as people expect
            price = price.quantize(_CENT) if isinstance(exponent, int) and exponent > -2 else price
            self._prices[billionths] = price
        return price


_CENT = Decimal("0.01")


def _nothing(record: Record) -> Iterable[MarketEvent]:
    return ()
