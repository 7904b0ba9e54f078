"""A market from nowhere: seeded order flow that looks like one, in several instruments at once."""

from __future__ import annotations

from decimal import Decimal
from heapq import heapify, heapreplace
from random import Random

import msgspec

from holdfast.exchange.exchange import Exchange
from holdfast.exchange.participants import FlowInstrument, Participants
from holdfast.messages.reports import Report
from holdfast.model.numbers import Nanos

SEED_BITS = 64
INSTRUMENTS_MAX = 1_000

# Prices and moves of an ordinary day of three liquid names; nobody's quotes.
THREE_NAMES = (
    FlowInstrument("AAPL", Decimal(190), volatility_bps=0.6),
    FlowInstrument("MSFT", Decimal(420), volatility_bps=0.4),
    FlowInstrument("SPY", Decimal(550), volatility_bps=0.25, lots_usual=2),
)


class FlowConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A generated market: what trades, and for how long (None: without end)."""

    instruments: tuple[FlowInstrument, ...] = THREE_NAMES
    duration_ns: int | None = None


class Generated:
    """Order flow of every instrument, each from a generator of its own that `rng` seeds.

    So an instrument's flow does not depend on which others trade beside it, only on its place
    in the list. The books are filled in the first step, at `start`.
    """

    def __init__(self, config: FlowConfig, rng: Random, start: Nanos) -> None:
        self._participants = [
            Participants(each, Random(rng.getrandbits(SEED_BITS)), start)
            for each in config.instruments[:INSTRUMENTS_MAX]
        ]
        self._start: Nanos | None = start
        self._due: list[tuple[Nanos, int]] = []
        self._end = None if config.duration_ns is None else start + config.duration_ns
        self.events_generated = 0

    def next_at(self) -> Nanos | None:
        at = self._due[0][0] if self._start is None and self._due else self._start
        return None if at is None or (self._end is not None and at > self._end) else at

    def step(self, exchange: Exchange) -> list[Report]:
        if self._start is not None:
            return self._begin(exchange)
        if not self._due:
            return []
        _, which = self._due[0]
        people = self._participants[which]
        reports = people.step(exchange)
        self.events_generated += 1
        heapreplace(self._due, (people.at, which))
        return reports

    def _begin(self, exchange: Exchange) -> list[Report]:
        self._start = None
        reports = [report for people in self._participants for report in people.begin(exchange)]
        self._due = [(people.at, which) for which, people in enumerate(self._participants)]
        heapify(self._due)
        return reports
