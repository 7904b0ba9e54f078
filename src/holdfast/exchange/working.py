"""An order of ours while it lives at the exchange, and the value that tells of it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from holdfast.exchange.more import Marks, More
from holdfast.exchange.session import Auction
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.reports import VenueFills
from holdfast.model.ids import OrderId, VenueOrderId
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.order import OrderStatus, OrderType, Side, TimeInForce

if TYPE_CHECKING:
    from holdfast.exchange.fees import FeeMeter
    from holdfast.exchange.floor import Floor
    from holdfast.exchange.order_book import BookOrder


class OrderState(msgspec.Struct, frozen=True):
    """Where one of our orders stands at the venue; `fills` only where it is to be put back."""

    order_id: OrderId
    venue_order_id: VenueOrderId
    terms: SubmitOrder
    status: OrderStatus
    qty: Decimal
    cum_qty: Decimal
    limit_price: Decimal | None
    stop_price: Decimal | None
    triggered: bool
    accepted_at: Nanos
    fills: tuple[VenueFills, ...] = ()
    marks: Marks | None = None  # of an order that is more than a plain one


# bound once: an enum's member costs a look-up at each use
_BUY = Side.BUY
_NEW = OrderStatus.NEW
_PARTIALLY_FILLED = OrderStatus.PARTIALLY_FILLED


class WorkingOrder(msgspec.Struct, eq=False):
    """The changing side of an order: what is left, where it rests, who stands before it."""

    order_id: OrderId
    venue_order_id: VenueOrderId
    terms: SubmitOrder
    floor: Floor
    is_buy: bool
    qty: Decimal
    leaves: Decimal
    limit_price: Decimal | None
    stop_price: Decimal | None
    accepted_at: Nanos = 0
    seq: int = 0  # arrival at its present place; a smaller one stands before
    status: OrderStatus = _NEW
    cum: Decimal = ZERO
    triggered: bool = False
    ahead: Decimal | None = None  # units of others before it; None: its level is unseen
    book_order: BookOrder | None = None
    meter: FeeMeter | None = None
    more: More | None = None  # None: a plain order

    @property
    def waits_for_price(self) -> bool:
        """Tell whether a price is still to touch the order's trigger."""
        return not self.triggered and self.terms.type in TRIGGERED

    @property
    def level(self) -> Decimal | None:
        """The price that triggers the order now; a trailing stop that has not begun has none."""
        more = self.more
        return self.stop_price if more is None or more.trail is None else more.level

    @property
    def asked_limit(self) -> Decimal | None:
        """The limit price that the order was given: what is told of it, whatever it works at."""
        more = self.more
        if more is None or (more.trail is None and more.peg is None):
            return self.limit_price
        return more.cap

    @property
    def is_immediate(self) -> bool:
        """Tell whether what does not trade at once is cancelled."""
        return self.terms.time_in_force in IMMEDIATE

    @property
    def is_open(self) -> bool:
        status = self.status
        return status is _NEW or status is _PARTIALLY_FILLED

    @property
    def auction(self) -> Auction | None:
        """The auction that the order waits for, None if it trades while the market is open."""
        return None if self.more is None else self.more.auction

    def accepts(self, price: Decimal) -> bool:
        """Tell whether the limit price, if there is one, allows trading at `price`."""
        limit = self.limit_price
        if limit is None:
            return True
        return price <= limit if self.is_buy else price >= limit

    def state(self) -> OrderState:
        return OrderState(
            self.order_id,
            self.venue_order_id,
            self.terms,
            self.status,
            self.qty,
            self.cum,
            self.asked_limit,
            self.stop_price,
            self.triggered,
            self.accepted_at,
            (),
            None if self.more is None else self.more.marks(),
        )


# Tuples: an enumeration's member hashes in Python, and is found by identity.
TOUCHED = (OrderType.MARKET_IF_TOUCHED, OrderType.LIMIT_IF_TOUCHED)
TRIGGERED = (OrderType.STOP, OrderType.STOP_LIMIT, OrderType.TRAILING_STOP, *TOUCHED)
IMMEDIATE = (TimeInForce.IOC, TimeInForce.FOK)


def working_order(
    order_id: OrderId,
    venue_order_id: VenueOrderId,
    terms: SubmitOrder,
    floor: Floor,
    at: Nanos = 0,
    seq: int = 0,
) -> WorkingOrder:
    """Begin an order as it was asked for, with nothing traded, and as if it were a plain one."""
    qty = terms.qty
    return WorkingOrder(
        order_id,
        venue_order_id,
        terms,
        floor,
        terms.side is _BUY,
        qty,
        qty,
        terms.limit_price,
        terms.stop_price,
        at,
        seq,
    )
