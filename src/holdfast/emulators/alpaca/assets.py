"""What trades there: shares, coins and options by their symbols, as assets of the venue."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from uuid import NAMESPACE_URL, uuid5

import msgspec

from holdfast.emulators.alpaca.errors import Fields
from holdfast.model.instrument import Instrument, InstrumentKind, Listing
from holdfast.model.numbers import ONE, ZERO, plain

VENUE = "ALPACA"
OCC = re.compile(r"([A-Z]{1,6})(\d{2})(\d{2})(\d{2})([CP])(\d{8})")
CENT = Decimal("0.01")
SUB_CENT = Decimal("0.0001")
FRACTION = Decimal("0.000000001")
_STRIKE_SCALE = Decimal(1_000)


class AssetClass(StrEnum):
    """The venue's asset classes."""

    SHARE = "us_equity"
    OPTION = "us_option"
    COIN = "crypto"


class Asset(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that trades."""

    id: str
    symbol: str
    kind: AssetClass
    exchange: str
    name: str
    tradable: bool = True
    marginable: bool = True
    shortable: bool = True
    easy_to_borrow: bool = True
    fractionable: bool = True
    price_increment: Decimal | None = None
    min_order_size: Decimal | None = None
    min_trade_increment: Decimal | None = None
    underlying: str = ""
    expiry: str = ""
    right: str = ""
    strike: Decimal = ZERO

    @property
    def multiplier(self) -> Decimal:
        return Decimal(100) if self.kind is AssetClass.OPTION else ONE

    @property
    def held_as(self) -> str:
        """How positions spell the symbol: coins without their stroke."""
        return self.symbol.replace("/", "")

    def tick(self, price: Decimal) -> Decimal:
        """The finest step that a price of this height may have."""
        if self.price_increment is not None:
            return self.price_increment
        return CENT if price >= 1 else SUB_CENT

    def listing(self) -> tuple[Instrument, Listing]:
        """Say how an exchange lists it; the venue's own finer rules are judged before."""
        kind = {
            AssetClass.SHARE: InstrumentKind.EQUITY,
            AssetClass.OPTION: InstrumentKind.OPTION,
            AssetClass.COIN: InstrumentKind.CRYPTO_SPOT,
        }[self.kind]
        tick = self.price_increment or SUB_CENT
        lot = ONE if self.kind is AssetClass.OPTION else FRACTION
        instrument = Instrument(self.symbol, kind, multiplier=self.multiplier)
        return instrument, Listing(self.symbol, VENUE, self.symbol, tick=tick, lot=lot)

    def json(self) -> Fields:
        """Tell the asset as `GET /v2/assets` does."""
        told: Fields = {
            "id": self.id,
            "class": self.kind.value,
            "exchange": self.exchange,
            "symbol": self.symbol,
            "name": self.name,
            "status": "active",
            "tradable": self.tradable,
            "marginable": self.marginable,
            "maintenance_margin_requirement": 30 if self.marginable else 100,
            "margin_requirement_long": "30" if self.marginable else "100",
            "margin_requirement_short": "30" if self.marginable else "100",
            "shortable": self.shortable,
            "easy_to_borrow": self.easy_to_borrow,
            "fractionable": self.fractionable,
            "attributes": [],
        }
        if self.kind is AssetClass.SHARE:
            told["borrow_status"] = "easy_to_borrow" if self.shortable else "hard_to_borrow"
        for name in ("min_order_size", "min_trade_increment", "price_increment"):
            step: Decimal | None = getattr(self, name)
            if step is not None and self.kind is AssetClass.COIN:
                told[name] = plain(step)
        return told

    def contract_json(self) -> Fields:
        """Tell an option as `GET /v2/options/contracts` does."""
        return {
            "id": self.id,
            "symbol": self.symbol,
            "name": self.name,
            "status": "active",
            "tradable": self.tradable,
            "expiration_date": self.expiry,
            "root_symbol": self.underlying,
            "underlying_symbol": self.underlying,
            "underlying_asset_id": _id_of(self.underlying),
            "type": self.right,
            "style": "american",
            "strike_price": plain(self.strike),
            "multiplier": "100",
            "size": "100",
            "open_interest": None,
            "open_interest_date": None,
            "close_price": None,
            "close_price_date": None,
        }


class Assets:
    """All that is listed, by symbol in every spelling and by id."""

    def __init__(self) -> None:
        self._by_symbol: dict[str, Asset] = {}
        self._by_name: dict[str, Asset] = {}

    def add(self, symbol: str) -> Asset:
        """List a symbol; listing it again changes nothing."""
        asset = self._by_symbol.get(symbol)
        if asset is None:
            asset = asset_of(symbol)
            self._by_symbol[symbol] = asset
            self._by_name |= dict.fromkeys((asset.symbol, asset.held_as, asset.id), asset)
        return asset

    def find(self, name: str) -> Asset | None:
        """Find by symbol, by symbol without stroke, or by id."""
        return self._by_name.get(name)

    def __iter__(self) -> Iterator[Asset]:
        return iter(self._by_symbol.values())


def asset_of(symbol: str) -> Asset:
    """Make the asset that a symbol spells: OCC for options, a stroke for coins, else a share."""
    if "/" in symbol:
        step = CENT if symbol.startswith("BTC") else Decimal("0.001")
        return Asset(
            id=_id_of(symbol),
            symbol=symbol,
            kind=AssetClass.COIN,
            exchange="CRYPTO",
            name=symbol.replace("/", " / "),
            marginable=False,
            shortable=False,
            easy_to_borrow=False,
            price_increment=step,
            min_order_size=Decimal("0.0001"),
            min_trade_increment=FRACTION,
        )
    found = OCC.fullmatch(symbol)
    if found is None:
        return Asset(
            id=_id_of(symbol),
            symbol=symbol,
            kind=AssetClass.SHARE,
            exchange="NASDAQ",
            name=f"{symbol} Common Stock",
        )
    root, year, month, day, right, strike = found.groups()
    price, kind = Decimal(strike) / _STRIKE_SCALE, "call" if right == "C" else "put"
    return Asset(
        id=_id_of(symbol),
        symbol=symbol,
        kind=AssetClass.OPTION,
        exchange="OPRA",
        name=f"{root} 20{year}-{month}-{day} {plain(price)} {kind}",
        marginable=False,
        shortable=False,
        easy_to_borrow=False,
        fractionable=False,
        price_increment=CENT,
        underlying=root,
        expiry=f"20{year}-{month}-{day}",
        right=kind,
        strike=price,
    )


def _id_of(symbol: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"alpaca/{symbol}"))
