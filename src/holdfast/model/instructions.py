"""How an order is to be worked beyond its type: triggers, trails, pegs, and what arms it.

The words are those of FIX: TriggerPriceType, PegPriceType, PegOffsetValue, DisplayQty, MinQty.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import msgspec

from holdfast.model.ids import AccountId, InstrumentId
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.order import OrderStatus


class TriggerSource(StrEnum):
    """Which price touches a trigger.

    BID_ASK is the side that the order would trade with: the ask for a buy, the bid for a sale.
    MARK is the price that a venue or feed names as fair; where none is told, the last price.
    """

    LAST = "LAST"
    BID_ASK = "BID_ASK"
    MID = "MID"
    MARK = "MARK"


class TrailUnit(StrEnum):
    """What the distance of a trailing stop is measured in."""

    PRICE = "PRICE"
    PERCENT = "PERCENT"
    TICKS = "TICKS"


class Trail(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A stop that follows the best price since it began, at this distance, and never loosens.

    It begins at once, or when the trigger's price first reaches `activation_price`. With a
    `limit_offset` (price units, beyond the stop) it becomes a limit order, else a market order.
    """

    amount: Decimal
    unit: TrailUnit = TrailUnit.PRICE
    activation_price: Decimal | None = None
    limit_offset: Decimal | None = None


class PegReference(StrEnum):
    """What a pegged order follows: the best of its own side, the mid, the best opposite."""

    PRIMARY = "PRIMARY"
    MID = "MID"
    MARKET = "MARKET"


class Peg(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A limit that follows a reference; `offset` (price units, signed) is added to it.

    The order's `limit_price`, where it has one, is never passed.
    """

    to: PegReference
    offset: Decimal = ZERO


# --- conditions that arm an order -----------------------------------------------------


class PriceIs(
    msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag="price"
):
    """The instrument's price is at or above, or at or below, a level; one of the two is given.

    BID_ASK is the ask for `at_or_above` and the bid for `at_or_below`.
    """

    instrument: InstrumentId
    at_or_above: Decimal | None = None
    at_or_below: Decimal | None = None
    source: TriggerSource = TriggerSource.LAST


class TimeIs(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="time"):
    """It is this time (nanoseconds UTC) or later."""

    at: Nanos


class PositionIs(
    msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, tag="position"
):
    """The account holds at least, or at most, this many units (short is below zero)."""

    instrument: InstrumentId
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    account: AccountId = ""  # empty: the order's own


class OrderIs(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="order"):
    """An order of the desk, by its order id or the account's client order id, has this status."""

    order: str
    status: OrderStatus


class AllOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="all"):
    """Every one of these has been met, each at some time: what was met once stays met."""

    conditions: tuple[Condition, ...]


class AnyOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="any"):
    """One of these has been met."""

    conditions: tuple[Condition, ...]


Condition = PriceIs | TimeIs | PositionIs | OrderIs | AllOf | AnyOf
