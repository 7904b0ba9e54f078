"""The ledger: everything the desk knows, changed by events alone.

Every container keeps the order of its events, so the same journal gives the same bytes.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property

import msgspec

from holdfast.core.breakers import Breakers
from holdfast.core.chains import Chains
from holdfast.core.failures import Failures
from holdfast.core.inbox import Discrepancy
from holdfast.core.levels import Resting
from holdfast.core.lists import Lists
from holdfast.core.memory import Memory
from holdfast.core.position import Position
from holdfast.core.questions import Questions
from holdfast.core.reconciled import Reconciled
from holdfast.core.scoped import Bounds, LookAlike, Recent, ScopeState, Signal
from holdfast.core.spreads import Spreads
from holdfast.core.watch import Watch
from holdfast.core.worked_by import VenueWork, abilities_at
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.events import DecisionOutcome, OrderFilled
from holdfast.messages.plan import DecisionPlan, ExecutionParams
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.rulings import Mark, Permit, Proposed
from holdfast.model.abilities import Abilities
from holdfast.model.account import Account
from holdfast.model.band import Band
from holdfast.model.calendar import Session
from holdfast.model.ids import (
    AccountId,
    ClientOrderId,
    ExecId,
    InstrumentId,
    OrderId,
    PlanId,
    PrincipalId,
    StrategyId,
    VenueId,
)
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.limits import Limits, has_money, narrowed, strictest
from holdfast.model.numbers import ZERO, Nanos, ratio
from holdfast.model.order import OrderStatus, Param, Side, Tactic
from holdfast.model.principal import Principal
from holdfast.model.scope import Scope, ScopeKey
from holdfast.model.trading import Phase, RuleMode
from holdfast.model.volume_curve import VolumeCurve

NEVER: Nanos = 2**63 - 1

TERMINAL = frozenset(
    {
        OrderStatus.FILLED,
        OrderStatus.CANCELED,
        OrderStatus.REJECTED,
        OrderStatus.EXPIRED,
        OrderStatus.REFUSED,
    }
)
# the venue has it, and its status awaits no answer
IDLE = (OrderStatus.NEW, OrderStatus.PARTIALLY_FILLED)


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
    cancel_wanted: bool = False  # a cancel was sent, and refused at most for a change in flight
    changed_by: int = 0  # the seq of the input that last sent a change or a cancel of it
    cancel_reason: str = ""  # why the desk cancels it by itself

    @property
    def is_open(self) -> bool:
        return self.status not in TERMINAL

    @property
    def is_idle(self) -> bool:
        """It can be changed now: the venue has it, and no answer is awaited."""
        return self.status in IDLE and self.pending_qty is None

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


class AccountState(msgspec.Struct, gc=False):
    """An account with its cash, positions, and the scope that holds its limits and sums."""

    account: Account
    cash: dict[str, Decimal]
    opening: dict[str, Decimal]
    scope: ScopeState
    positions: dict[InstrumentId, Position] = {}
    strategies: dict[StrategyId, dict[InstrumentId, Position]] = {}
    client_ids: dict[ClientOrderId, OrderId] = {}
    fills: dict[ExecId, OrderFilled] = {}
    busted: dict[ExecId, OrderId] = {}
    plans: dict[PlanId, PlanRecord] = {}
    brackets: dict[InstrumentId, dict[OrderId, None]] = {}  # entries with something to protect
    net_cost: Decimal = ZERO
    gross_cost: Decimal = ZERO
    resting: dict[InstrumentId, Resting] = {}  # own limit orders, where it has no trade group

    @property
    def limits(self) -> Limits:
        """The account's own limits; wider and narrower scopes may be stricter."""
        return self.scope.limits

    @property
    def open_value(self) -> Decimal:
        """Every open order at its reserve price, multiplier included."""
        return self.scope.tally.open_value


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
    algo: str = ""  # who works it: the name of a tactic or an emulator
    memory: dict[str, Param] = {}  # what its algo keeps
    bands: tuple[Band, ...] = ()  # the prices at which it is asked
    failures: Failures | None = None  # of its children, where some came to nothing
    paused: bool = False  # its algo is not asked until somebody resumes it
    tactic: Tactic | None = None  # as it was amended, in place of the one of its terms


class Bracket(msgspec.Struct, array_like=True, gc=False):
    """The exits of one entry: each filled share has a stop and a target, and one ends it."""

    exits: list[OrderId] = []
    open_exits: dict[OrderId, None] = {}
    exited: Decimal = ZERO  # closed by the exits
    closed: Decimal = ZERO  # closed by other orders
    ended: bool = False
    target_fills: dict[int, Decimal] = {}  # of a bracket's targets, counted from 1
    stop: Decimal | None = None  # where the stop was moved to
    bands: tuple[Band, ...] = ()  # the prices at which it may move


class RuleSetting(msgspec.Struct, array_like=True, frozen=True):
    """How a check is set otherwise than it is by itself."""

    mode: RuleMode
    until: Nanos | None = None


class SoftBlock(msgspec.Struct, array_like=True, frozen=True):
    """A refusal that a trader may acknowledge: which order, which code, until when."""

    order_hash: str
    code: Reason
    until: Nanos


# how many combinations of account, strategy, trader, instrument and venue are remembered
BOUNDS_MAX = 10_000


class _Asked(msgspec.Struct):
    """The order that `bounds_of` was asked for last, and what it answered."""

    order: SubmitOrder | None = None
    bounds: Bounds = msgspec.field(default_factory=lambda: Bounds((), Limits()))


class Ledger(msgspec.Struct, dict=True):
    """All state of one desk.

    `bounds_of` remembers what it has worked out beside the fields, where no snapshot sees it;
    whatever changes a scope's limits or makes one calls `forget_bounds`.
    """

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
    reconciled: Reconciled = msgspec.field(default_factory=Reconciled)
    # governance
    scopes: dict[ScopeKey, ScopeState] = {}  # all but whole accounts
    principals: dict[PrincipalId, Principal] = {}
    proposals: dict[str, Proposed] = {}
    proposals_made: int = 0
    permits: dict[str, Permit] = {}
    permits_made: int = 0
    soft_blocks: dict[str, SoftBlock] = {}
    rule_modes: dict[str, RuleSetting] = {}
    strategies_started: dict[StrategyId, None] = {}
    next_lapse: Nanos = NEVER  # when the next temporary thing ends
    kills: dict[ScopeKey, Scope] = {}  # the scopes that a kill stops
    # readiness
    is_armed: bool = False
    faults: dict[str, str] = {}  # what keeps the desk from being armed, by name
    faults_since: dict[str, Nanos] = {}
    overridden: dict[str, None] = {}
    awaited: dict[str, None] = {}  # orders and accounts that the venues are asked about
    unexplained: dict[str, str] = {}  # where venues differed since the start, and how
    # what it was told
    day: str = ""
    marks: dict[InstrumentId, Mark] = {}
    calendars: dict[str, tuple[Session, ...]] = {}
    phases: dict[VenueId, dict[InstrumentId, Phase]] = {}
    unmapped: dict[AccountId, dict[InstrumentId, Decimal]] = {}
    # what was sent lately
    # when each was sent last, and as which order; oldest first
    look_alikes: dict[LookAlike, tuple[Nanos, OrderId]] = {}
    signals: dict[Signal, Recent] = {}
    trade_groups: dict[str, dict[InstrumentId, Resting]] = {}  # their own limit orders
    breakers: Breakers = {}  # of links, those that are not closed
    memory: Memory = msgspec.field(default_factory=Memory)  # of orders that are over
    questions: Questions = msgspec.field(default_factory=Questions)
    watch: Watch = msgspec.field(default_factory=Watch)
    curves: dict[InstrumentId, VolumeCurve] = {}  # what usually trades when
    lists: Lists = msgspec.field(default_factory=Lists)
    chains: Chains = msgspec.field(default_factory=Chains)
    guests: dict[str, str] = {}  # the code of each algo from a user's file, by its name
    venues: dict[VenueId, VenueWork] = {}  # of those that have declared their abilities
    waiting: dict[str, dict[OrderId, None]] = {}  # parents, by what of the ledger they wait for
    spreads: Spreads = msgspec.field(default_factory=Spreads)
    extended: dict[str, tuple[Session, ...]] = {}  # calendars' days, extended hours included

    @property
    def discrepancies(self) -> list[Discrepancy]:
        """Every difference that the inbox keeps, open or closed, in the order of finding."""
        return self.reconciled.inbox.everything()

    def position(self, account: AccountId, instrument: InstrumentId) -> Position:
        """Return the position, an empty one if there is none; it is read, never written."""
        return self.accounts[account].positions.get(instrument) or Position()

    @cached_property
    def _bounds(self) -> dict[tuple[str, ...], Bounds]:
        return {}

    @cached_property
    def _last(self) -> _Asked:
        return _Asked()

    def venue_of(self, terms: SubmitOrder) -> VenueId:
        """Name the venue that an order goes to: the one it is pinned to, else its account's."""
        return terms.venue or self.accounts[terms.account].account.venue

    def listing_of(self, terms: SubmitOrder) -> Listing:
        """Return how its venue lists what an order is for: tick, lot and hours."""
        return self.listings[self.venue_of(terms)][terms.instrument]

    def abilities_of(self, terms: SubmitOrder) -> Abilities:
        """Return what its venue works of what an order is for."""
        kind = self.instruments[terms.instrument].kind
        return abilities_at(self.venues, self.venue_of(terms), kind)

    def is_in(self, scope: Scope, terms: SubmitOrder) -> bool:
        """Tell whether an order of these terms is in scope, whatever its id."""
        venue = self.venue_of(terms)
        return scope.takes_in(
            terms.account, terms.strategy, terms.principal, terms.instrument, venue
        )

    def bounds_of(self, order: SubmitOrder) -> Bounds:
        """Return every governed scope that an order is in, its account's first, limits merged."""
        last = self._last
        # one order asks several times on its way, and is then the same object
        if last.order is order:
            return last.bounds
        venue = self.venue_of(order)
        key = (order.account, order.strategy, order.principal, order.instrument, venue)
        bounds = self._bounds.get(key)
        if bounds is None:
            if len(self._bounds) >= BOUNDS_MAX:
                self._bounds.clear()
            scopes = (
                self.accounts[order.account].scope,
                *(
                    each
                    for each in self.scopes.values()
                    if not each.scope.order_id and each.scope.takes_in(*key)
                ),
            )
            limits = strictest(tuple(each.limits for each in scopes))
            limits = narrowed(limits, order.instrument)
            bounds = self._bounds[key] = Bounds(scopes, limits, self._clash(order, scopes))
        last.order, last.bounds = order, bounds
        return bounds

    def _clash(self, order: SubmitOrder, scopes: tuple[ScopeState, ...]) -> str:
        """Say where money is held to a limit in another currency, empty if nowhere."""
        base = self.accounts[order.account].account.base_currency
        for scope in scopes:
            wanted = scope.limits.currency or base
            if has_money(scope.limits):
                for name, state in self.accounts.items():
                    currency = state.account.base_currency
                    if scope.scope.account in ("", name) and currency != wanted:
                        return f"{scope.key} has limits in {wanted}, and {name} is in {currency}"
        return ""

    def forget_bounds(self) -> None:
        """Work out anew what orders meet: a scope has come, gone or changed."""
        self._bounds.clear()
        self._last.order = None

    def scope_of(self, scope: Scope) -> ScopeState | None:
        """Return the state of a scope, None if nothing governs it yet."""
        if scope.is_account:
            account = self.accounts.get(scope.account)
            return account.scope if account is not None else None
        return self.scopes.get(scope.key)

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
