"""Events of reconciliation: asked, compared, found to differ, mended."""

from __future__ import annotations

from decimal import Decimal

from holdfast.messages.commands import SubmitOrder
from holdfast.messages.fact import Fact
from holdfast.model.difference import DifferenceState, Kind, Policy, ReconcilePolicy, Repair
from holdfast.model.ids import (
    AccountId,
    InstrumentId,
    OrderId,
    PrincipalId,
    VenueId,
    VenueOrderId,
)
from holdfast.model.numbers import Nanos

# --- pictures of accounts -------------------------------------------------------------


class ReconcilePolicySet(Fact, frozen=True):
    """Pictures of accounts are judged so from now on."""

    policy: ReconcilePolicy


class AccountQueried(Fact, frozen=True):
    """The venue is asked for the account whole, with its fills since a time of the venue."""

    account: AccountId
    venue: VenueId
    since: Nanos


class AccountCompared(Fact, frozen=True):
    """A picture that was asked for is compared: this much was in it.

    `omitted` differences found no room in the inbox. Where something had changed too lately
    to be judged, or the picture was not whole, `again_at` is when the venue is asked again.
    """

    account: AccountId
    venue: VenueId
    as_of: Nanos
    is_complete: bool
    orders: int
    fills: int
    positions: int
    balances: int
    omitted: int
    again_at: Nanos | None


class AccountUntold(Fact, frozen=True):
    """A question for an account failed; nothing follows but that it is asked again."""

    account: AccountId
    venue: VenueId
    detail: str
    again_at: Nanos


# --- what differs ---------------------------------------------------------------------


class DifferenceFound(Fact, frozen=True):
    """Desk and venue differ; told again with the same id where the numbers have changed."""

    discrepancy_id: str
    kind: Kind
    account: AccountId
    subject: str
    detail: str
    evidence: str
    policy: Policy
    repair: Repair | None


class DifferenceClosed(Fact, frozen=True):
    """A difference is repaired, dismissed or gone; `principal` is empty where it went by itself."""

    discrepancy_id: str
    state: DifferenceState
    principal: PrincipalId
    why: str


# --- what mends it --------------------------------------------------------------------


class OrderAdopted(Fact, frozen=True):
    """An order that somebody else made in our account is counted as ours from now on.

    Its id comes from the venue's order id, so that it is adopted once; `alias` is the name
    that the venue's reports give it, which may be empty.
    """

    order_id: OrderId
    terms: SubmitOrder
    venue_order_id: VenueOrderId
    reserve_price: Decimal
    alias: str


class StrayCancelSent(Fact, frozen=True):
    """A cancel leaves for what lives at the venue and not with us, by the venue's order id."""

    order_id: OrderId
    venue_order_id: VenueOrderId


class PositionAdjusted(Fact, frozen=True):
    """A person takes over the venue's position: the difference is booked at a price, for no cash.

    It is no fill: it has the id of its discrepancy and moves neither cash nor the day's profit.
    """

    discrepancy_id: str
    account: AccountId
    instrument: InstrumentId
    qty: Decimal
    price: Decimal
    principal: PrincipalId
    why: str
    evidence: str


class CashAdjusted(Fact, frozen=True):
    """A person takes over the venue's cash: a deposit, interest, or what else no fill explains."""

    discrepancy_id: str
    account: AccountId
    currency: str
    amount: Decimal
    principal: PrincipalId
    why: str
    evidence: str


class SplitApplied(Fact, frozen=True):
    """Each `denominator` units have become `numerator`; what they cost stays the same."""

    instrument: InstrumentId
    numerator: int
    denominator: int
    principal: PrincipalId
    why: str


Difference = (
    ReconcilePolicySet
    | AccountQueried
    | AccountCompared
    | AccountUntold
    | DifferenceFound
    | DifferenceClosed
    | OrderAdopted
    | StrayCancelSent
    | PositionAdjusted
    | CashAdjusted
    | SplitApplied
)
