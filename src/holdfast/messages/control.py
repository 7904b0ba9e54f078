"""Commands that govern the desk: who may, what is stopped, what is let through, what it is told."""

from __future__ import annotations

import msgspec

from holdfast.messages.ordered import Ordered
from holdfast.messages.refusals import Reason
from holdfast.messages.retention import Forget
from holdfast.model.abilities import Abilities
from holdfast.model.calendar import Session
from holdfast.model.circuit import Circuit, LinkName
from holdfast.model.difference import Action
from holdfast.model.ids import InstrumentId, OrderId, PrincipalId, StrategyId, VenueId
from holdfast.model.numbers import Nanos
from holdfast.model.principal import Principal
from holdfast.model.scope import Scope
from holdfast.model.trading import RuleMode, TradingState

# --- who, and with whose consent ------------------------------------------------------


class SetPrincipal(Ordered, frozen=True):
    """Name a principal with its kind, roles and accounts; more rights need a second person."""

    holder: Principal
    principal: PrincipalId = ""
    why: str = ""


class Approve(Ordered, frozen=True):
    """Consent, as a second person, to what another has proposed; it then happens."""

    proposal_id: str
    principal: PrincipalId = ""
    why: str = ""


# --- stopping and going on ------------------------------------------------------------


class SetState(Ordered, frozen=True):
    """Set a scope's trading state, or lift what stopped it (`ACTIVE`, by its `cause`).

    `cause` is `command` for what was set so, else the name of the check that tripped.
    """

    scope: Scope
    state: TradingState
    principal: PrincipalId = ""
    why: str = ""
    cause: str = "command"
    until: Nanos | None = None


class Kill(Ordered, frozen=True):
    """Stop everything in scope for good and cancel every open and unknown order in it.

    With `reducing` orders that say `reduce_only` still pass. Only two persons end it.
    """

    scope: Scope
    principal: PrincipalId = ""
    why: str = ""
    reducing: bool = False


class ResetKill(Ordered, frozen=True):
    """Propose to end a kill; another person approves."""

    scope: Scope
    principal: PrincipalId = ""
    why: str = ""


class SetRuleMode(Ordered, frozen=True):
    """Let a check only record what it would refuse, or refuse again."""

    check: str
    mode: RuleMode
    principal: PrincipalId = ""
    why: str = ""
    until: Nanos | None = None


# --- single exceptions ----------------------------------------------------------------


class Acknowledge(Ordered, frozen=True):
    """Let one order past one soft block, with a reason; `block_id` is told in its refusal."""

    block_id: str
    principal: PrincipalId = ""
    why: str = ""


class Authorize(Ordered, frozen=True):
    """Let one order, by the hash of its terms, past these limits once, until a time."""

    order_hash: str
    codes: tuple[Reason, ...]
    until: Nanos
    principal: PrincipalId = ""
    why: str = ""


# --- differences ----------------------------------------------------------------------


class ResolveDiscrepancy(Ordered, frozen=True):
    """Answer one difference between desk and venue: repair it as proposed, or let it be so."""

    discrepancy_id: str
    action: Action
    why: str = ""
    principal: PrincipalId = ""


class ApplySplit(Ordered, frozen=True):
    """Tell that each `denominator` units of an instrument have become `numerator`.

    What is open in it is cancelled and it is halted until a person lets it go on.
    """

    instrument: InstrumentId
    numerator: int
    denominator: int
    principal: PrincipalId = ""
    why: str = ""


# --- readiness ------------------------------------------------------------------------


class SelfTest(Ordered, frozen=True):
    """What the desk's surroundings look like: each fault by its name, none if all is well."""

    faults: dict[str, str] = msgspec.field(default_factory=dict)


class OverrideBlocker(Ordered, frozen=True):
    """Arm the desk in spite of one blocker, by its name, with a reason."""

    blocker: str
    principal: PrincipalId = ""
    why: str = ""


class StartStrategy(Ordered, frozen=True):
    """Let an automated strategy trade; all its pre-deployment limits must be set."""

    strategy: StrategyId
    principal: PrincipalId = ""
    why: str = ""


# --- time and market, told ------------------------------------------------------------


class StartDay(Ordered, frozen=True):
    """A trading day begins: daily counts and losses start again."""

    day: str  # yyyy-mm-dd


class MarkPositions(Ordered, frozen=True):
    """Value what is held at the quotes of the stamp."""


class SetSessions(Ordered, frozen=True):
    """Tell when a calendar's sessions are: sorted, without overlap.

    `extended` are its days with what comes before the open and after the close, where it has
    such hours.
    """

    calendar: str
    sessions: tuple[Session, ...]
    extended: tuple[Session, ...] = ()


class Lapse(Ordered, frozen=True):
    """A time has come at which something temporary ends."""


class TurnBreaker(Ordered, frozen=True):
    """A breaker has turned: what its link lets through from now on, and until when it waits."""

    link: LinkName
    to: Circuit
    why: str = ""
    until: Nanos = 0


class ExitMismatch(Ordered, frozen=True):
    """An outbound message did not match what was approved: nothing left; stop everything."""

    order_id: OrderId
    detail: str


class DeclareVenue(Ordered, frozen=True):
    """Take over what a venue works by itself; the shell says it at each start."""

    venue: VenueId
    abilities: Abilities


Control = (
    SetPrincipal
    | Approve
    | SetState
    | Kill
    | ResetKill
    | SetRuleMode
    | Acknowledge
    | Authorize
    | SelfTest
    | OverrideBlocker
    | StartStrategy
    | StartDay
    | MarkPositions
    | SetSessions
    | Lapse
    | ExitMismatch
    | TurnBreaker
    | Forget
    | ResolveDiscrepancy
    | ApplySplit
    | DeclareVenue
)
