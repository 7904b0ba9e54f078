"""What venues say of themselves: their abilities, taken over at each start."""

from __future__ import annotations

from collections.abc import Iterable

from holdfast.core.ledger import Ledger
from holdfast.core.policy import Policies
from holdfast.core.worked_by import venue_work
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages.stamp import Stamp
from holdfast.messages.worked import VenueDeclared


def declare_venue(
    ledger: Ledger, command: k.DeclareVenue, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Take over a venue's abilities; what is known already changes nothing.

    Orders that were taken before are worked on by whoever works them.
    """
    known = ledger.venues.get(command.venue)
    if known is not None and known.abilities == command.abilities:
        return ()
    return (VenueDeclared(command.venue, command.abilities),)


def venue_declared(ledger: Ledger, event: VenueDeclared) -> None:
    ledger.venues[event.venue] = venue_work(event.abilities)
