"""Events of the ways to venues: whose session is down, what was answered, what waits to be sent."""

from __future__ import annotations

from holdfast.messages.fact import Fact
from holdfast.model.ids import OrderId, VenueId
from holdfast.model.numbers import Nanos


class VenueConnected(Fact, frozen=True):
    """The venue's session is up, and everything at the venue is asked after."""

    venue: VenueId
    at: Nanos  # the adapter's clock


class VenueDisconnected(Fact, frozen=True):
    """The venue's session is down: nothing that adds risk goes there until it is up."""

    venue: VenueId
    detail: str
    at: Nanos  # the adapter's clock


class QuestionAnswered(Fact, frozen=True):
    """The venue has spoken of the order, so it is asked after no more."""

    order_id: OrderId


class ExitsPostponed(Fact, frozen=True):
    """An exit of this entry could not leave for its venue: it is sent again later."""

    order_id: OrderId


class ExitsResumed(Fact, frozen=True):
    """The exits that could not leave are sent now."""

    order_id: OrderId


Link = VenueConnected | VenueDisconnected | QuestionAnswered | ExitsPostponed | ExitsResumed
