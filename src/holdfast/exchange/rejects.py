"""The venue's own noes: a stable code, and what was wrong."""

from __future__ import annotations

from enum import StrEnum


class RejectCode(StrEnum):
    """The venue's own codes."""

    UNKNOWN_INSTRUMENT = "UNKNOWN_INSTRUMENT"
    UNKNOWN_ORDER = "UNKNOWN_ORDER"
    DUPLICATE_ORDER = "DUPLICATE_ORDER"
    TOO_LATE = "TOO_LATE"
    UNSUPPORTED = "UNSUPPORTED"
    INVALID_ORDER = "INVALID_ORDER"
    INVALID_QTY = "INVALID_QTY"
    INVALID_PRICE = "INVALID_PRICE"
    TICK = "TICK"
    LOT = "LOT"
    HALTED = "HALTED"
    AUCTION = "AUCTION"
    EXPIRED = "EXPIRED"
    POST_ONLY_WOULD_CROSS = "POST_ONLY_WOULD_CROSS"
    TOO_MANY_ORDERS = "TOO_MANY_ORDERS"


No = tuple[RejectCode, str]
