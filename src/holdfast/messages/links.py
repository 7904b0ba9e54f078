"""Events of the ways to venues: whose link is down, what was answered, what waits to be sent."""

from __future__ import annotations

from decimal import Decimal

from holdfast.messages.fact import Fact
from holdfast.model.ids import OrderId, VenueId
from holdfast.model.numbers import Nanos
from holdfast.model.order import OrderStatus


class VenueConnected(Fact, frozen=True):
    """The link to a venue is up, and everything at the venue is asked after."""

    venue: VenueId
    at: Nanos  # the adapter's clock


class VenueDisconnected(Fact, frozen=True):
    """The link to a venue is down: nothing that adds risk goes there until it is up."""

    venue: VenueId
    detail: str
    at: Nanos  # the adapter's clock


class QuestionAnswered(Fact, frozen=True):
    """The venue has spoken of the order, so it is asked after no more."""

    order_id: OrderId


class EndAwaitsFills(Fact, frozen=True):
    """The order is over at its venue with more traded than is known here: the fills are asked for.

    It ends, as this status, once they come to `cum_qty` or the venue shows that they do not.
    """

    order_id: OrderId
    status: OrderStatus
    detail: str
    cum_qty: Decimal


class ExitsPostponed(Fact, frozen=True):
    """An exit of this entry could not leave for its venue: it is sent again later."""

    order_id: OrderId


class ExitsResumed(Fact, frozen=True):
    """The exits that could not leave are sent now."""

    order_id: OrderId


Link = (
    VenueConnected
    | VenueDisconnected
    | QuestionAnswered
    | EndAwaitsFills
    | ExitsPostponed
    | ExitsResumed
)
