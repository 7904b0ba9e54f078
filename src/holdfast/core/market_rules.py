"""What the desk is told of markets: the sessions of calendars, the phases of venues."""

from __future__ import annotations

from collections.abc import Iterable

from holdfast.core.ledger import Ledger
from holdfast.core.policy import Policies
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.calendar import Session
from holdfast.model.ids import ID_LENGTH_MAX
from holdfast.model.trading import Phase

SESSIONS_MAX = 1_000
CALENDARS_MAX = 100


def set_sessions(
    ledger: Ledger, command: k.SetSessions, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Take a calendar's sessions in place of those it had; the same again changes nothing."""
    name, sessions, extended = command.calendar, command.sessions, command.extended
    fault = _name_fault(ledger, name) or _fault("sessions", sessions)
    if fault is None and extended:
        fault = _fault("extended", extended)
    if fault is not None:
        return (e.RequestRefused(name, (fault,)),)
    if (ledger.calendars.get(name), ledger.extended.get(name)) == (sessions, extended):
        return ()
    return (g.SessionsSet(name, sessions, extended),)


def phase(
    ledger: Ledger, report: r.VenuePhase, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Note what the venue does now; told again it changes nothing, and open is what none told."""
    known = ledger.phases.get(report.venue, {}).get(report.instrument, Phase.OPEN)
    if known is report.phase:
        return ()
    return (g.PhaseSet(report.venue, report.instrument, report.phase),)


def _name_fault(ledger: Ledger, name: str) -> Refusal | None:
    if not name or len(name) > ID_LENGTH_MAX:
        detail = f"calendar {name[:ID_LENGTH_MAX]!r} must be a name of 1 to {ID_LENGTH_MAX} letters"
        return Refusal(Reason.INVALID_ORDER, detail, "calendar")
    if name not in ledger.calendars and len(ledger.calendars) >= CALENDARS_MAX:
        detail = f"calendar {name} would be more than {CALENDARS_MAX} calendars"
        return Refusal(Reason.INVALID_ORDER, detail, "calendar")
    return None


def _fault(field: str, sessions: tuple[Session, ...]) -> Refusal | None:
    """Say what is wrong with a calendar's sessions: too many, none, or out of order."""
    if not 1 <= len(sessions) <= SESSIONS_MAX:
        detail = f"{field} {len(sessions)} must be 1 to {SESSIONS_MAX}"
        return Refusal(Reason.INVALID_ORDER, detail, field)
    before = 0
    for index, session in enumerate(sessions):
        path = f"{field}[{index}]"
        if session.opens < before:
            rule = "must not be before 1970" if not index else "must not overlap the one before"
            return Refusal(Reason.INVALID_ORDER, f"{path}.opens {session.opens} {rule}", path)
        if session.closes <= session.opens:
            detail = f"{path}.closes {session.closes} must be after opens {session.opens}"
            return Refusal(Reason.INVALID_ORDER, detail, path)
        before = session.closes
    return None
