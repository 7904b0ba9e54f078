"""Refusals: the desk's own no, a value with a stable code, the measure, limit and headroom."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import msgspec


class Reason(StrEnum):
    """The stable codes of every refusal; once published a code keeps its meaning."""

    UNKNOWN_ACCOUNT = "UNKNOWN_ACCOUNT"
    UNKNOWN_INSTRUMENT = "UNKNOWN_INSTRUMENT"
    UNKNOWN_ORDER = "UNKNOWN_ORDER"
    UNKNOWN_ALGO = "UNKNOWN_ALGO"
    NOT_LISTED = "NOT_LISTED"
    INVALID_ORDER = "INVALID_ORDER"
    INVALID_TACTIC = "INVALID_TACTIC"
    UNSUPPORTED = "UNSUPPORTED"
    CLIENT_ORDER_ID_CONFLICT = "CLIENT_ORDER_ID_CONFLICT"
    PLAN_ID_CONFLICT = "PLAN_ID_CONFLICT"
    ALREADY_EXISTS = "ALREADY_EXISTS"
    ORDER_CLOSED = "ORDER_CLOSED"
    ORDER_PENDING = "ORDER_PENDING"
    TICK = "TICK"
    LOT = "LOT"
    LIMIT_MISSING = "LIMIT_MISSING"
    ORDER_QTY_MAX = "ORDER_QTY_MAX"
    ORDER_VALUE_MAX = "ORDER_VALUE_MAX"
    PRICE_COLLAR = "PRICE_COLLAR"
    NO_REFERENCE = "NO_REFERENCE"
    STALE_REFERENCE = "STALE_REFERENCE"
    BRACKET_SIDE = "BRACKET_SIDE"
    BUYING_POWER = "BUYING_POWER"
    POSITION_LIMIT = "POSITION_LIMIT"
    PARENT_OVERRUN = "PARENT_OVERRUN"
    SIZE_ZERO = "SIZE_ZERO"
    NOTHING_TO_DO = "NOTHING_TO_DO"
    DESK_HALTED = "DESK_HALTED"
    DESK_BUSY = "DESK_BUSY"
    DISK_LOW = "DISK_LOW"


class Refusal(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One reason why the desk will not do what was asked.

    `measured`, `limit` and `headroom` are in the limit's own unit; `field` is the path of
    the offending input, where there is one.
    """

    code: Reason
    detail: str = ""
    field: str = ""
    measured: Decimal | None = None
    limit: Decimal | None = None
    headroom: Decimal | None = None
