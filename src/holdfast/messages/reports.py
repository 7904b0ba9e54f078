"""Reports: what a venue says, in the present tense with the venue as subject."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.messages.drop_copy import Copied
from holdfast.model.ids import AccountId, ExecId, InstrumentId, OrderId, VenueId, VenueOrderId
from holdfast.model.numbers import Nanos
from holdfast.model.order import Liquidity, OrderStatus, OrderType, Side, TimeInForce
from holdfast.model.trading import Phase


class _Report(msgspec.Struct, frozen=True, array_like=True, gc=False, tag=True):
    """The shape of what a venue says: `order_id` is ours, `at` is the venue's clock."""


class VenueAccepts(_Report, frozen=True):
    """The order is in the venue's hands."""

    order_id: OrderId
    venue_order_id: VenueOrderId
    at: Nanos


class VenueRejects(_Report, frozen=True):
    """The venue will not take the order; `code` is the venue's own."""

    order_id: OrderId
    code: str
    detail: str
    at: Nanos


class VenueFills(_Report, frozen=True):
    """Some or all of the order has traded; `exec_id` is the same however often it is told."""

    order_id: OrderId
    exec_id: ExecId
    qty: Decimal
    price: Decimal
    fee: Decimal
    fee_currency: str
    liquidity: Liquidity
    at: Nanos


class VenueBusts(_Report, frozen=True):
    """A fill is taken back; it may be told before the fill itself."""

    order_id: OrderId
    exec_id: ExecId
    at: Nanos


class VenueCancels(_Report, frozen=True):
    """Nothing more of the order will trade, by our wish or the venue's (`detail` says which).

    `cum_qty` is what of it has traded in all, None where the venue does not tell.
    """

    order_id: OrderId
    at: Nanos
    detail: str = ""
    cum_qty: Decimal | None = None


class VenueExpires(_Report, frozen=True):
    """The order's time in force has run out; `cum_qty` as with a cancel."""

    order_id: OrderId
    at: Nanos
    detail: str = ""
    cum_qty: Decimal | None = None


class VenueRejectsCancel(_Report, frozen=True):
    """The cancel comes too late or names nothing; the order stays as it was."""

    order_id: OrderId
    code: str
    detail: str
    at: Nanos


class VenueReplaces(_Report, frozen=True):
    """The order now has this total quantity, these prices and this time in force.

    A venue that does not tell the time in force (None) has made it what was asked.
    """

    order_id: OrderId
    venue_order_id: VenueOrderId
    qty: Decimal
    limit_price: Decimal | None
    stop_price: Decimal | None
    at: Nanos
    time_in_force: TimeInForce | None = None
    expire_at: Nanos | None = None


class VenueRejectsReplace(_Report, frozen=True):
    """The change is not made; the order works on as it was."""

    order_id: OrderId
    code: str
    detail: str
    at: Nanos


class VenueTriggers(_Report, frozen=True):
    """A stop has been touched and now works as a market or limit order."""

    order_id: OrderId
    at: Nanos


class VenueSilent(_Report, frozen=True):
    """No answer came, or the connection broke after the first byte: the outcome is not known."""

    order_id: OrderId
    detail: str
    at: Nanos


class VenueUnreachable(_Report, frozen=True):
    """Nothing of the request left, provably: what was asked last is undone.

    `unsent` says that it was the order or the change itself, whatever was asked of it since.
    With `again_at` it was turned away unread for the number of requests, of which more are taken
    from then on.
    """

    order_id: OrderId
    detail: str
    at: Nanos
    unsent: bool = False
    again_at: Nanos = 0


class VenueStates(_Report, frozen=True):
    """The answer to a query: the order as the venue has it; its fills are told as VenueFills.

    `number` is the query's own, 0 where the venue cannot say which query it answers. A
    `time_in_force` of None is not told.
    """

    order_id: OrderId
    venue_order_id: VenueOrderId
    status: OrderStatus
    qty: Decimal
    cum_qty: Decimal
    limit_price: Decimal | None
    stop_price: Decimal | None
    at: Nanos
    number: int = 0
    time_in_force: TimeInForce | None = None
    expire_at: Nanos | None = None


class VenueKnowsNot(_Report, frozen=True):
    """The venue has no such order; `final` where its rule makes that proof of absence."""

    order_id: OrderId
    final: bool
    at: Nanos


class VenueHolds(_Report, frozen=True):
    """An account's position at the venue, for reconciliation."""

    venue: VenueId
    account: AccountId
    instrument: InstrumentId
    qty: Decimal
    at: Nanos


class VenueHeldAll(_Report, frozen=True):
    """Every position of the account has been told: the end of the answer to a query."""

    venue: VenueId
    account: AccountId
    at: Nanos


class VenueCorrects(_Report, frozen=True):
    """A fill was told with wrong numbers: it is taken back, and `new_exec_id` stands for it.

    It may be told before the fill itself. Fees are those of the fill that it corrects.
    """

    order_id: OrderId
    exec_id: ExecId
    new_exec_id: ExecId
    qty: Decimal
    price: Decimal
    at: Nanos


class HeldOrder(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An order that is open at a venue; `order_id` is ours, empty where nobody gave it one."""

    order_id: OrderId
    venue_order_id: VenueOrderId
    instrument: InstrumentId
    side: Side
    type: OrderType
    qty: Decimal
    cum_qty: Decimal
    limit_price: Decimal | None
    stop_price: Decimal | None
    time_in_force: TimeInForce


class HeldFill(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A fill as a venue's books have it, with what it takes to place it without its order."""

    order_id: OrderId
    venue_order_id: VenueOrderId
    exec_id: ExecId
    instrument: InstrumentId
    side: Side
    qty: Decimal
    price: Decimal
    fee: Decimal
    fee_currency: str
    liquidity: Liquidity
    at: Nanos


class VenueSnapshot(_Report, frozen=True):
    """An account at one moment of the venue: the answer to QueryAccount.

    `orders` are all that are open, ours or not; `fills` those since the time that was asked
    for, oldest first; `positions` names zeros too where the venue can. Cash and buying power
    that a venue does not tell are left out, which is never zero. From a picture that is not
    complete nothing follows by absence. `as_of` is the venue's time of the picture.
    """

    venue: VenueId
    account: AccountId
    orders: tuple[HeldOrder, ...]
    fills: tuple[HeldFill, ...]
    positions: dict[InstrumentId, Decimal]
    cash: dict[str, Decimal]
    buying_power: Decimal | None
    is_complete: bool
    as_of: Nanos
    at: Nanos


class VenueSnapshotFails(_Report, frozen=True):
    """A question for an account has no answer: nothing is known, least of all that it is flat."""

    venue: VenueId
    account: AccountId
    detail: str
    at: Nanos


class VenuePhase(_Report, frozen=True):
    """The venue opens, halts or closes an instrument; an empty instrument is all of them."""

    venue: VenueId
    instrument: InstrumentId
    phase: Phase
    at: Nanos


class VenueBeats(_Report, frozen=True):
    """The venue lives, and this is the time there."""

    venue: VenueId
    at: Nanos


class VenueConnects(_Report, frozen=True):
    """The link is up; what it missed must be asked for."""

    venue: VenueId
    at: Nanos


class VenueDisconnects(_Report, frozen=True):
    """The link is down; orders at the venue live on, and what they do is not heard of."""

    venue: VenueId
    detail: str
    at: Nanos


Report = (
    VenueAccepts
    | VenueRejects
    | VenueFills
    | VenueBusts
    | VenueCancels
    | VenueExpires
    | VenueRejectsCancel
    | VenueReplaces
    | VenueRejectsReplace
    | VenueTriggers
    | VenueSilent
    | VenueUnreachable
    | VenueStates
    | VenueKnowsNot
    | VenueHolds
    | VenueHeldAll
    | VenuePhase
    | VenueCorrects
    | VenueSnapshot
    | VenueSnapshotFails
    | VenueBeats
    | VenueConnects
    | VenueDisconnects
    | Copied
)
