"""What reconciliation remembers: questions that wait, what was adopted and adjusted, the inbox."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.core.inbox import Inbox
from holdfast.messages.differences import PositionAdjusted, SplitApplied
from holdfast.model.difference import ReconcilePolicy
from holdfast.model.ids import AccountId, OrderId, VenueId
from holdfast.model.numbers import Nanos

EXTERNAL = "EXTERNAL"  # the strategy of orders that were adopted
PREFIX = "EXT-"  # how their ids begin


def external_id(venue: VenueId, venue_order_id: str) -> OrderId:
    """Make the id of somebody else's order from the venue's, the same each time."""
    return f"{PREFIX}{venue}-{venue_order_id}"


def is_external(order_id: OrderId) -> bool:
    """Tell whether an order was made by somebody else."""
    return order_id.startswith(PREFIX)


class Asked(msgspec.Struct, array_like=True):
    """How far an account is compared, and whether its venue owes an answer.

    `since` is from when on, by the venue's clock, fills are still to be told; `asked_at` is
    the desk's time of the question that waits, None if none does.
    """

    since: Nanos = 0
    asked_at: Nanos | None = None
    asked_since: Nanos = 0
    as_of: Nanos = 0  # of the newest picture that was compared
    compared_at: Nanos | None = None
    again_at: Nanos | None = None
    failures: int = 0  # answers that failed since the last whole picture
    failure: str = ""
    # of the newest picture
    is_complete: bool = True
    orders: int = 0
    fills: int = 0
    positions: int = 0
    balances: int = 0
    opened_at: Nanos = 0  # what was traded before is in the money that it opened with


class Adjusted(msgspec.Struct, array_like=True, frozen=True):
    """What has changed a position beside fills, after so many fills of its account."""

    after_fills: int
    event: PositionAdjusted | SplitApplied


class Reconciled(msgspec.Struct, array_like=True):
    """The part of the ledger that is about agreeing with venues."""

    policy: ReconcilePolicy = ReconcilePolicy()
    accounts: dict[AccountId, Asked] = {}
    aliases: dict[str, OrderId] = {}  # what venues call orders that were adopted
    adjustments: dict[AccountId, list[Adjusted]] = {}  # as they came
    cash_adjusted: dict[AccountId, dict[str, Decimal]] = {}
    inbox: Inbox = msgspec.field(default_factory=Inbox)
