"""What may be traded at Alpaca, as instruments and listings of the house."""

from __future__ import annotations

import re
from decimal import Decimal

from holdfast.model.ids import InstrumentId, VenueId
from holdfast.model.instrument import Instrument, InstrumentKind, Listing
from holdfast.model.numbers import ONE, ZERO
from holdfast.venues.alpaca.wire import SaidAsset

CALENDAR = "XNYS"
_CENT = Decimal("0.01")
_NANO = Decimal("1E-9")
# root, yymmdd, right, strike in thousandths: the symbol of the OCC
_OCC = re.compile(r"([A-Z]{1,6})(\d\d)(\d\d)(\d\d)([CP])(\d{8})")


def is_option(symbol: str) -> bool:
    """Tell whether a symbol is one of the OCC: it says all by itself."""
    return _OCC.fullmatch(symbol) is not None


def listed(
    name: InstrumentId, venue: VenueId, asset: SaidAsset, calendar: str = CALENDAR
) -> tuple[Instrument, Listing]:
    """Return an asset as an instrument of this name, and its listing; crypto has no calendar.

    Prices of equities go by the cent; below one dollar Alpaca takes hundredths of a cent, which
    are not used here. A fraction of a share may be traded where the asset says so.
    """
    if asset.asset_class == "crypto":
        tick = asset.price_increment or _NANO
        lot = asset.min_trade_increment or _NANO
        least = asset.min_order_size or ZERO
        base, _, quoted = asset.symbol.partition("/")
        instrument = Instrument(name, InstrumentKind.CRYPTO_SPOT, quoted or "USD", underlying=base)
        return instrument, Listing(name, venue, asset.symbol, tick, lot, least)
    option = _OCC.fullmatch(asset.symbol)
    if option is not None:
        return _option(name, option), Listing(
            name, venue, asset.symbol, _CENT, ONE, calendar=calendar
        )
    lot = _NANO if asset.fractionable else ONE
    return Instrument(name), Listing(name, venue, asset.symbol, _CENT, lot, calendar=calendar)


def _option(name: InstrumentId, found: re.Match[str]) -> Instrument:
    root, year, month, day, right, strike = found.groups()
    return Instrument(
        name,
        InstrumentKind.OPTION,
        multiplier=Decimal(100),
        underlying=root,
        expiry=f"20{year}-{month}-{day}",
        strike=Decimal(strike) / 1000,
        right="CALL" if right == "C" else "PUT",
    )
