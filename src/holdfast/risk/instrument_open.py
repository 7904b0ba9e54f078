"""Refuse what the venue would not work now: a halted or closed instrument, an auction."""

from __future__ import annotations

from holdfast.core.hours import phase_of
from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.core.worked_by import AT_ONCE
from holdfast.messages.refusals import Reason
from holdfast.model.trading import Phase

_OPEN = Phase.OPEN
_AUCTION = Phase.AUCTION


def judge(case: Case) -> Finding:
    """Look up what the venue has told of the instrument, and of all of itself.

    Reducing orders with a limit price pass a halt, and exits of brackets do with none: they
    wait for a trigger. An auction takes what may wait for its end; that it has a limit price is
    for the check of the spread to say.
    """
    ledger = case.ledger
    if not ledger.phases:
        return PASSES
    order, venue = case.order, case.listing.venue
    phase = phase_of(ledger, venue, order.instrument)
    if phase is _OPEN or order.exit_of:
        return PASSES
    if phase is not _AUCTION:
        if case.reduces and order.limit_price is not None:
            return PASSES
        detail = f"{order.instrument} is {phase} at {venue}"
        return case.refused(Reason.INSTRUMENT_HALTED, detail, "instrument")
    if order.time_in_force in AT_ONCE:
        detail = f"{order.instrument} is in {phase} at {venue}: {order.time_in_force} cannot wait"
        return case.refused(Reason.INSTRUMENT_HALTED, detail, "time_in_force")
    return PASSES


instrument_open = Check("instrument_open", ("RC15", "RC21"), judge)
