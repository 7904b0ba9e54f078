"""The plug-in types: what a risk check, a sizer and an algo are given and give back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property

import msgspec

from holdfast.core.ledger import AccountState, Ledger, Order
from holdfast.core.position import Position
from holdfast.core.scoped import Bounds, ScopeState
from holdfast.core.worked_by import LEGS
from holdfast.core.working import Algo
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.plan import Size
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.account import Account
from holdfast.model.ids import OrderId
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.limits import Limits
from holdfast.model.numbers import ZERO, Nanos, ratio
from holdfast.model.order import SelfTrade, Side
from holdfast.model.principal import Principal
from holdfast.model.quote import Move, Quote
from holdfast.model.scope import Scope
from holdfast.model.trading import Latch, TradingState

ROWS = ("RC27",)  # the controls that it holds, by their ids

_BUY = Side.BUY


class Trip(msgspec.Struct, frozen=True):
    """What a breach stops besides the order: a scope, until what its latch says."""

    scope: Scope
    state: TradingState
    latch: Latch
    why: str
    until: Nanos | None = None


class Near(msgspec.Struct, frozen=True):
    """A limit that a scope has come near to: nothing stops, and a person is told."""

    scope: Scope
    measured: Decimal
    limit: Decimal


class Prevention(msgspec.Struct, frozen=True):
    """An order would trade with own resting ones: with which, and how much of each.

    `left` is what may still be sent of it, nothing where it is refused.
    """

    mode: SelfTrade
    met: tuple[tuple[OrderId, Decimal], ...]
    left: Decimal


class Finding(msgspec.Struct, frozen=True, gc=False):
    """What one check measured of one order, in its limit's own unit; refused or not.

    `used` is the part of `measured` that was there without the order, so that `headroom` is
    the most that it could have added. A check that had nothing to measure has no numbers, and
    one that passes gives them only where the case `tells`: orders on their way have no use
    for them.
    """

    measured: Decimal | None = None
    limit: Decimal | None = None
    used: Decimal = ZERO
    refusal: Refusal | None = None
    trip: Trip | Near | Prevention | None = None
    scope: str = ""  # the key of the scope whose limit it is, where the check says so

    @property
    def headroom(self) -> Decimal | None:
        return None if self.limit is None else self.limit - self.used


PASSES = Finding()


class Case(msgspec.Struct, gc=False):
    """One order before the gate, with everything that checks measure, looked up once.

    `scopes` are all governed scopes that it is in, its account's first, and `limits` the
    strictest of theirs. `reference` is the mid of the last quote (whatever its age), None
    without one; `value_price` is what a unit may cost at worst, None if nothing tells;
    `value` is in the account's currency. `buys` and `sells` are what all open, in-flight and
    unknown orders could still trade, and `open_value` what they reserve in the account, this
    one not included and its parent's share (or its old self's) given back: `given` of units,
    `given_value` of money. `worst` is what the account holds if all that is open on the order's
    side trades, a sale counted as a buy would be, below zero.
    """

    ledger: Ledger
    order: SubmitOrder
    stamp: Stamp
    state: AccountState
    principal: Principal | None  # who is behind it, None where nobody of that name is known
    instrument: Instrument
    listing: Listing
    scopes: tuple[ScopeState, ...]
    limits: Limits
    position: Position
    quote: Quote | None
    reference: Decimal | None
    move: Move | None
    qty: Decimal  # what may still trade of it
    value_price: Decimal | None
    value: Decimal | None
    buys: Decimal
    sells: Decimal
    worst: Decimal
    open_value: Decimal
    reduces: bool  # it can only bring the position nearer to flat
    given: Decimal = ZERO
    given_value: Decimal = ZERO
    replaces: Order | None = None
    clash: str = ""  # where money would be held to a limit in another currency
    tells: bool = False  # somebody wants the measures of checks that pass, too
    worker: str = ""  # the emulator that works it, if any

    @property
    def is_parent(self) -> bool:
        """Tell whether the desk works it itself: its children are judged one by one."""
        return bool(self.worker) or self.order.tactic is not None

    @property
    def is_leg(self) -> bool:
        """Tell whether it is of a multi-leg order, which may have a limit for the whole."""
        return self.worker == LEGS

    @property
    def account(self) -> Account:
        return self.state.account

    def strayed(self, price: Decimal, reference: Decimal) -> tuple[Decimal, Decimal]:
        """Say from where a limit price is measured, and how far through the market it lies.

        Below zero it lies on its passive side. What waits for a trigger meets the market there,
        or at the reference if that has passed it already.
        """
        stop = self.order.stop_price
        if self.order.side is _BUY:
            base = reference if stop is None or stop < reference else stop
            return base, price - base
        base = reference if stop is None or stop > reference else stop
        return base, base - price

    def missing(self, name: str) -> Finding:
        """Refuse for want of a limit, unless the order only reduces: none given is no licence."""
        if self.reduces:
            return PASSES
        detail = f"account {self.order.account} has no limit {name}"
        return Finding(refusal=Refusal(Reason.LIMIT_MISSING, detail, name))

    def refused(self, code: Reason, detail: str, field: str = "") -> Finding:
        """Refuse without a measure."""
        return Finding(refusal=Refusal(code, detail, field))

    def over(
        self,
        code: Reason,
        detail: str,
        field: str,
        measured: Decimal,
        limit: Decimal,
        used: Decimal = ZERO,
        scope: ScopeState | str = "",
    ) -> Finding:
        """Refuse what is over a limit. `scope` is whose it is, or the name of the limit.

        By its name, the scope that sets the strictest of that name is looked up.
        """
        whose = self._whose(scope) if isinstance(scope, str) else scope.key
        refusal = Refusal(code, detail, field, measured, limit, limit - used, whose)
        return Finding(measured, limit, used, refusal, None, whose)

    def _whose(self, name: str) -> str:
        if not name:
            return ""
        wanted = getattr(self.limits, name)
        return next(each.key for each in self.scopes if getattr(each.limits, name) == wanted)


Judge = Callable[[Case], Finding]


class Check(msgspec.Struct, frozen=True):
    """One rule of the gate. `rows` are the controls it holds, by their ids.

    Orders that can only reduce, slices of a parent, or replacements that do not grow pass
    unjudged where a check says so, and all do of whom no scope sets a limit of `where`. A check
    that has nothing to measure of some kind of order lets it pass unjudged too, as long as the
    limits that it `insists` on are set: in a calm market, without prices of its own (a limit, a
    bracket), or for no strategy. A soft check may be acknowledged; a permit of a second person
    passes one that `yields`; what `stands` is never in shadow.
    """

    name: str
    rows: tuple[str, ...]
    judge: Judge
    lets_reducing: bool = False
    lets_slices: bool = False
    lets_replaces: bool = False
    lets_calm: bool = False
    lets_bare: bool = False
    lets_unnamed: bool = False
    insists: tuple[str, ...] = ()
    is_soft: bool = False
    yields: bool = False
    stands: bool = False
    where: tuple[str, ...] = ()  # optional limits, of which one must be set for it to judge


class SizeCase(msgspec.Struct, gc=False):
    """What a sizer is given: the asked size and what it is a share of."""

    size: Size
    state: AccountState
    instrument: Instrument
    listing: Listing
    price: Decimal | None  # what a unit may cost, None without a quote or limit
    equity: Decimal | None  # account currency; None where a position cannot be marked
    stop: Decimal | None = None  # the price at which the attached stop ends it
    limits: Limits = Limits()  # the strictest of all its scopes

    def units_for(self, amount: Decimal) -> Decimal | Refusal:
        """Return how many units an amount of money buys, or why that cannot be said."""
        if self.price is None:
            detail = f"no price of {self.instrument.id} to turn {amount} into units"
            return Refusal(Reason.NO_REFERENCE, detail, "size")
        return ratio(amount, self.price * self.instrument.multiplier)

    def share_of_equity(self, percent: Decimal) -> Decimal | Refusal:
        """Return a percentage of cash and marked positions; one without a mark hides it."""
        if self.equity is None:
            detail = "equity is not known: a position has no two-sided quote"
            return Refusal(Reason.NO_REFERENCE, detail, "size")
        if self.equity <= ZERO:
            return Refusal(Reason.BUYING_POWER, f"equity is {self.equity}", "size")
        return ratio(self.equity * percent, Decimal(100))


# units before rounding to lots, or why there is no answer
Sizer = Callable[[SizeCase], Decimal | Refusal]


class Policies(msgspec.Struct, frozen=True, dict=True):
    """The plug-ins in force, in their order."""

    checks: tuple[Check, ...]
    sizers: Mapping[str, Sizer]
    algos: Mapping[str, Algo]
    emulators: Mapping[str, Algo] = {}

    @cached_property
    def pairs(self) -> tuple[tuple[Judge, Check], ...]:
        """The checks with their judges beside them, since the gate calls thirty an order."""
        return tuple((each.judge, each) for each in self.checks)

    def judging(self, bounds: Bounds) -> Plan:
        """Return which checks judge orders of these bounds.

        Worked out once and kept with the bounds, which last until a limit changes.
        """
        plan = bounds.plan
        if not isinstance(plan, Plan) or plan.policies is not self:
            plan = bounds.plan = Plan(self, bounds.limits)
        return plan


# the kinds of orders that checks tell apart: these together
REPLACES, SLICE, REDUCES, CALM, BARE, UNNAMED = (1 << place for place in range(6))


class Plan(msgspec.Struct):
    """Which checks of which policies judge an order, by its kind; worked out when one comes."""

    policies: Policies
    limits: Limits
    kinds: dict[int, tuple[tuple[Judge, Check], ...]] = {}

    def of(self, kind: int) -> tuple[tuple[Judge, Check], ...]:
        """Return those that judge this kind, and keep them."""
        pairs = tuple(each for each in self.policies.pairs if self._concerns(each[1], kind))
        self.kinds[kind] = pairs
        return pairs

    def _concerns(self, check: Check, kind: int) -> bool:
        if (
            (kind & REDUCES and check.lets_reducing)
            or (kind & SLICE and check.lets_slices)
            or (kind & REPLACES and check.lets_replaces)
            or (check.where and not any(_is_set(self.limits, name) for name in check.where))
        ):
            return False
        has_nothing = (
            (kind & CALM and check.lets_calm)
            or (kind & BARE and check.lets_bare)
            or (kind & UNNAMED and check.lets_unnamed)
        )
        return not has_nothing or not all(_is_set(self.limits, name) for name in check.insists)


_NONE_SET = Limits()


def _is_set(limits: Limits, name: str) -> bool:
    # an empty list of what is allowed is a limit: nothing is
    return bool(getattr(limits, name) != getattr(_NONE_SET, name))
