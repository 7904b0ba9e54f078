"""Events: what has happened, in the past tense; the only things that change the ledger."""

from __future__ import annotations

from decimal import Decimal

from holdfast.messages import breakers as b
from holdfast.messages import changes as h
from holdfast.messages import contingent as o
from holdfast.messages import curves as v
from holdfast.messages import differences as d
from holdfast.messages import links as n
from holdfast.messages import planned
from holdfast.messages import retention as t
from holdfast.messages import rulings as g
from holdfast.messages import spreads as s
from holdfast.messages import underway as u
from holdfast.messages import watched as w
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.fact import Fact
from holdfast.messages.guests import GuestsLoaded
from holdfast.messages.refusals import Refusal
from holdfast.messages.worked import VenueDeclared
from holdfast.model.account import Account
from holdfast.model.asking import Asking
from holdfast.model.band import Band
from holdfast.model.ids import (
    AccountId,
    ExecId,
    OrderId,
    PrincipalId,
    VenueId,
    VenueOrderId,
)
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.limits import Limits
from holdfast.model.numbers import Nanos
from holdfast.model.order import Liquidity, OrderStatus, Param, TimeInForce
from holdfast.model.scope import Scope

# --- the desk -------------------------------------------------------------------------


class DeskStarted(Fact, frozen=True):
    """A run began; `epoch` is that of the journal's first start."""

    desk: str
    epoch: str
    build: str
    seed: int
    asking: Asking = Asking()


class AccountOpened(Fact, frozen=True):
    """An account exists, with this opening cash."""

    account: Account
    cash: dict[str, Decimal]


class InstrumentListed(Fact, frozen=True):
    """An instrument is known and trades at these listings."""

    instrument: Instrument
    listings: tuple[Listing, ...]


class LimitsSet(Fact, frozen=True):
    """These limits hold for the scope from now on, or until a time; then what was before.

    Without a `scope` it is the whole account. `approved_by` is the second person of a raise.
    """

    account: AccountId
    limits: Limits
    principal: PrincipalId
    why: str
    scope: Scope | None = None
    until: Nanos | None = None
    approved_by: PrincipalId = ""

    @property
    def whose(self) -> Scope:
        return self.scope if self.scope is not None else Scope(account=self.account)


class RequestRefused(Fact, frozen=True):
    """A command other than a new order was refused; nothing changed."""

    subject: str
    refusals: tuple[Refusal, ...]


# --- orders, our side -----------------------------------------------------------------


class OrderAccepted(Fact, frozen=True):
    """The desk took the order and works it itself: a parent, not (yet) sent anywhere."""

    order_id: OrderId
    terms: SubmitOrder
    reserve_price: Decimal
    arrival_price: Decimal | None
    algo: str = ""  # the emulator that works it; empty: its own tactic


class OrderSent(Fact, frozen=True):
    """The order passed the gate and leaves for its venue once this is durable.

    `reserve_price` values what is open of it until the end; `arrival_price` is the mid then.
    """

    order_id: OrderId
    terms: SubmitOrder
    reserve_price: Decimal
    arrival_price: Decimal | None
    qty: Decimal | None = None  # what leaves, where own orders would have met the rest


class OrderRefused(Fact, frozen=True):
    """The desk refused the order, for every reason listed."""

    order_id: OrderId
    terms: SubmitOrder
    refusals: tuple[Refusal, ...]


class CancelSent(Fact, frozen=True):
    """A cancel leaves for the venue; `reason` says why the desk sends it by itself."""

    order_id: OrderId
    reason: str = ""


class ReplaceSent(Fact, frozen=True):
    """A change leaves for the venue; until it answers, the worse of old and new is reserved."""

    order_id: OrderId
    qty: Decimal
    limit_price: Decimal | None
    stop_price: Decimal | None
    reserve_price: Decimal
    time_in_force: TimeInForce | None = None
    expire_at: Nanos | None = None
    change_id: str = ""  # what the venue is to call it
    known_as: str = ""  # the change before it that was made
    client_order_id: str = ""
    is_queued: bool = False  # it had waited for another's answer


class QuerySent(Fact, frozen=True):
    """The venue is asked what became of the order; `number` tells this query from others."""

    order_id: OrderId
    number: int = 0


class PositionsQueried(Fact, frozen=True):
    """The venue is asked what the account holds."""

    account: AccountId
    venue: VenueId


# --- orders, the venue's side ---------------------------------------------------------


class OrderOpened(Fact, frozen=True):
    """The venue has the order."""

    order_id: OrderId
    venue_order_id: VenueOrderId


class OrderRejected(Fact, frozen=True):
    """The venue did not take the order."""

    order_id: OrderId
    code: str
    detail: str


class OrderFilled(Fact, frozen=True):
    """The venue traded some or all of the order; this outranks any cancel of ours."""

    order_id: OrderId
    exec_id: ExecId  # the venue's, so that the same fill told twice counts once
    qty: Decimal
    price: Decimal
    fee: Decimal
    fee_currency: str
    liquidity: Liquidity
    traded_at: Nanos  # the venue's clock; the stamp holds ours


class FillBusted(Fact, frozen=True):
    """A fill was taken back: quantity, position and cash return to what they were without it."""

    order_id: OrderId
    exec_id: ExecId


class OrderOverfilled(Fact, frozen=True):
    """The venue traded more than was ordered; the position has it, and a person must look."""

    order_id: OrderId
    excess: Decimal


class OrderCanceled(Fact, frozen=True):
    """Nothing more of the order will trade."""

    order_id: OrderId
    detail: str


class OrderExpired(Fact, frozen=True):
    """The order's time ran out."""

    order_id: OrderId
    detail: str


class CancelRejected(Fact, frozen=True):
    """The venue did not cancel; the order is as its fills say."""

    order_id: OrderId
    code: str
    detail: str


class OrderReplaced(Fact, frozen=True):
    """The order now has this quantity and these prices; leaves still come from fills alone."""

    order_id: OrderId
    venue_order_id: VenueOrderId
    qty: Decimal
    limit_price: Decimal | None
    stop_price: Decimal | None
    time_in_force: TimeInForce | None = None  # None: as it was
    expire_at: Nanos | None = None


class ReplaceRejected(Fact, frozen=True):
    """The change was not made."""

    order_id: OrderId
    code: str
    detail: str


class OrderTriggered(Fact, frozen=True):
    """The order's stop price was touched."""

    order_id: OrderId
    at: Nanos


class OrderUnknown(Fact, frozen=True):
    """What became of the order is not known; its exposure stays reserved until there is proof."""

    order_id: OrderId
    detail: str


class OrderFound(Fact, frozen=True):
    """The venue proved where an order stands that was unknown or had fallen behind."""

    order_id: OrderId
    venue_order_id: VenueOrderId
    status: OrderStatus


class DiscrepancyFound(Fact, frozen=True):
    """Ledger and venue differ, or a report makes no sense: `evidence` is for a person to judge."""

    subject: str
    detail: str
    evidence: str


# --- parents and plans ----------------------------------------------------------------


class ParentScheduled(Fact, frozen=True):
    """The parent's algo asks to be woken at this time, and when a price meets one of the bands."""

    order_id: OrderId
    wake_at: Nanos | None
    bands: tuple[Band, ...] = ()


class ParentNoted(Fact, frozen=True):
    """The parent's algo remembers this from now on, in place of what it remembered."""

    order_id: OrderId
    memory: dict[str, Param]


class ParentStopping(Fact, frozen=True):
    """The parent gives out no more and ends, with this status, when its last child has."""

    order_id: OrderId
    status: OrderStatus
    detail: str


class BracketReduced(Fact, frozen=True):
    """Another order closed some of what the entry's exits were for, so they shrink by it."""

    order_id: OrderId
    qty: Decimal
    closed_by: OrderId


class BracketEnded(Fact, frozen=True):
    """The entry's exits are no longer wanted: the position is closed another way."""

    order_id: OrderId
    detail: str


class ParentEnded(Fact, frozen=True):
    """The parent works no more; `status` is FILLED, CANCELED or EXPIRED."""

    order_id: OrderId
    status: OrderStatus
    detail: str


DecisionOutcome = planned.DecisionOutcome
PlanAccepted = planned.PlanAccepted
PlanRefused = planned.PlanRefused


Event = (
    DeskStarted
    | AccountOpened
    | InstrumentListed
    | LimitsSet
    | RequestRefused
    | OrderAccepted
    | OrderSent
    | OrderRefused
    | CancelSent
    | ReplaceSent
    | QuerySent
    | PositionsQueried
    | OrderOpened
    | OrderRejected
    | OrderFilled
    | FillBusted
    | OrderOverfilled
    | OrderCanceled
    | OrderExpired
    | CancelRejected
    | OrderReplaced
    | ReplaceRejected
    | OrderTriggered
    | OrderUnknown
    | OrderFound
    | DiscrepancyFound
    | ParentScheduled
    | ParentNoted
    | ParentStopping
    | ParentEnded
    | BracketReduced
    | BracketEnded
    | PlanAccepted
    | PlanRefused
    | g.Ruling
    | t.Retention
    | b.BreakerEvent
    | n.Link
    | d.Difference
    | w.Watched
    | o.Contingent
    | h.Change
    | u.Underway
    | v.VolumeCurveSet
    | GuestsLoaded
    | VenueDeclared
    | s.SpreadEvent
)
