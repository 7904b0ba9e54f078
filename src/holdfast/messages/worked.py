"""Who works an order: what a venue has said that it can do."""

from __future__ import annotations

from holdfast.messages.fact import Fact
from holdfast.model.abilities import Abilities
from holdfast.model.ids import VenueId


class VenueDeclared(Fact, frozen=True):
    """The venue has said what it works by itself; what it lacks the desk works from now on."""

    venue: VenueId
    abilities: Abilities
