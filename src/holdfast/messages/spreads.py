"""Multi-leg orders, as they are asked for and as they go: one command and what follows."""

from __future__ import annotations

from decimal import Decimal

from holdfast.messages.fact import Fact
from holdfast.messages.ordered import Ordered
from holdfast.messages.refusals import Refusal
from holdfast.model.ids import OrderId
from holdfast.model.spread import SpreadStatus, SpreadTerms


class SubmitSpread(Ordered, frozen=True):
    """Place a multi-leg order: all of its legs are taken, or none.

    The client order id makes it idempotent within the account, as of any order.
    """

    terms: SpreadTerms


class UnwindSpread(Ordered, frozen=True):
    """Close what a multi-leg order that has ended left standing alone: the desk asks itself."""

    spread_id: OrderId


class SpreadTaken(Fact, frozen=True):
    """The desk works these legs together; the first leads, and its algo decides for all."""

    spread_id: OrderId
    terms: SpreadTerms
    legs: tuple[OrderId, ...]


class SpreadRefused(Fact, frozen=True):
    """None of the legs was taken, for these reasons, each named by its leg."""

    spread_id: OrderId
    terms: SpreadTerms
    refusals: tuple[Refusal, ...]


class SpreadEnded(Fact, frozen=True):
    """Nothing more of it is worked. `done` whole units traded.

    `filled` is what each leg traded, in the order of the terms; what is beyond `done` times its
    ratio is stranded.
    """

    spread_id: OrderId
    status: SpreadStatus
    done: Decimal
    filled: tuple[Decimal, ...]
    detail: str


class SpreadUnwound(Fact, frozen=True):
    """What it left standing alone is seen to: by these orders, or by a person who was told."""

    spread_id: OrderId
    orders: tuple[OrderId, ...]


SpreadCommand = SubmitSpread | UnwindSpread
SpreadEvent = SpreadTaken | SpreadRefused | SpreadEnded | SpreadUnwound
