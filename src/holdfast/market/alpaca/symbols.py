"""Symbols at Alpaca: which family one belongs to, and what the symbol of an option says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

import msgspec

from holdfast.model.ids import InstrumentId

# root, yymmdd, right, strike in thousandths: the symbol of the OCC
_OCC = re.compile(r"([A-Z0-9]{1,6})(\d\d)(\d\d)(\d\d)([CP])(\d{8})", re.ASCII)


class Family(StrEnum):
    """What has a stream and questions of its own."""

    STOCKS = "stocks"
    CRYPTO = "crypto"
    OPTIONS = "options"


class Contract(msgspec.Struct, frozen=True):
    """What an option's symbol says; `right` is CALL or PUT, `expiry` yyyy-mm-dd."""

    underlying: InstrumentId
    expiry: str
    right: str
    strike: Decimal


def family_of(symbol: str) -> Family:
    """Say where a symbol is asked for: pairs have a slash, options the form of the OCC."""
    if "/" in symbol:
        return Family.CRYPTO
    return Family.OPTIONS if _OCC.fullmatch(symbol) else Family.STOCKS


def contract_of(symbol: str) -> Contract | None:
    """Read an option's symbol; None where it is none."""
    found = _OCC.fullmatch(symbol)
    if found is None:
        return None
    root, year, month, day, right, strike = found.groups()
    expiry = f"20{year}-{month}-{day}"
    return Contract(root, expiry, "CALL" if right == "C" else "PUT", Decimal(strike).scaleb(-3))


def by_family(names: Mapping[str, InstrumentId]) -> dict[Family, dict[str, InstrumentId]]:
    """Sort our names by family; a pair that is named with and without slash has it once, with."""
    pairs = {symbol.replace("/", "") for symbol in names if "/" in symbol}
    sorted_out: dict[Family, dict[str, InstrumentId]] = {}
    for symbol in sorted(names):
        if symbol not in pairs:
            sorted_out.setdefault(family_of(symbol), {})[symbol] = names[symbol]
    return sorted_out
