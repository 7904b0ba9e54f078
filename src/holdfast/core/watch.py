"""What the desk watches: sessions of clients, venues that are away, drop copies, alerts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import msgspec

from holdfast.messages.drop_copy import DropCopyFills
from holdfast.model.ids import AccountId, ExecId, OrderId, PrincipalId, VenueId
from holdfast.model.numbers import Nanos
from holdfast.model.watch import Choice, DisconnectPolicy, Severity, WatchPolicy

SESSIONS_MAX = 1_000
ENDED_SESSIONS_MAX = 100
DISCONNECT_POLICIES_MAX = 1_000
WAITING_FILLS_MAX = 10_000
MISMATCHES_KEPT_MAX = 1_000
ALERTS_MAX = 1_000
CONDITIONS_MAX = 10_000

FillKey = tuple[AccountId, ExecId]
PolicyKey = tuple[VenueId, AccountId]
ConditionKey = tuple[str, str]  # kind, subject


class Session(msgspec.Struct, array_like=True):
    """A client that must be heard from; `due_at` is when it is lost or, then, when it acts."""

    id: str
    choice: Choice
    timeout_ns: Nanos
    grace_ns: Nanos
    by: PrincipalId
    why: str
    opened_at: Nanos
    heard_at: Nanos
    due_at: Nanos
    is_lost: bool = False


class EndedSession(msgspec.Struct, array_like=True, frozen=True):
    """How a session ended, kept for a while to be shown."""

    id: str
    at: Nanos
    detail: str


class Grace(msgspec.Struct, array_like=True, frozen=True):
    """A venue is away, and when a policy's orders are to be cancelled for it."""

    venue: VenueId
    policy: DisconnectPolicy
    due_at: Nanos


class Copy(msgspec.Struct, array_like=True):
    """A venue's drop copy: whether it works, since when it is held against, when it last spoke."""

    is_up: bool
    begun_at: Nanos
    heard_at: Nanos = 0


class WaitingFill(msgspec.Struct, array_like=True):
    """An execution that stands on one side alone."""

    fill: DropCopyFills
    is_own: bool
    due_at: Nanos


class Alert(msgspec.Struct, array_like=True):
    """What a person must look at; `count` says how often it was told within one window."""

    id: str
    kind: str
    severity: Severity
    subject: str
    text: str
    raised_at: Nanos
    escalates_at: Nanos
    last_at: Nanos
    count: int = 1
    acknowledged_by: PrincipalId = ""
    acknowledged_at: Nanos | None = None
    why: str = ""
    escalated_at: Nanos | None = None
    delivered: dict[str, Nanos] = {}  # when each channel had it
    failed: dict[str, str] = {}  # the channels that did not take it, and why

    @property
    def is_open(self) -> bool:
        """Tell whether nobody has answered for it."""
        return self.acknowledged_at is None


class Watch(msgspec.Struct):
    """All that is watched of one desk; every container is bounded by the constants above."""

    policy: WatchPolicy = WatchPolicy()
    sessions: dict[str, Session] = {}
    ended_sessions: dict[str, EndedSession] = {}
    disconnects: dict[PolicyKey, DisconnectPolicy] = {}
    graces: list[Grace] = []
    owed: dict[VenueId, dict[OrderId, None]] = {}
    copies: dict[VenueId, Copy] = {}
    waiting: dict[FillKey, WaitingFill] = {}
    mismatched: dict[FillKey, None] = {}
    alerts: dict[str, Alert] = {}
    alerts_made: int = 0
    latest: dict[ConditionKey, str] = {}  # the newest alert of a kind and subject
    conditions: dict[ConditionKey, Nanos] = {}  # the soonest first


def times(watch: Watch) -> Iterator[Nanos]:
    """Yield when each thing that is watched becomes due."""
    for session in watch.sessions.values():
        yield session.due_at
    for grace in watch.graces:
        yield grace.due_at
    for each in watch.waiting.values():
        if can_be_late(watch, each):
            yield each.due_at
    for alert in watch.alerts.values():
        if alert.is_open and alert.escalated_at is None:
            yield alert.escalates_at
    # they are kept in the order in which they become due
    yield from islice(watch.conditions.values(), 1)


def can_be_late(watch: Watch, waiting: WaitingFill) -> bool:
    """Tell whether its other side could have come: nothing is said of a feed that is away."""
    copy = watch.copies.get(waiting.fill.venue)
    return not waiting.is_own or (copy is not None and copy.is_up)
