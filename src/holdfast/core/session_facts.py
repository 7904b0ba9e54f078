"""Facts of sessions and of venues that are away."""

from __future__ import annotations

from holdfast.core.lapse_times import sooner
from holdfast.core.ledger import NEVER, Ledger
from holdfast.core.watch import ENDED_SESSIONS_MAX, EndedSession, Grace, Session
from holdfast.messages import watched as w


def begin_watch(ledger: Ledger) -> None:
    """Forget who was away and which feeds worked: in a new run each says so itself."""
    ledger.watch.graces = []
    for copy in ledger.watch.copies.values():
        copy.is_up, copy.begun_at = False, NEVER


def session_opened(ledger: Ledger, event: w.SessionOpened) -> None:
    at = ledger.at
    session = Session(
        event.session_id,
        event.choice,
        event.timeout_ns,
        event.grace_ns,
        event.principal,
        event.why,
        at,
        at,
        at + event.timeout_ns,
    )
    ledger.watch.ended_sessions.pop(event.session_id, None)
    ledger.watch.sessions[event.session_id] = session
    sooner(ledger, session.due_at)


def session_heard(ledger: Ledger, event: w.SessionHeard) -> None:
    session = ledger.watch.sessions[event.session_id]
    session.heard_at = ledger.at
    session.due_at = ledger.at + session.timeout_ns
    session.is_lost = False
    sooner(ledger, session.due_at)


def session_lost(ledger: Ledger, event: w.SessionLost) -> None:
    session = ledger.watch.sessions[event.session_id]
    session.is_lost = True
    session.due_at += session.grace_ns
    sooner(ledger, session.due_at)


def session_expired(ledger: Ledger, event: w.SessionExpired) -> None:
    _end(ledger, event.session_id, event.detail)


def session_closed(ledger: Ledger, event: w.SessionClosed) -> None:
    _end(ledger, event.session_id, f"closed by {event.principal}")


def _end(ledger: Ledger, session_id: str, detail: str) -> None:
    watch = ledger.watch
    del watch.sessions[session_id]
    while len(watch.ended_sessions) >= ENDED_SESSIONS_MAX:
        del watch.ended_sessions[next(iter(watch.ended_sessions))]
    watch.ended_sessions[session_id] = EndedSession(session_id, ledger.at, detail)


def disconnect_policy_set(ledger: Ledger, event: w.DisconnectPolicySet) -> None:
    key = (event.policy.venue, event.policy.account)
    if event.removed:
        ledger.watch.disconnects.pop(key, None)
    else:
        ledger.watch.disconnects[key] = event.policy


def cancels_due(ledger: Ledger, event: w.CancelsDue) -> None:
    ledger.watch.graces.append(Grace(event.venue, event.policy, event.due_at))
    sooner(ledger, event.due_at)


def grace_ended(ledger: Ledger, event: w.GraceEnded) -> None:
    watch = ledger.watch
    ended = (event.venue, event.policy)
    watch.graces = [each for each in watch.graces if (each.venue, each.policy) != ended]


def cancels_owed(ledger: Ledger, event: w.CancelsOwed) -> None:
    owed = ledger.watch.owed.setdefault(event.venue, {})
    owed.update(dict.fromkeys(event.order_ids))


def cancels_paid(ledger: Ledger, event: w.CancelsPaid) -> None:
    watch = ledger.watch
    watch.owed.pop(event.venue, None)
    watch.graces = [each for each in watch.graces if each.venue != event.venue]
