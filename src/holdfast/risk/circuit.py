"""Refuse what would go to a venue whose breaker is not closed: nothing new would leave."""

from __future__ import annotations

from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.times import rfc3339


def judge(case: Case) -> Finding:
    """Look at the breaker of the order's venue; orders that reduce would not leave either.

    An exit passes here and is kept by the guard: as one that never left it is sent again.
    """
    breakers = case.ledger.breakers
    if not breakers or case.order.exit_of:
        return PASSES
    venue = case.listing.venue
    breaker = breakers.get(venue)
    if breaker is None:
        return PASSES
    when = f"since {rfc3339(breaker.since)}, tried again at {rfc3339(breaker.until)}"
    detail = f"the breaker of {venue} is {breaker.state} {when}: {breaker.why}"
    return case.refused(Reason.CIRCUIT_OPEN, detail, "venue")


circuit = Check("circuit", ("RC27",), judge, stands=True)
