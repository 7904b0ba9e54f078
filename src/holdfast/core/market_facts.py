"""Facts of markets: when calendars have sessions, what venues do now."""

from __future__ import annotations

from holdfast.core.ledger import Ledger
from holdfast.messages import curves as v
from holdfast.messages import rulings as g


def sessions_set(ledger: Ledger, event: g.SessionsSet) -> None:
    ledger.calendars[event.calendar] = event.sessions
    ledger.extended[event.calendar] = event.extended


def phase_set(ledger: Ledger, event: g.PhaseSet) -> None:
    ledger.phases.setdefault(event.venue, {})[event.instrument] = event.phase


def volume_curve_set(ledger: Ledger, event: v.VolumeCurveSet) -> None:
    ledger.curves[event.curve.instrument] = event.curve
