"""What the market shows and does: quotes, trades, bars and order-by-order book messages."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import msgspec

from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import Nanos
from holdfast.model.order import Side

_HALF = Decimal("0.5")


class Quote(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The best bid and ask; a side that is not quoted has price and size zero."""

    instrument: InstrumentId
    bid: Decimal
    ask: Decimal
    bid_size: Decimal
    ask_size: Decimal
    at: Nanos

    @property
    def mid(self) -> Decimal:
        """Half way between bid and ask; meaningless unless both are quoted."""
        return (self.bid + self.ask) * _HALF


class Move(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How the mid of an instrument has moved: where a window began, and between what it ran.

    `anchor` is the mid at the start of the longer window (the collar's), `low` and `high`
    the extremes within the shorter one (the velocity's). `last` is the last print, None where
    there was none of late.
    """

    instrument: InstrumentId
    anchor: Decimal
    low: Decimal
    high: Decimal
    last: Decimal | None = None


class Trade(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A print; `aggressor` is the side that crossed, None where the source does not say."""

    instrument: InstrumentId
    price: Decimal
    size: Decimal
    at: Nanos
    aggressor: Side | None = None
    hidden: bool = False  # executed against an order that was not displayed


class Bar(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Open, high, low, close and volume from `at - span_ns` to `at`."""

    instrument: InstrumentId
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal
    at: Nanos
    span_ns: int


class BookAction(StrEnum):
    """What happened to one displayed order of somebody else."""

    ADD = "ADD"
    REDUCE = "REDUCE"
    DELETE = "DELETE"
    EXECUTE = "EXECUTE"


class BookMessage(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One order-by-order message of a recorded book.

    `size` is what was added, taken away or executed; a DELETE takes all that is left.
    """

    instrument: InstrumentId
    action: BookAction
    book_order_id: int
    side: Side
    price: Decimal
    size: Decimal
    at: Nanos


MarketEvent = Quote | Trade | Bar | BookMessage
