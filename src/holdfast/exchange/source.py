"""Where an exchange's market comes from: one shape for generated flow and for recorded tape."""

from __future__ import annotations

from typing import Protocol

from holdfast.exchange.exchange import Exchange
from holdfast.messages.reports import Report
from holdfast.model.numbers import Nanos


class MarketSource(Protocol):
    """A market that happens event by event; whoever keeps the clock decides when.

    `next_at` never goes back. How fast market time passes is not known here.
    """

    def next_at(self) -> Nanos | None:
        """Say when the next event is due; None when there will be none."""
        ...

    def step(self, exchange: Exchange) -> list[Report]:
        """Let everything that is due at `next_at` happen; return the reports of our orders."""
        ...
