"""Requests: what leaves for a venue, read off the events that the journal holds."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.messages.commands import SubmitOrder
from holdfast.model.ids import AccountId, OrderId, VenueId, VenueOrderId
from holdfast.model.numbers import Nanos
from holdfast.model.order import TimeInForce


class PlaceOrder(msgspec.Struct, frozen=True, gc=False):
    """Place an order under our id, which the venue keeps as its client order id.

    The legs of a combo (`terms.combo`) leave one by one in a row; the venue places the whole
    once it has all of them, and never a part.
    """

    order_id: OrderId
    terms: SubmitOrder


class PullOrder(msgspec.Struct, frozen=True, gc=False):
    """Cancel what is left of an order.

    `known_as` is the id of the last change that was made of it, for venues that call an order
    by that (FIX, OrigClOrdID); empty where none was: then it is known by its own. Of the leg of
    a combo it is the combo's, which goes as a whole.
    """

    order_id: OrderId
    venue_order_id: VenueOrderId
    known_as: str = ""


class AmendOrder(msgspec.Struct, frozen=True, gc=False):
    """Change an order to this total quantity and these prices.

    A `time_in_force` of None stays. Each change has an id of its own, `change_id`, for venues
    that want a new one with each (FIX, ClOrdID); it replaces `known_as`, as in `PullOrder`.
    """

    order_id: OrderId
    venue_order_id: VenueOrderId
    qty: Decimal
    limit_price: Decimal | None
    stop_price: Decimal | None
    time_in_force: TimeInForce | None = None
    expire_at: Nanos | None = None
    change_id: str = ""
    known_as: str = ""


class QueryOrder(msgspec.Struct, frozen=True, gc=False):
    """Ask what became of an order: answered by its fills, then VenueStates, or VenueKnowsNot.

    The answer gives `number` back, so that it can be told which query it answers. `known_as` is
    the combo that the order is a leg of, by which alone its venue knows it; empty for others.
    `venue_order_id` is the venue's own id of it, as far as the desk knows that.
    """

    order_id: OrderId
    number: int = 0
    known_as: str = ""
    venue_order_id: VenueOrderId = ""


class QueryPositions(msgspec.Struct, frozen=True, gc=False):
    """Ask what an account holds: answered by VenueHolds for every instrument, zeros included."""

    account: AccountId
    venue: VenueId


class QueryAccount(msgspec.Struct, frozen=True, gc=False):
    """Ask for an account whole: answered by VenueSnapshot or VenueSnapshotFails.

    `since` is in nanoseconds UTC of the venue: fills from then on are told, all open orders
    are told whatever their age.
    """

    account: AccountId
    venue: VenueId
    since: Nanos


Request = PlaceOrder | PullOrder | AmendOrder | QueryOrder | QueryPositions | QueryAccount
