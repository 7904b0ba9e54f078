"""Whether a link may be used: the state of the breaker that watches it."""

from __future__ import annotations

from enum import StrEnum

from holdfast.model.ids import VenueId

# a venue by its name, or its feed as `feed NAME`
LinkName = str


def feed_name(venue: VenueId) -> LinkName:
    """Name a venue's feed among links and blockers."""
    return f"feed {venue}"


class Circuit(StrEnum):
    """What a breaker lets through."""

    CLOSED = "CLOSED"  # everything
    OPEN = "OPEN"  # cancels and queries alone, until its wait is over
    HALF_OPEN = "HALF_OPEN"  # those, and one probe, whose fate decides
