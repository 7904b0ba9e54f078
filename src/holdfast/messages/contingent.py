"""Events of lists of contingent orders: taken, refused, decided, traded too much."""

from __future__ import annotations

from decimal import Decimal

from holdfast.messages.commands import SubmitOrder
from holdfast.messages.fact import Fact
from holdfast.messages.refusals import Refusal
from holdfast.model.band import Band
from holdfast.model.contingency import Contingency, TriggerMode
from holdfast.model.ids import AccountId, OrderId


class ListAccepted(Fact, frozen=True):
    """A list was taken; its members follow, the first of them has the id of the list."""

    list_id: OrderId
    account: AccountId
    client_list_id: str
    contingency: Contingency
    mode: TriggerMode


class ListRefused(Fact, frozen=True):
    """A list was refused whole: refusals name the member by its path."""

    account: AccountId
    client_list_id: str
    refusals: tuple[Refusal, ...]


class ChildHeld(Fact, frozen=True):
    """An order is kept here until its trigger fills: it makes sense, and no limit has judged it."""

    order_id: OrderId
    terms: SubmitOrder
    arrival_price: Decimal | None


class ListDecided(Fact, frozen=True):
    """A member has filled or ended, so that the others are to go.

    `traded` is what each member may have filled by then without its being too much.
    """

    list_id: OrderId
    order_id: OrderId
    detail: str
    traded: tuple[Decimal, ...]


class ListExceeded(Fact, frozen=True):
    """Members traded more together than the contingency allows: fills have crossed cancels."""

    list_id: OrderId
    excess: Decimal


class StopMoved(Fact, frozen=True):
    """The stop of an entry's exits stands here from now on: tighter than before, and why."""

    order_id: OrderId
    price: Decimal
    why: str


class StopWatched(Fact, frozen=True):
    """These are the prices at which the stop of an entry may move next; none if it may not."""

    order_id: OrderId
    bands: tuple[Band, ...]


class WayMade(Fact, frozen=True):
    """Exits of this entry make way for other orders of the account, until those are over."""

    order_id: OrderId


class ExitsDue(Fact, frozen=True):
    """The entry is complete or over, and nothing keeps its exits back any more."""

    order_id: OrderId


Contingent = (
    ListAccepted
    | ListRefused
    | ChildHeld
    | ListDecided
    | ListExceeded
    | StopMoved
    | StopWatched
    | ExitsDue
    | WayMade
)
