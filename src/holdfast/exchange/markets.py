"""Every instrument's market, of the kind that what is heard of the instrument calls for."""

from __future__ import annotations

from collections.abc import Callable

from holdfast.exchange.executions import Executions
from holdfast.exchange.floor import Floor
from holdfast.exchange.matching import BookMarket
from holdfast.exchange.succession import Market, successor
from holdfast.exchange.top_of_book import TopOfBook
from holdfast.exchange.working import WorkingOrder
from holdfast.model.ids import InstrumentId
from holdfast.model.quote import MarketEvent

Handler = Callable[..., None]
Handlers = dict[type, Handler]

_NO_HANDLERS: Handlers = {}


class Markets:
    """The present market of each instrument, and which method of it takes which event."""

    def __init__(self, venue: Executions) -> None:
        self.by_instrument: dict[InstrumentId, Market] = {}
        self.handlers: dict[InstrumentId, Handlers] = {}
        self._venue = venue

    def add(self, floor: Floor) -> None:
        """Begin a market of which nothing has been heard."""
        self.by_instrument[floor.instrument_id] = TopOfBook(floor, self._venue)
        self.handlers[floor.instrument_id] = _NO_HANDLERS

    def handler_of(self, event: MarketEvent) -> Handler | None:
        """Decide by a first event how its instrument is matched; None where it does not count."""
        instrument = event.instrument
        old = self.by_instrument[instrument]
        is_blank = self.handlers[instrument] is _NO_HANDLERS
        new = successor(event, old, self._venue, is_blank=is_blank)
        if new is None:
            return None
        if new is not old:
            self._move(old, new)
        self.handlers[instrument] = new.handlers
        return new.handlers[type(event)]

    def generated(self, instrument: InstrumentId) -> BookMarket:
        """Return an instrument's generated market, making one where nothing is recorded."""
        market = self.by_instrument[instrument]
        if isinstance(market, BookMarket) and not market.recorded:
            return market
        if self.handlers[instrument] is not _NO_HANDLERS:
            raise ValueError(f"{instrument} is recorded, so it takes no generated orders")
        book = BookMarket(market.floor, self._venue, recorded=False)
        self._move(market, book)
        self.handlers[instrument] = {}
        return book

    def _move(self, old: Market, new: Market) -> None:
        """Take our waiting orders along, in the order of their places."""
        for order in self._our_orders(old.floor):
            old.leave(order)
            new.adopt(order)
        self.by_instrument[old.floor.instrument_id] = new

    def _our_orders(self, floor: Floor) -> list[WorkingOrder]:
        found = [o for o in self._venue.open.values() if o.floor is floor and not floor.holds(o)]
        return sorted(found, key=lambda order: order.seq)
