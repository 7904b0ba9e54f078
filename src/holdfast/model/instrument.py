"""What is traded, and where: instruments and their listings at venues."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import msgspec

from holdfast.model.ids import InstrumentId, VenueId
from holdfast.model.numbers import ONE, ZERO


class InstrumentKind(StrEnum):
    """The asset classes, by what a unit of quantity means."""

    EQUITY = "EQUITY"
    OPTION = "OPTION"
    FUTURE = "FUTURE"
    FX_PAIR = "FX_PAIR"
    CRYPTO_SPOT = "CRYPTO_SPOT"
    CRYPTO_PERPETUAL = "CRYPTO_PERPETUAL"
    PREDICTION = "PREDICTION"
    MULTI_LEG = "MULTI_LEG"


class Instrument(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is traded. Prices are in `currency` per unit; a unit is worth price x multiplier."""

    id: InstrumentId
    kind: InstrumentKind = InstrumentKind.EQUITY
    currency: str = "USD"
    multiplier: Decimal = ONE
    underlying: InstrumentId = ""
    expiry: str = ""  # yyyy-mm-dd
    strike: Decimal | None = None
    right: str = ""  # CALL or PUT


class Listing(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Where an instrument trades: a venue's symbol for it, the venue's steps, minimum and hours.

    `calendar` names the sessions (`XNYS`); without one it trades round the clock.
    """

    instrument: InstrumentId
    venue: VenueId
    symbol: str
    tick: Decimal = Decimal("0.01")
    lot: Decimal = ONE
    qty_min: Decimal = ZERO
    calendar: str = ""
