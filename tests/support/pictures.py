"""Pictures of account A at its venue, as of now."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from holdfast.messages import reports as r
from tests.support.desks import PlayedDesk


def picture(desk: PlayedDesk, **told: object) -> r.VenueSnapshot:
    """Tell an account whole: it has its opening cash and nothing else, but for what is told."""
    at = desk.time.now()
    cash = {"USD": Decimal(10**6)}
    whole = r.VenueSnapshot("sim", "A", (), (), {}, cash, None, True, at, at)
    return replace(whole, **told)
