"""Events of governance: who may, what is stopped, what was let through, what the desk was told."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.messages.commands import SetLimits
from holdfast.messages.control import ResetKill, SetPrincipal, SetRuleMode
from holdfast.messages.fact import Fact
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.calendar import Session
from holdfast.model.ids import AccountId, InstrumentId, OrderId, PrincipalId, StrategyId, VenueId
from holdfast.model.limits import Limits
from holdfast.model.numbers import Nanos
from holdfast.model.order import SelfTrade
from holdfast.model.principal import Principal
from holdfast.model.scope import Scope
from holdfast.model.trading import Phase, RuleMode, Stop

# --- who, and with whose consent ------------------------------------------------------


class PrincipalSet(Fact, frozen=True):
    """This principal has these rights from now on."""

    holder: Principal
    principal: PrincipalId
    why: str
    approved_by: PrincipalId = ""


Proposable = SetLimits | SetPrincipal | ResetKill | SetRuleMode


class Proposed(Fact, frozen=True):
    """A command that takes two persons waits for the second, until it is too old.

    `over` names what it is to change as that was: consent to anything else is none.
    """

    proposal_id: str
    command: Proposable
    expires_at: Nanos
    over: str = ""


class ProposalClosed(Fact, frozen=True):
    """A proposal waits no more: approved by a second person, or lapsed (`principal` is empty)."""

    proposal_id: str
    principal: PrincipalId
    why: str


class LimitsLapsed(Fact, frozen=True):
    """A temporary raise has ended: these limits, which were before it, hold again."""

    scope: Scope
    limits: Limits


# --- stopping and going on ------------------------------------------------------------


class ScopeStopped(Fact, frozen=True):
    """The scope is no longer ACTIVE, for this cause."""

    scope: Scope
    stop: Stop


class StopLifted(Fact, frozen=True):
    """This cause no longer stops the scope."""

    scope: Scope
    cause: str
    principal: PrincipalId
    why: str
    approved_by: PrincipalId = ""


class RuleModeSet(Fact, frozen=True):
    """The check refuses, or only records, from now on or until a time."""

    check: str
    mode: RuleMode
    principal: PrincipalId
    why: str
    until: Nanos | None = None
    approved_by: PrincipalId = ""


# --- single exceptions ----------------------------------------------------------------


class Permit(msgspec.Struct, frozen=True, array_like=True):
    """One order, by the hash of its terms, may pass these limits once, until a time."""

    id: str
    order_hash: str
    codes: tuple[Reason, ...]
    by: PrincipalId
    why: str
    at: Nanos
    until: Nanos
    is_soft: bool  # an acknowledgement; otherwise an authorisation by a second person


class PermitGiven(Fact, frozen=True):
    """A permit waits for its order."""

    permit: Permit


class PermitEnded(Fact, frozen=True):
    """A permit is no more: used by this order, or lapsed (`order_id` is empty)."""

    permit_id: str
    order_id: OrderId


class ShadowBreached(Fact, frozen=True):
    """Checks in shadow mode would have refused the order, for these reasons."""

    order_id: OrderId
    refusals: tuple[Refusal, ...]


class LimitNear(Fact, frozen=True):
    """With this order the scope has come near to what a check lets it do: a person should look."""

    order_id: OrderId
    scope: Scope
    check: str
    measured: Decimal
    limit: Decimal


class SelfTradePrevented(Fact, frozen=True):
    """This much did not trade between two orders of one trade group."""

    order_id: OrderId  # the incoming one
    resting_id: OrderId
    mode: SelfTrade
    qty: Decimal


# --- readiness ------------------------------------------------------------------------


class SelfTested(Fact, frozen=True):
    """What keeps the desk from being armed, by name; none if nothing does."""

    faults: dict[str, str]


class DeskArmed(Fact, frozen=True):
    """The desk is reconciled, its clock and feeds are good, or a person answers for what is not."""

    principal: PrincipalId
    why: str


class BlockerOverridden(Fact, frozen=True):
    """A person takes it on themselves that this does not keep the desk from trading."""

    blocker: str
    principal: PrincipalId
    why: str


class PositionsTold(Fact, frozen=True):
    """The venue has told every position of the account."""

    account: AccountId


class OrderTold(Fact, frozen=True):
    """The venue has told where an order stands that the start of the desk asked after."""

    order_id: OrderId


class DifferenceGone(Fact, frozen=True):
    """Desk and venue differed at the start, and the venue now tells what the desk has."""

    subject: str


class StrategyStarted(Fact, frozen=True):
    """The strategy may trade within its limits."""

    strategy: StrategyId
    principal: PrincipalId
    why: str


# --- time and market, told ------------------------------------------------------------


class DayStarted(Fact, frozen=True):
    """A trading day begins: daily counts and losses start again, day latches end."""

    day: str


class Mark(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What closing a holding would meet: a long the bid, a short the ask."""

    bid: Decimal
    ask: Decimal
    at: Nanos


class PositionsMarked(Fact, frozen=True):
    """Holdings are worth this now."""

    marks: dict[InstrumentId, Mark]


class SessionsSet(Fact, frozen=True):
    """These are the calendar's sessions."""

    calendar: str
    sessions: tuple[Session, ...]
    extended: tuple[Session, ...] = ()  # days with the hours before the open and after the close


class PhaseSet(Fact, frozen=True):
    """The venue trades the instrument so from now on; an empty instrument is all of them."""

    venue: VenueId
    instrument: InstrumentId
    phase: Phase


class UnmappedHeld(Fact, frozen=True):
    """The venue holds this for an account that is none of ours: it counts for the firm."""

    venue: VenueId
    account: AccountId
    instrument: InstrumentId
    qty: Decimal


Ruling = (
    PrincipalSet
    | Proposed
    | ProposalClosed
    | LimitsLapsed
    | ScopeStopped
    | StopLifted
    | RuleModeSet
    | PermitGiven
    | PermitEnded
    | ShadowBreached
    | LimitNear
    | SelfTradePrevented
    | SelfTested
    | DeskArmed
    | BlockerOverridden
    | PositionsTold
    | OrderTold
    | DifferenceGone
    | StrategyStarted
    | DayStarted
    | PositionsMarked
    | SessionsSet
    | PhaseSet
    | UnmappedHeld
)
