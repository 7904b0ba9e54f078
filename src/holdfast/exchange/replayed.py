"""A market from a tape: recorded events, in the order and at the times in which they happened."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.exchange.exchange import Exchange
from holdfast.messages.reports import Report
from holdfast.model.numbers import Nanos
from holdfast.model.quote import MarketEvent


class Replayed:
    """Feed a tape to an exchange; only the event that is due next is held.

    Events of one time happen in one step, so that nobody acts on half of a moment. An event
    that is older than the one before it is taken as happening at the same time.
    """

    def __init__(self, events: Iterator[MarketEvent]) -> None:
        self._events = events
        self._next = next(events, None)
        self._at: Nanos = self._next.at if self._next is not None else 0
        self.events_played = 0

    def next_at(self) -> Nanos | None:
        return None if self._next is None else self._at

    def step(self, exchange: Exchange) -> list[Report]:
        reports: list[Report] = []
        event, at = self._next, self._at
        while event is not None and event.at <= at:
            reports += exchange.on_market(event)
            self.events_played += 1
            event = next(self._events, None)
        self._next = event
        if event is not None:
            self._at = event.at
        return reports
