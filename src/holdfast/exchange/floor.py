"""What trading one instrument at this venue has in common for every kind of market."""

from __future__ import annotations

from decimal import Decimal

from holdfast.exchange.rules import ExchangeConfig
from holdfast.exchange.session import SessionState
from holdfast.exchange.working import WorkingOrder
from holdfast.model.ids import AccountId
from holdfast.model.instrument import Instrument, Listing


class Floor:
    """An instrument with its steps, its fees, its session and the orders that wait for it."""

    __slots__ = (
        "currency",
        "holdings",
        "instrument",
        "instrument_id",
        "is_free",
        "is_open",
        "listing",
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
        self.set_state(SessionState.OPEN)

    def set_state(self, state: SessionState) -> None:
        self.state = state
        self.is_open = state is SessionState.OPEN
