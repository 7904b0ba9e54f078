"""What follows from a venue's session: down, nothing new goes there; up, everything is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.core.asking import questions_for
from holdfast.core.brackets import protect
from holdfast.core.ledger import Ledger
from holdfast.core.policy import Policies
from holdfast.messages import events as e
from holdfast.messages import links as n
from holdfast.messages import reports as r
from holdfast.messages.stamp import Stamp
from holdfast.model.ids import OrderId


def connects(
    ledger: Ledger, report: r.VenueConnects, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Ask after all that the venue has of ours, then send the exits that could not leave.

    What a session missed is not told again by itself, so everything is asked, whether it was
    known to be down or not.
    """
    yield n.VenueConnected(report.venue, report.at)
    yield from questions_for(ledger, stamp, venue=report.venue, answers_lost=True)
    for entry_id in tuple(ledger.questions.exits):
        if ledger.venue_of(ledger.orders[entry_id].terms) == report.venue:
            yield from resume_exits(ledger, entry_id, stamp, policies)


def disconnects(
    ledger: Ledger, report: r.VenueDisconnects, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Note that the session is down, once; orders at the venue live on."""
    if report.venue in ledger.questions.down:
        return ()
    return (n.VenueDisconnected(report.venue, report.detail, report.at),)


def resume_exits(
    ledger: Ledger, entry_id: OrderId, stamp: Stamp, policies: Policies
) -> Iterator[e.Event]:
    """Send what an entry lacks of exits; what cannot leave again is postponed again."""
    yield n.ExitsResumed(entry_id)
    yield from protect(ledger, entry_id, stamp, policies)
