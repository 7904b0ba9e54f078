"""Events of lists of contingent orders: taken, refused, decided, traded too much."""

from __future__ import annotations

from decimal import Decimal

from holdfast.messages.commands import SubmitOrder
from holdfast.messages.fact import Fact
from holdfast.messages.refusals import Refusal
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


Contingent = ListAccepted | ListRefused | ChildHeld | ListDecided | ListExceeded
