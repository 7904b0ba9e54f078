"""The words an order is made of: side, type, time in force, status, contingency."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Side(StrEnum):
    """The direction of an order."""

    BUY = "BUY"
    SELL = "SELL"

    @property
    def opposite(self) -> Side:
        return Side.SELL if self is Side.BUY else Side.BUY


class OrderType(StrEnum):
    """How an order is priced and triggered."""

    MARKET = "MARKET"
    LIMIT = "LIMIT"
    STOP = "STOP"
    STOP_LIMIT = "STOP_LIMIT"
    TRAILING_STOP = "TRAILING_STOP"
    MARKET_IF_TOUCHED = "MARKET_IF_TOUCHED"
    LIMIT_IF_TOUCHED = "LIMIT_IF_TOUCHED"
    PEGGED = "PEGGED"
    MARKET_ON_CLOSE = "MARKET_ON_CLOSE"
    LIMIT_ON_CLOSE = "LIMIT_ON_CLOSE"
    MULTI_LEG = "MULTI_LEG"


class TimeInForce(StrEnum):
    """How long an order may work."""

    DAY = "DAY"
    GTC = "GTC"
    GTD = "GTD"
    IOC = "IOC"
    FOK = "FOK"
    OPG = "OPG"
    CLS = "CLS"


class OrderStatus(StrEnum):
    """Where an order stands; `core.lifecycle` holds the legal moves between these."""

    PENDING_NEW = "PENDING_NEW"
    SENT = "SENT"
    NEW = "NEW"
    PARTIALLY_FILLED = "PARTIALLY_FILLED"
    FILLED = "FILLED"
    PENDING_REPLACE = "PENDING_REPLACE"
    PENDING_CANCEL = "PENDING_CANCEL"
    CANCELED = "CANCELED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"
    REFUSED = "REFUSED"
    UNKNOWN = "UNKNOWN"


class Liquidity(StrEnum):
    """Which side of a trade rested."""

    MAKER = "MAKER"
    TAKER = "TAKER"


class OrderRole(StrEnum):
    """Why an order exists, where it is not an order of its own."""

    SLICE = "SLICE"
    TAKE_PROFIT = "TAKE_PROFIT"
    STOP_LOSS = "STOP_LOSS"


class SelfTrade(StrEnum):
    """What becomes of an order that would trade with another of the same trade group."""

    NONE = "NONE"
    EXPIRE_TAKER = "EXPIRE_TAKER"
    EXPIRE_MAKER = "EXPIRE_MAKER"
    EXPIRE_BOTH = "EXPIRE_BOTH"
    DECREMENT = "DECREMENT"  # both lose the overlap; the one with nothing left is cancelled


Param = str | int | bool


class Tactic(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """An execution algorithm by name; decimals in `params` are text, durations seconds."""

    name: str
    params: dict[str, Param] = {}
