"""Sessions of clients: who falls silent for too long has the chosen orders cancelled, once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from holdfast.core.chosen import cancel_chosen, chosen
from holdfast.core.entitled import may_not_decide
from holdfast.core.ledger import Ledger
from holdfast.core.policy import Policies
from holdfast.core.stopping import misnamed
from holdfast.core.watch import SESSIONS_MAX, Session
from holdfast.messages import events as e
from holdfast.messages import watched as w
from holdfast.messages import watching as y
from holdfast.messages.refusals import Reason, Refusal, fault
from holdfast.messages.stamp import Stamp
from holdfast.model.ids import ID_LENGTH_MAX, ID_PATTERN, PrincipalId
from holdfast.model.numbers import Nanos
from holdfast.model.principal import Role

ROWS = ("RC17",)  # the controls that it holds, by their ids

TIMEOUT_MIN_NS: Nanos = 1_000_000_000
TIMEOUT_MAX_NS: Nanos = 86_400 * TIMEOUT_MIN_NS

_IS_ID = re.compile(ID_PATTERN)


def open_session(
    ledger: Ledger, command: y.OpenSession, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Arm a session; on the same terms again it is a heartbeat."""
    refusal = _unfit(ledger, command)
    if refusal is not None:
        return _refused(command.session_id, refusal)
    known = ledger.watch.sessions.get(command.session_id)
    if known is None:
        opened = w.SessionOpened(
            command.session_id,
            command.choice,
            command.timeout_ns,
            command.grace_ns,
            command.principal,
            command.why,
        )
        return (opened,)
    if _is_same(known, command):
        return (w.SessionHeard(command.session_id),)
    detail = f"session {command.session_id} is open on other terms"
    return _refused(command.session_id, Refusal(Reason.ALREADY_EXISTS, detail, "session_id"))


def _is_same(known: Session, command: y.OpenSession) -> bool:
    asked = (command.choice, command.timeout_ns, command.grace_ns, command.principal)
    return asked == (known.choice, known.timeout_ns, known.grace_ns, known.by)


def _unfit(ledger: Ledger, command: y.OpenSession) -> Refusal | None:
    name = command.session_id
    if not _IS_ID.fullmatch(name) or len(name) > ID_LENGTH_MAX:
        return fault("session_id", name, "must be an id")
    if not TIMEOUT_MIN_NS <= command.timeout_ns <= TIMEOUT_MAX_NS:
        rule = f"must be from {TIMEOUT_MIN_NS} to {TIMEOUT_MAX_NS}"
        return fault("timeout_ns", str(command.timeout_ns), rule)
    if not 0 <= command.grace_ns <= TIMEOUT_MAX_NS:
        return fault("grace_ns", str(command.grace_ns), f"must be from 0 to {TIMEOUT_MAX_NS}")
    if command.principal not in ledger.principals:
        detail = f"principal {command.principal or 'nobody'} is not known"
        return Refusal(Reason.NOT_ENTITLED, detail, "principal")
    refusal = misnamed(ledger, command.choice.scope)
    if refusal is not None:
        return refusal
    sessions = ledger.watch.sessions
    if name not in sessions and len(sessions) >= SESSIONS_MAX:
        return Refusal(Reason.DESK_BUSY, f"{SESSIONS_MAX} sessions are open already")
    return None


def heartbeat(
    ledger: Ledger, command: y.Heartbeat, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Hear from a session, also in its time of grace; one that has acted is over for good."""
    refusal = _not_open(ledger, command.session_id)
    if refusal is None and ledger.watch.sessions[command.session_id].by != command.principal:
        refusal = _not_theirs(ledger, command.session_id)
    if refusal is not None:
        return _refused(command.session_id, refusal)
    if ledger.watch.sessions[command.session_id].due_at <= stamp.at:
        # it comes too late, though before the timer
        return _late(ledger, command, stamp)
    return (w.SessionHeard(command.session_id),)


def _late(ledger: Ledger, command: y.Heartbeat, stamp: Stamp) -> Iterator[e.Event]:
    yield from _due(ledger, ledger.watch.sessions[command.session_id], stamp.at)
    refusal = _not_open(ledger, command.session_id)
    if refusal is None:
        yield w.SessionHeard(command.session_id)
    else:
        yield e.RequestRefused(command.session_id, (refusal,))


def close_session(
    ledger: Ledger, command: y.CloseSession, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Disarm a session: whoever opened it may, and a risk officer."""
    refusal = _not_open(ledger, command.session_id)
    if refusal is None and ledger.watch.sessions[command.session_id].by != command.principal:
        if may_not_decide(ledger, command.principal, Role.RISK) is not None:
            refusal = _not_theirs(ledger, command.session_id)
    if refusal is not None:
        return _refused(command.session_id, refusal)
    return (w.SessionClosed(command.session_id, command.principal, command.why),)


def sessions_due(ledger: Ledger, at: Nanos) -> Iterator[e.Event]:
    """Say which clients are lost, and act for those whose time of grace is over too."""
    for session in tuple(ledger.watch.sessions.values()):
        if session.due_at <= at:
            yield from _due(ledger, session, at)


def _due(ledger: Ledger, session: Session, at: Nanos) -> Iterator[e.Event]:
    if not session.is_lost and session.grace_ns:
        yield w.SessionLost(session.id)
    if session.due_at <= at:
        wanted = chosen(ledger, session.choice)
        detail = f"silent since {session.heard_at}: {len(wanted)} orders are cancelled"
        yield w.SessionExpired(session.id, detail)
        yield from cancel_chosen(ledger, wanted, f"session {session.id} fell silent")


def _not_open(ledger: Ledger, session_id: str) -> Refusal | None:
    if session_id in ledger.watch.sessions:
        return None
    ended = ledger.watch.ended_sessions.get(session_id)
    how = "it is not known" if ended is None else ended.detail
    detail = f"session {session_id} is not open ({how}): open another"
    return Refusal(Reason.UNKNOWN_SESSION, detail, "session_id")


def _not_theirs(ledger: Ledger, session_id: str) -> Refusal:
    by: PrincipalId = ledger.watch.sessions[session_id].by
    return Refusal(Reason.NOT_ENTITLED, f"session {session_id} is {by}'s", "principal")


def _refused(subject: str, refusal: Refusal) -> tuple[e.Event, ...]:
    return (e.RequestRefused(subject, (refusal,)),)
