"""Readiness: whether the desk may take on risk, and everything that stands in the way, at once."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from holdfast.core.lapse_times import governed_scopes
from holdfast.core.ledger import Ledger
from holdfast.core.proposed import proposed
from holdfast.core.readiness import unanswered
from holdfast.core.scoped import ScopeState
from holdfast.messages.rulings import Proposed
from holdfast.model.ids import PrincipalId
from holdfast.model.numbers import Nanos
from holdfast.model.scope import ScopeKey
from holdfast.model.times import rfc3339
from holdfast.model.trading import KILL, Latch, RuleMode, Stop, TradingState


class Blocker(msgspec.Struct, frozen=True):
    """What keeps the desk from being armed, unless a person answers for it (`overridden`)."""

    name: str
    why: str
    since: str
    overridden: bool


class StopRow(msgspec.Struct, frozen=True):
    """One reason why a scope is not ACTIVE, and what ends it; an `until` is a time or empty.

    `lets_reducing` is false where nothing passes but cancels.
    """

    scope: ScopeKey
    cause: str
    state: TradingState
    latch: Latch
    by: PrincipalId
    why: str
    since: str
    until: str
    lets_reducing: bool


class RaiseRow(msgspec.Struct, frozen=True):
    """A scope whose limits are raised for a time, and when the old ones are back."""

    scope: ScopeKey
    until: str


class ShadowRow(msgspec.Struct, frozen=True):
    """A check that only records what it would refuse, until a time or, empty, until it is set."""

    check: str
    until: str


class WaitingRow(msgspec.Struct, frozen=True):
    """A proposal that waits for a second person: what it asks for, by whom, and when it lapses."""

    proposal_id: str
    what: str
    by: PrincipalId
    why: str
    expires_at: str


class Readiness(msgspec.Struct, frozen=True):
    """One screen: armed or why not, what is killed and stopped, raised and in shadow.

    `awaited` are orders and accounts that venues have not told of since the start, at most
    AWAITED_SHOWN_MAX of `awaited_count`.
    """

    armed: bool
    blockers: tuple[Blocker, ...]
    awaited: tuple[str, ...]
    awaited_count: int
    kills: tuple[StopRow, ...]
    stops: tuple[StopRow, ...]
    raises: tuple[RaiseRow, ...]
    shadows: tuple[ShadowRow, ...]
    proposals: tuple[WaitingRow, ...]


AWAITED_SHOWN_MAX = 20


def readiness(ledger: Ledger) -> Readiness:
    """Say whether the desk may take on risk, and all that a person must know of why not."""
    rows = [row for scope in governed_scopes(ledger) for row in _stops(scope)]
    waits = () if ledger.is_armed else unanswered(ledger)
    return Readiness(
        armed=ledger.is_armed,
        blockers=tuple(
            Blocker(name, why, rfc3339(ledger.faults_since[name]), name in ledger.overridden)
            for name, why in ledger.faults.items()
        ),
        awaited=waits[:AWAITED_SHOWN_MAX],
        awaited_count=len(waits),
        kills=tuple(row for row in rows if row.cause == KILL),
        stops=tuple(row for row in rows if row.cause != KILL),
        raises=tuple(
            RaiseRow(scope.key, rfc3339(scope.temporary.until))
            for scope in governed_scopes(ledger)
            if scope.temporary is not None
        ),
        shadows=tuple(
            ShadowRow(check, _until(setting.until))
            for check, setting in ledger.rule_modes.items()
            if setting.mode is RuleMode.SHADOW
        ),
        proposals=tuple(map(_waiting, ledger.proposals.values())),
    )


def _waiting(each: Proposed) -> WaitingRow:
    asked = each.command
    at = rfc3339(each.expires_at)
    return WaitingRow(each.proposal_id, proposed(asked), asked.principal, asked.why, at)


def _stops(scope: ScopeState) -> Iterator[StopRow]:
    for stop in scope.stops.values():
        yield _row(scope.key, stop)


def _row(key: ScopeKey, stop: Stop) -> StopRow:
    return StopRow(
        scope=key,
        cause=stop.cause,
        state=stop.state,
        latch=stop.latch,
        by=stop.by,
        why=stop.why,
        since=rfc3339(stop.at),
        until=_until(stop.until),
        lets_reducing=stop.lets_reducing,
    )


def _until(at: Nanos | None) -> str:
    return "" if at is None else rfc3339(at)
