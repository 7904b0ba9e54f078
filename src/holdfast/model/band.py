"""Bands: the prices at which somebody who works an order wants to be asked."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import msgspec

from holdfast.model.ids import InstrumentId
from holdfast.model.numbers import Nanos


class BandSource(StrEnum):
    """Which of the market's prices is looked at."""

    BID = "BID"
    ASK = "ASK"
    MID = "MID"
    LAST = "LAST"
    MARK = "MARK"


class Band(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Ask once the source's price is at or below `low`, or at or above `high`.

    The side that is None is open. An empty `instrument` is the order's own.
    """

    source: BandSource
    low: Decimal | None = None
    high: Decimal | None = None
    instrument: InstrumentId = ""

    def is_met(self, price: Decimal) -> bool:
        """Tell whether a price lies at or beyond one of the ends."""
        return (self.low is not None and price <= self.low) or (
            self.high is not None and price >= self.high
        )


class Reached(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The price that met a band, and when: evidence that may be gone again when it is looked at."""

    instrument: InstrumentId
    source: BandSource
    price: Decimal
    at: Nanos


class Activity(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What traded of an instrument since the desk began to look, and how its mid has moved.

    `volume` (units) and `notional` (units x price) only grow during a run and begin at zero in
    the next. `low` and `high` are the extremes of the mid in the last five minutes, None without
    a quote. `last` is the last print.
    """

    instrument: InstrumentId
    volume: Decimal
    notional: Decimal
    at: Nanos
    last: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
