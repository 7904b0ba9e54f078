"""The ledger: everything the desk knows, changed by events alone.

Every container keeps the order of its events, so the same journal gives the same bytes.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.messages.commands import SubmitOrder
from holdfast.messages.events import DecisionOutcome, DiscrepancyFound, OrderFilled
from holdfast.messages.plan import DecisionPlan, ExecutionParams
from holdfast.messages.refusals import Refusal
from holdfast.model.account import Account
from holdfast.model.ids import (
    AccountId,
    ClientOrderId,
    ExecId,
    InstrumentId,
    OrderId,
    PlanId,
    StrategyId,
    VenueId,
)
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.limits import Limits
from holdfast.model.numbers import ZERO, Nanos, ratio
from holdfast.model.order import OrderStatus, Side

TERMINAL = frozenset(
    {
        OrderStatus.FILLED,
        OrderStatus.CANCELED,
        OrderStatus.REJECTED,
        OrderStatus.EXPIRED,
        OrderStatus.REFUSED,
    }
)


class Order(msgspec.Struct, array_like=True, gc=False):
    """One order from its acceptance to its last fill; `terms` is what was asked, the rest what is.

    `cost` is the exact sum of fill quantity x price, so the average price is derived, never kept.
    """

    id: OrderId
    terms: SubmitOrder
    status: OrderStatus
    qty: Decimal
    limit_price: Decimal | None
    stop_price: Decimal | None
    reserve_price: Decimal
    arrival_price: Decimal | None
    created_at: Nanos
    sent_at: Nanos
    updated_at: Nanos
    caused_by: int  # the seq of the input that made it
    cum_qty: Decimal = ZERO
    cost: Decimal = ZERO
    commission: Decimal = ZERO
    reserved_qty: Decimal = ZERO
    venue_order_id: str = ""
    pending_qty: Decimal | None = None  # of a replace in flight
    pending_limit_price: Decimal | None = None
    pending_stop_price: Decimal | None = None
    reason: str = ""
    refusals: tuple[Refusal, ...] = ()
    triggered: bool = False
    overfilled: bool = False
    cancel_wanted: bool = False  # a cancel was sent and not refused

    @property
    def is_open(self) -> bool:
        return self.status not in TERMINAL

    @property
    def leaves_qty(self) -> Decimal:
        """What may still trade: zero once the order is over, or has traded more than it asked."""
        left = self.qty - self.cum_qty
        return left if left > ZERO and self.status not in TERMINAL else ZERO

    @property
    def avg_px(self) -> Decimal | None:
        """Average fill price to 28 digits, in the instrument's currency per unit."""
        return ratio(self.cost, self.cum_qty) if self.cum_qty else None

    @property
    def is_buy(self) -> bool:
        return self.terms.side is Side.BUY


class Position(msgspec.Struct, array_like=True, gc=False):
    """A net position with its exact cost, and what open orders could make of it.

    `cost` is signed like `qty`: what a long cost, or minus what a short brought, multiplier
    included. `buy_open` and `sell_open` count in-flight and unknown orders too.
    """

    qty: Decimal = ZERO
    cost: Decimal = ZERO
    realised: Decimal = ZERO
    fees: Decimal = ZERO
    bought: Decimal = ZERO
    sold: Decimal = ZERO
    buy_open: Decimal = ZERO
    sell_open: Decimal = ZERO
    last_px: Decimal | None = None

    def avg_px(self, multiplier: Decimal) -> Decimal | None:
        """Average cost per unit in the instrument's currency."""
        return ratio(self.cost, self.qty * multiplier) if self.qty else None


class AccountState(msgspec.Struct, gc=False):
    """An account with its cash, positions, limits and what is reserved of it."""

    account: Account
    cash: dict[str, Decimal]
    opening: dict[str, Decimal]
    limits: Limits
    limits_version: int = 0
    positions: dict[InstrumentId, Position] = {}
    strategies: dict[StrategyId, dict[InstrumentId, Position]] = {}
    client_ids: dict[ClientOrderId, OrderId] = {}
    fills: dict[ExecId, OrderFilled] = {}
    busted: dict[ExecId, OrderId] = {}
    plans: dict[PlanId, PlanRecord] = {}
    brackets: dict[InstrumentId, dict[OrderId, None]] = {}  # entries with something to protect
    open_value: Decimal = ZERO  # of every open order at its reserve price, multiplier included
    net_cost: Decimal = ZERO
    gross_cost: Decimal = ZERO


class PlanRecord(msgspec.Struct, array_like=True, frozen=True):
    """A plan that was taken, and what became of its decisions."""

    plan: DecisionPlan
    outcomes: tuple[DecisionOutcome, ...]
    at: Nanos
    params: ExecutionParams = ExecutionParams()


class ParentState(msgspec.Struct, array_like=True, gc=False):
    """What a working parent has given out: `committed` is filled, open, in flight and unknown."""

    children: list[OrderId] = []
    open_children: dict[OrderId, None] = {}
    committed: Decimal = ZERO
    wake_at: Nanos | None = None
    ending: OrderStatus | None = None  # how it ends once its last child has
    ending_detail: str = ""


class Bracket(msgspec.Struct, array_like=True, gc=False):
    """The exits of one entry: each filled share has a stop and a target, and one ends it."""

    exits: list[OrderId] = []
    open_exits: dict[OrderId, None] = {}
    exited: Decimal = ZERO  # closed by the exits
    closed: Decimal = ZERO  # closed by other orders
    ended: bool = False


class Ledger(msgspec.Struct):
    """All state of one desk."""

    desk: str = ""
    epoch: str = ""
    build: str = ""
    seed: int = 0
    starts: int = 0
    seq: int = 0
    at: Nanos = 0
    orders_made: int = 0
    instruments: dict[InstrumentId, Instrument] = {}
    listings: dict[VenueId, dict[InstrumentId, Listing]] = {}
    accounts: dict[AccountId, AccountState] = {}
    orders: dict[OrderId, Order] = {}
    open_orders: dict[OrderId, None] = {}
    parents: dict[OrderId, ParentState] = {}
    brackets: dict[OrderId, Bracket] = {}
    discrepancies: list[DiscrepancyFound] = []

    def position(self, account: AccountId, instrument: InstrumentId) -> Position:
        """Return the position, an empty one if there is none; it is read, never written."""
        return self.accounts[account].positions.get(instrument) or Position()

    def next_order_id(self) -> OrderId:
        """Return the id that the next order will have: unique in the epoch, the same on replay."""
        return f"{self.epoch}-{self.orders_made + 1}"


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Ledger)


def freeze(ledger: Ledger) -> bytes:
    """Write the whole ledger as bytes: equal ledgers give equal bytes."""
    return _ENCODER.encode(ledger)


def thaw(state: bytes) -> Ledger:
    """Read a ledger back from `freeze`; raises msgspec.ValidationError on what is no ledger."""
    return _DECODER.decode(state)
