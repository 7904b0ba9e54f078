"""Where a desk trades: its venue, what makes its market go, and what only paper has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import msgspec

from holdfast.config import Settings
from holdfast.core.must import InvariantBroken
from holdfast.market.last import LastQuotes
from holdfast.market.tape import Tape
from holdfast.model.ids import InstrumentId, VenueId
from holdfast.model.instrument import Instrument, Listing
from holdfast.runtime.desk import Desk as Core
from holdfast.runtime.opening_hours import OpeningHours
from holdfast.venues import Venue
from holdfast.venues.faulty import Faulty
from holdfast.venues.paper import Paper


class Book(msgspec.Struct, frozen=True):
    """What a venue lists of what is wanted, and the account's cash as it is now.

    `missing` says why it could not be asked: then the listings are those of the journal.
    """

    listings: Mapping[InstrumentId, tuple[Instrument, Listing]]
    cash: dict[str, Decimal]
    missing: str = ""


class Place(msgspec.Struct, frozen=True):
    """One venue as the wiring knows it; `start` lets its market begin, `stop` ends it."""

    name: VenueId
    venue: Venue
    start: Callable[[], None]
    stop: Callable[[], None] = lambda: None
    paper: Paper | None = None
    faulty: Faulty | None = None
    book: Book | None = None


class Wired(msgspec.Struct, frozen=True):
    """A desk with the parts around it that others need a hand on."""

    desk: Core
    place: Place
    market: LastQuotes
    settings: Settings
    tape: Tape | None
    hours: OpeningHours

    @property
    def paper(self) -> Paper:
        """The paper venue, of a desk that trades on paper."""
        if self.place.paper is None:
            raise InvariantBroken("this desk does not trade on paper")
        return self.place.paper

    @property
    def faulty(self) -> Faulty:
        """What stands between a desk and its paper venue."""
        if self.place.faulty is None:
            raise InvariantBroken("this desk does not trade on paper")
        return self.place.faulty
