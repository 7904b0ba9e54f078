"""Events of what is watched: sessions, venues that are away, drop copies, alerts."""

from __future__ import annotations

from holdfast.messages.drop_copy import DropCopyFills
from holdfast.messages.fact import Fact
from holdfast.model.ids import AccountId, ExecId, OrderId, PrincipalId, VenueId
from holdfast.model.numbers import Nanos
from holdfast.model.watch import Choice, DisconnectPolicy, Severity, WatchPolicy

# --- sessions of clients --------------------------------------------------------------


class SessionOpened(Fact, frozen=True):
    """The client of this session must be heard from, or the chosen orders are cancelled."""

    session_id: str
    choice: Choice
    timeout_ns: Nanos
    grace_ns: Nanos
    principal: PrincipalId
    why: str


class SessionHeard(Fact, frozen=True):
    """The client of the session lives."""

    session_id: str


class SessionLost(Fact, frozen=True):
    """The client of the session is silent; its time of grace has begun."""

    session_id: str


class SessionExpired(Fact, frozen=True):
    """The session has acted, and is over: the chosen orders are cancelled, this once."""

    session_id: str
    detail: str


class SessionClosed(Fact, frozen=True):
    """The session was disarmed, and is over."""

    session_id: str
    principal: PrincipalId
    why: str


# --- venues that are away -------------------------------------------------------------


class DisconnectPolicySet(Fact, frozen=True):
    """This is cancelled when a venue is away for too long; `removed`: no longer."""

    policy: DisconnectPolicy
    principal: PrincipalId
    why: str
    removed: bool = False


class CancelsDue(Fact, frozen=True):
    """A policy's time of grace has begun: its venue is away."""

    venue: VenueId
    policy: DisconnectPolicy
    due_at: Nanos


class GraceEnded(Fact, frozen=True):
    """The venue was away for longer than a policy lets it, and its orders are to be cancelled."""

    venue: VenueId
    policy: DisconnectPolicy
    detail: str


class CancelsOwed(Fact, frozen=True):
    """These orders are to be cancelled as soon as their venue can be reached."""

    venue: VenueId
    order_ids: tuple[OrderId, ...]


class CancelsPaid(Fact, frozen=True):
    """What was owed to the venue leaves now, and no time of grace runs there any more."""

    venue: VenueId


# --- drop copies ----------------------------------------------------------------------


class CopyConnected(Fact, frozen=True):
    """The venue's drop copy works, and own fills there are held against it."""

    venue: VenueId


class CopyLost(Fact, frozen=True):
    """The venue's drop copy is gone; own fills wait until it is back."""

    venue: VenueId
    detail: str


class FillAwaited(Fact, frozen=True):
    """An execution stands on one side alone: on ours (`is_own`), or on the drop copy's."""

    fill: DropCopyFills
    is_own: bool


class FillMatched(Fact, frozen=True):
    """Both sides have the execution that was waited for."""

    account: AccountId
    exec_id: ExecId


class FillMismatched(Fact, frozen=True):
    """The two sides do not agree on an execution; it is not compared again."""

    account: AccountId
    exec_id: ExecId


# --- alerts ---------------------------------------------------------------------------


class AlertRaised(Fact, frozen=True):
    """A person must look: at what, and how much it matters."""

    alert_id: str
    kind: str
    severity: Severity
    subject: str
    text: str
    escalates_at: Nanos


class AlertRepeated(Fact, frozen=True):
    """The same again, which is the same alert."""

    alert_id: str


class AlertAcknowledged(Fact, frozen=True):
    """A person answers for the alert."""

    alert_id: str
    principal: PrincipalId
    why: str


class AlertEscalated(Fact, frozen=True):
    """Nobody answered for the alert in time: the next level is told."""

    alert_id: str


class AlertsDelivered(Fact, frozen=True):
    """The channel has taken these alerts."""

    channel: str
    alert_ids: tuple[str, ...]


class DeliveryFailed(Fact, frozen=True):
    """The channel has not taken these alerts, and they are not tried there again."""

    channel: str
    alert_ids: tuple[str, ...]
    fault: str


class ConditionNoted(Fact, frozen=True):
    """Something that is an alert only if it lasts until then."""

    kind: str
    subject: str
    due_at: Nanos


class ConditionSeen(Fact, frozen=True):
    """The time of a condition has come; whether it lasted, the alert beside this says."""

    kind: str
    subject: str


class WatchPolicySet(Fact, frozen=True):
    """The desk waits so long before it raises its voice."""

    policy: WatchPolicy
    principal: PrincipalId
    why: str


class LapseMoved(Fact, frozen=True):
    """What was due was looked at and is not due any more; the next time stands in the ledger."""


Watched = (
    SessionOpened
    | SessionHeard
    | SessionLost
    | SessionExpired
    | SessionClosed
    | DisconnectPolicySet
    | CancelsDue
    | GraceEnded
    | CancelsOwed
    | CancelsPaid
    | CopyConnected
    | CopyLost
    | FillAwaited
    | FillMatched
    | FillMismatched
    | AlertRaised
    | AlertRepeated
    | AlertAcknowledged
    | AlertEscalated
    | AlertsDelivered
    | DeliveryFailed
    | ConditionNoted
    | ConditionSeen
    | WatchPolicySet
    | LapseMoved
)
