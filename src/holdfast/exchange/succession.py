"""Which kind of market an instrument has: decided by what is heard of it."""

from __future__ import annotations

from holdfast.exchange.bars import BarMarket
from holdfast.exchange.executions import Executions
from holdfast.exchange.matching import BookMarket
from holdfast.exchange.top_of_book import TopOfBook
from holdfast.model.quote import Bar, BookMessage, MarketEvent

Market = TopOfBook | BarMarket | BookMarket


def successor(
    event: MarketEvent, old: Market, venue: Executions, *, is_blank: bool
) -> Market | None:
    """Return the market for an event that the old one does not take; None where it says nothing.

    Messages of a book outrank quotes and trades, which outrank bars. A blank market has heard
    nothing yet.
    """
    if isinstance(old, BookMarket):
        if not old.recorded:
            raise ValueError(f"{event.instrument} is generated, so it takes no recorded events")
        return None
    if isinstance(event, BookMessage):
        return BookMarket(old.floor, venue, recorded=True)
    if isinstance(event, Bar):
        return BarMarket(old.floor, venue) if is_blank else None
    return TopOfBook(old.floor, venue) if isinstance(old, BarMarket) else old
