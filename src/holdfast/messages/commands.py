"""Commands: what people, strategies, algos and timers ask of the desk, in the imperative."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.messages import control as k
from holdfast.messages import curves as v
from holdfast.messages import spreads as s
from holdfast.messages import underway as u
from holdfast.messages import watching as y
from holdfast.messages.ordered import Ordered
from holdfast.messages.plan import DecisionPlan, ExecutionParams
from holdfast.model.account import Account
from holdfast.model.asking import Asking
from holdfast.model.band import Reached
from holdfast.model.bracket import BracketTerms
from holdfast.model.combo import Combo
from holdfast.model.contingency import Contingency, TriggerMode
from holdfast.model.difference import ReconcilePolicy
from holdfast.model.ids import (
    AccountId,
    ClientOrderId,
    InstrumentId,
    OrderId,
    PrincipalId,
    StrategyId,
    VenueId,
)
from holdfast.model.instructions import Condition, Peg, Trail, TriggerSource
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.limits import Limits
from holdfast.model.numbers import Nanos
from holdfast.model.order import OrderRole, OrderType, SelfTrade, Side, Tactic, TimeInForce
from holdfast.model.principal import Principal
from holdfast.model.scope import Scope


class SubmitOrder(
    msgspec.Struct,
    frozen=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    gc=False,
    tag=True,
    tag_field="command",
):
    """Place an order; these are also the terms that the order keeps for life.

    Quantities are in units of the instrument, prices in its currency per unit, times in
    nanoseconds UTC. `client_order_id` is the caller's own and makes the command idempotent
    within the account: the same payload gets the same answer, another payload a conflict.
    """

    account: AccountId
    instrument: InstrumentId
    side: Side
    qty: Decimal
    type: OrderType = OrderType.MARKET
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    time_in_force: TimeInForce = TimeInForce.DAY
    client_order_id: ClientOrderId = ""
    strategy: StrategyId = ""
    principal: PrincipalId = ""
    venue: VenueId = ""  # pinned; empty: the account's
    expire_at: Nanos | None = None
    post_only: bool = False
    reduce_only: bool = False
    all_or_none: bool = False
    display_qty: Decimal | None = None
    max_slippage_bps: Decimal | None = None  # of the arrival mid
    take_profit: Decimal | None = None  # price of the attached limit exit
    stop_loss: Decimal | None = None  # price of the attached stop exit
    stop_loss_limit: Decimal | None = None
    tactic: Tactic | None = None
    parent_id: OrderId = ""
    exit_of: OrderId = ""  # the entry that this order protects or takes profit on
    role: OrderRole | None = None
    correlation_id: str = ""
    metadata: dict[str, str] | None = None
    short_sale: bool = False  # marked: it may sell more than is held
    locate_id: str = ""  # where the shares of a short sale are borrowed
    self_trade: SelfTrade | None = None  # None: the account's own mode
    trigger: TriggerSource | None = None  # which price touches a stop; None: its worker's own
    trail: Trail | None = None  # of a TRAILING_STOP
    peg: Peg | None = None  # of a PEGGED order
    display_variance: Decimal | None = None  # share by which `display_qty` varies, 0 to below 1
    qty_min: Decimal | None = None  # the least that its first fill may be
    post_only_slide: bool = False  # a post-only that would cross rests one tick away instead
    quote_qty: Decimal | None = None  # worth in the instrument's currency, in place of `qty`
    target_position: Decimal | None = None  # what shall be held, in place of `qty`
    arm: Condition | None = None  # it is worked once this is met
    list_id: str = ""  # the contingency that it belongs to: the desk's to set
    bracket: BracketTerms | None = None  # its exits, in place of take_profit and stop_loss
    exit_index: int = 0  # which of its entry's targets it is, from 1: the desk's to set
    extended_hours: bool = False  # it may trade before the open and after the close, too
    combo: Combo | None = None  # the venue's order that it is a leg of: the desk's to set


class SubmitList(Ordered, frozen=True):
    """Place orders of one account that depend on each other, whole or not at all.

    OTO: the first triggers the rest. `client_list_id` is the caller's own and makes the command
    idempotent within the account, as a client order id does. `mode` says which fills count.
    """

    orders: tuple[SubmitOrder, ...]
    contingency: Contingency
    mode: TriggerMode = TriggerMode.PARTIAL
    client_list_id: str = ""
    principal: PrincipalId = ""


class CancelOrder(Ordered, frozen=True):
    """Cancel one order and, if it is a parent, what it still has in the market."""

    order_id: OrderId
    principal: PrincipalId = ""


class CancelAll(Ordered, frozen=True):
    """Cancel every open order in scope; an empty field means any.

    `owner` is the principal of the orders, `principal` who asks. `older_than_ns` is the age of an
    order since the desk took it. Slices go with their parent, and alone only where their role is
    named.
    """

    account: AccountId = ""
    instrument: InstrumentId = ""
    strategy: StrategyId = ""
    principal: PrincipalId = ""
    side: Side | None = None
    venue: VenueId = ""
    owner: PrincipalId = ""
    older_than_ns: Nanos | None = None
    type: OrderType | None = None
    role: OrderRole | None = None


class CancelOrders(Ordered, frozen=True):
    """Cancel these orders, up to 1,000; each has its own answer, and one no holds up no other."""

    order_ids: tuple[OrderId, ...]
    principal: PrincipalId = ""


class ReplaceOrder(Ordered, frozen=True):
    """Change quantity, prices or time in force of an open order; what is None stays.

    `client_order_id` is the caller's own for this change: it makes the command idempotent, and
    names the order from then on, beside the ids that it had. A change that is asked for while
    another is in flight waits for its answer, one at a time: a later one takes its place.
    """

    order_id: OrderId
    qty: Decimal | None = None
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    principal: PrincipalId = ""
    time_in_force: TimeInForce | None = None  # DAY, GTC or GTD
    expire_at: Nanos | None = None  # of GTD
    client_order_id: ClientOrderId = ""


class SubmitPlan(Ordered, frozen=True):
    """Size, check and work every decision of a plan; idempotent by (account, plan id)."""

    plan: DecisionPlan
    params: ExecutionParams = ExecutionParams()
    principal: PrincipalId = ""


class OpenAccount(Ordered, frozen=True):
    """Create an account with opening cash by currency."""

    account: Account
    cash: dict[str, Decimal] = msgspec.field(default_factory=dict)
    principal: PrincipalId = ""


class ListInstrument(Ordered, frozen=True):
    """Make an instrument known, with where it trades."""

    instrument: Instrument
    listings: tuple[Listing, ...] = ()
    principal: PrincipalId = ""


class SetLimits(Ordered, frozen=True):
    """Set all limits of a scope, the whole account unless `scope` says otherwise.

    A limit that is left out is missing from then on. Tightening holds at once; a raise needs
    a reason, an end (`until`, or `permanent`) and a second person's `Approve`.
    """

    account: AccountId
    limits: Limits
    principal: PrincipalId = ""
    why: str = ""
    scope: Scope | None = None
    until: Nanos | None = None
    permanent: bool = False

    @property
    def whose(self) -> Scope:
        return self.scope if self.scope is not None else Scope(account=self.account)


class StartDesk(Ordered, frozen=True):
    """Begin or go on: the first input of every run.

    `epoch` is fresh at the first start of a journal and namespaces every order id in it.
    Orders whose answer was lost become UNKNOWN and are asked after. `principals` are those of
    the first start; afterwards they change by `SetPrincipal` alone. `asking` holds for this run.
    """

    desk: str
    epoch: str
    build: str
    seed: int = 0
    principals: tuple[Principal, ...] = ()
    asking: Asking = Asking()
    reconciling: ReconcilePolicy | None = None  # from now on; None: as before


class Wake(Ordered, frozen=True):
    """The timer of a working parent has come: ask its algo again."""

    order_id: OrderId


class ReachBand(Ordered, frozen=True):
    """The market has met a band that a working parent waits for: ask its algo."""

    order_id: OrderId
    reached: Reached


class ReachStop(Ordered, frozen=True):
    """A price was reached at which the stop of this entry may move."""

    order_id: OrderId
    reached: Reached


class Reconcile(Ordered, frozen=True):
    """Ask every venue about every order that is open or unknown."""

    account: AccountId = ""
    principal: PrincipalId = ""


Command = (
    SubmitOrder
    | SubmitList
    | CancelOrder
    | CancelAll
    | CancelOrders
    | ReplaceOrder
    | SubmitPlan
    | OpenAccount
    | ListInstrument
    | SetLimits
    | StartDesk
    | Wake
    | ReachBand
    | ReachStop
    | Reconcile
    | k.Control
    | y.Watching
    | u.Asked
    | v.SetVolumeCurve
    | s.SpreadCommand
)
