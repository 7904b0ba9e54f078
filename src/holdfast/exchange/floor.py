"""What trading one instrument at this venue has in common for every kind of market."""

from __future__ import annotations

from decimal import Decimal

from holdfast.exchange.rules import ExchangeConfig
from holdfast.exchange.session import Auction, SessionState
from holdfast.exchange.working import WorkingOrder
from holdfast.model.ids import AccountId
from holdfast.model.instrument import Instrument, Listing


class Floor:
    """An instrument with its steps, its fees, its session and the orders that wait for it."""

    __slots__ = (
        "closing",
        "currency",
        "holdings",
        "instrument",
        "instrument_id",
        "is_free",
        "is_open",
        "listing",
        "opening",
        "queued",
        "schedule",
        "state",
        "tick",
    )

    def __init__(self, instrument: Instrument, listing: Listing, config: ExchangeConfig) -> None:
        self.instrument = instrument
        self.instrument_id = instrument.id
        self.listing = listing
        self.tick = listing.tick
        self.currency = instrument.currency
        self.schedule = config.fees_by_kind.get(instrument.kind, config.fees)
        self.is_free = self.schedule.is_free
        self.holdings: dict[AccountId, Decimal] | None = None  # of whoever must not open more
        self.queued: list[WorkingOrder] = []  # for the end of an auction, as they came
        self.opening: list[WorkingOrder] = []  # for the opening auction alone
        self.closing: list[WorkingOrder] = []
        self.set_state(SessionState.OPEN)

    def collected(self, auction: Auction | None) -> list[WorkingOrder]:
        """Return the orders that wait for an auction; of None, for the market to open again."""
        if auction is None:
            return self.queued
        return self.opening if auction is Auction.OPENING else self.closing

    def take_collected(self, auction: Auction | None) -> list[WorkingOrder]:
        """Return them and collect anew."""
        collected = self.collected(auction)
        taken = [*collected]
        collected.clear()
        return taken

    def holds(self, order: WorkingOrder) -> bool:
        """Tell whether the order is collected here, and in no market."""
        return order in self.collected(order.auction)

    def set_state(self, state: SessionState) -> None:
        self.state = state
        self.is_open = state is SessionState.OPEN
