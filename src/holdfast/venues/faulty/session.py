"""The session with the venue, as an adapter notices it: down without a connection, then up."""

from __future__ import annotations

from holdfast.messages.reports import VenueConnects, VenueDisconnects
from holdfast.model.ids import VenueId
from holdfast.venues import Deliver, Time
from holdfast.venues.faulty.line_state import LineState


class Session:
    """Tells each change once; what was held back meanwhile comes after the word that it is up."""

    def __init__(self, venue: VenueId, time: Time, line: LineState, deliver: Deliver) -> None:
        self._venue = venue
        self._time = time
        self._line = line
        self._deliver = deliver
        self._is_down = False

    def look(self) -> None:
        """Look at the line, now and when it is to be back."""
        now = self._time.now()
        is_down = self._line.is_down(now)
        if is_down:
            self._time.call_at(self._line.heard_from(now), self.look)
        if is_down is self._is_down:
            return
        self._is_down = is_down
        if is_down:
            self._deliver(VenueDisconnects(self._venue, self._line.closed(now), now))
        else:
            self._deliver(VenueConnects(self._venue, now))
