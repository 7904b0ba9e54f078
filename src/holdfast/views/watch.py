"""Watch: who must be heard from, what is away and owed, which executions wait for their twin."""

from __future__ import annotations

import msgspec

from holdfast.core.ledger import Ledger
from holdfast.model.ids import OrderId, PrincipalId, VenueId
from holdfast.model.numbers import Nanos
from holdfast.model.times import rfc3339, rfc3339_or_none
from holdfast.model.watch import Choice, DisconnectPolicy, WatchPolicy


class SessionRow(msgspec.Struct, frozen=True):
    """A session, by when it must be heard from, and, where it is lost, when it acts."""

    session_id: str
    by: PrincipalId
    choice: Choice
    timeout_ns: Nanos
    grace_ns: Nanos
    heard_at: str
    due_at: str
    is_lost: bool


class EndedRow(msgspec.Struct, frozen=True):
    """A session that is over, and how it ended."""

    session_id: str
    at: str
    detail: str


class AwayRow(msgspec.Struct, frozen=True):
    """A venue whose session is down; `owed` are the cancels that leave when it is back."""

    venue: VenueId
    why: str
    owed: tuple[OrderId, ...]


class CopyRow(msgspec.Struct, frozen=True):
    """A drop copy; `waiting` executions stand on one side alone and are not late yet."""

    venue: VenueId
    is_up: bool
    heard_at: str | None
    waiting: int


class Watched(msgspec.Struct, frozen=True):
    """All that is watched, and the policies that hold."""

    sessions: tuple[SessionRow, ...]
    ended: tuple[EndedRow, ...]
    away: tuple[AwayRow, ...]
    copies: tuple[CopyRow, ...]
    disconnects: tuple[DisconnectPolicy, ...]
    policy: WatchPolicy


def watch(ledger: Ledger) -> Watched:
    """Show what is watched now; sessions that are over are kept for a while."""
    state = ledger.watch
    waiting: dict[VenueId, int] = {}
    for each in state.waiting.values():
        waiting[each.fill.venue] = waiting.get(each.fill.venue, 0) + 1
    return Watched(
        sessions=tuple(
            SessionRow(
                each.id,
                each.by,
                each.choice,
                each.timeout_ns,
                each.grace_ns,
                rfc3339(each.heard_at),
                rfc3339(each.due_at),
                each.is_lost,
            )
            for each in state.sessions.values()
        ),
        ended=tuple(
            EndedRow(each.id, rfc3339(each.at), each.detail)
            for each in state.ended_sessions.values()
        ),
        away=tuple(
            AwayRow(venue, why, tuple(state.owed.get(venue, ())))
            for venue, why in ledger.questions.down.items()
        ),
        copies=tuple(
            CopyRow(venue, copy.is_up, rfc3339_or_none(copy.heard_at), waiting.get(venue, 0))
            for venue, copy in state.copies.items()
        ),
        disconnects=tuple(state.disconnects.values()),
        policy=state.policy,
    )
