"""Refuse new risk outside the sessions of the listing's calendar."""

from __future__ import annotations

from holdfast.core.hours import why_closed
from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason


def judge(case: Case) -> Finding:
    """Look the time up in the calendar; a listing without one trades round the clock.

    An order that could wait for the next session is refused like any other: the desk keeps
    none back, and a venue may take it for the session that has just ended. With extended hours
    it may also trade before the open and after the close.
    """
    if not case.listing.calendar:
        return PASSES
    extended = case.order.extended_hours
    why = why_closed(case.ledger, case.listing, case.stamp.at, extended=extended)
    if not why:
        return PASSES
    return case.refused(Reason.SESSION_CLOSED, f"{case.order.instrument}: {why}", "instrument")


session_hours = Check("session_hours", ("RC15",), judge, lets_reducing=True)
