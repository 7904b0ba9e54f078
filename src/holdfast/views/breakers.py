"""Breakers: which links the desk does not trust now, since when and why."""

from __future__ import annotations

import msgspec

from holdfast.core.ledger import Ledger
from holdfast.model.circuit import Circuit, LinkName
from holdfast.model.times import rfc3339


class BreakerRow(msgspec.Struct, frozen=True):
    """A link (a venue, or `feed NAME`) whose breaker is not closed, and when it is tried again."""

    link: LinkName
    state: Circuit
    why: str
    since: str
    until: str


def breakers(ledger: Ledger) -> tuple[BreakerRow, ...]:
    """List every breaker that is not closed, the one that opened first in front."""
    return tuple(
        BreakerRow(link, each.state, each.why, rfc3339(each.since), rfc3339(each.until))
        for link, each in ledger.breakers.items()
    )
