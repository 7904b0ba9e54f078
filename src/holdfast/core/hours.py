"""Is the market open: by the sessions of a calendar, and by what the venue says."""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter

from holdfast.core.ledger import Ledger
from holdfast.model.calendar import Session
from holdfast.model.ids import InstrumentId, VenueId
from holdfast.model.instrument import Listing
from holdfast.model.numbers import Nanos
from holdfast.model.trading import Phase

_OPENS = attrgetter("opens")
_OPEN = Phase.OPEN


def session_at(sessions: tuple[Session, ...], at: Nanos) -> Session | None:
    """Return the session that a time lies in; None between sessions, and where none are told."""
    index = bisect_right(sessions, at, key=_OPENS)
    if not index:
        return None
    session = sessions[index - 1]
    return session if at < session.closes else None


def why_closed(ledger: Ledger, listing: Listing, at: Nanos, *, extended: bool = False) -> str:
    """Say why the listing's calendar has no session now, empty if it has one or needs none.

    With `extended` the hours before the open and after the close are one, too. A calendar that
    was never told, or whose sessions end before this time, is closed: what is not known is not
    open.
    """
    name = listing.calendar
    if not name:
        return ""
    sessions = ledger.calendars.get(name)
    if not sessions:
        return f"no sessions of calendar {name} are known"
    if session_at(sessions, at) is not None:
        return ""
    hours = ledger.extended.get(name, ())
    is_extended = session_at(hours, at) is not None
    if extended and is_extended:
        return ""
    known = hours if extended and hours else sessions
    if at < known[0].opens or at >= known[-1].closes:
        return f"the known sessions of calendar {name} do not reach this time"
    return f"{name} is between two sessions{_beside(extended, is_extended, bool(hours))}"


def _beside(asked: bool, is_on: bool, has_hours: bool) -> str:
    """Say what else there is to know of extended hours."""
    if is_on:
        return ", in the extended one, which takes orders with extended_hours"
    if not asked:
        return ""
    return ", the extended one included" if has_hours else ", and has no extended hours"


def phase_of(ledger: Ledger, venue: VenueId, instrument: InstrumentId) -> Phase:
    """Say what the venue does with the instrument: its own word, or that on all of the venue.

    Where the whole venue is not open, an instrument that is open trades no more. A venue that
    has told nothing is open whenever the calendar says so.
    """
    phases = ledger.phases.get(venue)
    if not phases:
        return _OPEN
    whole = phases.get("", _OPEN)
    return whole if whole is not _OPEN else phases.get(instrument, _OPEN)
