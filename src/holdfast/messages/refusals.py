"""Refusals: the desk's own no, a value with a stable code, the measure, limit and headroom."""

from __future__ import annotations

from collections.abc import Iterable
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
    INVALID_CURVE = "INVALID_CURVE"
    NO_VOLUME_CURVE = "NO_VOLUME_CURVE"
    UNSUPPORTED = "UNSUPPORTED"
    CLIENT_ORDER_ID_CONFLICT = "CLIENT_ORDER_ID_CONFLICT"
    PLAN_ID_CONFLICT = "PLAN_ID_CONFLICT"
    LIST_ID_CONFLICT = "LIST_ID_CONFLICT"
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
    UNATTRIBUTED = "UNATTRIBUTED"
    NOT_ENTITLED = "NOT_ENTITLED"
    NOT_STARTED = "NOT_STARTED"
    NOT_ARMED = "NOT_ARMED"
    VENUE_DOWN = "VENUE_DOWN"
    REDUCING_ONLY = "REDUCING_ONLY"
    TRADING_HALTED = "TRADING_HALTED"
    KILLED = "KILLED"
    ORDER_VALUE_SOFT = "ORDER_VALUE_SOFT"
    PASSIVE_PRICE = "PASSIVE_PRICE"
    TAPE_COLLAR = "TAPE_COLLAR"
    COLLAR_WINDOW = "COLLAR_WINDOW"
    VELOCITY = "VELOCITY"
    SPREAD_MAX = "SPREAD_MAX"
    SESSION_CLOSED = "SESSION_CLOSED"
    INSTRUMENT_HALTED = "INSTRUMENT_HALTED"
    MARKET_ORDER_PHASE = "MARKET_ORDER_PHASE"
    RESTRICTED = "RESTRICTED"
    SHORT_SALE = "SHORT_SALE"
    GROSS_NOTIONAL_MAX = "GROSS_NOTIONAL_MAX"
    NET_NOTIONAL_MAX = "NET_NOTIONAL_MAX"
    INSTRUMENT_NOTIONAL_MAX = "INSTRUMENT_NOTIONAL_MAX"
    EQUITY_PCT_MAX = "EQUITY_PCT_MAX"
    LEVERAGE_MAX = "LEVERAGE_MAX"
    OPEN_VALUE_MAX = "OPEN_VALUE_MAX"
    OPEN_ORDERS_MAX = "OPEN_ORDERS_MAX"
    ORDER_RATE_MAX = "ORDER_RATE_MAX"
    VALUE_RATE_MAX = "VALUE_RATE_MAX"
    LOOK_ALIKE = "LOOK_ALIKE"
    REPEATED = "REPEATED"
    ORDER_FILL_RATIO = "ORDER_FILL_RATIO"
    LOSS_MAX = "LOSS_MAX"
    DRAWDOWN_MAX = "DRAWDOWN_MAX"
    MANIFEST = "MANIFEST"
    SELF_TRADE = "SELF_TRADE"
    BASKET_VALUE_MAX = "BASKET_VALUE_MAX"
    INTENT_MISMATCH = "INTENT_MISMATCH"
    LIMIT_CURRENCY = "LIMIT_CURRENCY"
    INVALID_LIMIT = "INVALID_LIMIT"
    SAME_PERSON = "SAME_PERSON"
    NOT_PROPOSED = "NOT_PROPOSED"
    NOT_OVERRIDABLE = "NOT_OVERRIDABLE"
    PERMIT_INVALID = "PERMIT_INVALID"
    CIRCUIT_OPEN = "CIRCUIT_OPEN"
    UNKNOWN_DISCREPANCY = "UNKNOWN_DISCREPANCY"
    NOT_REPAIRABLE = "NOT_REPAIRABLE"
    UNKNOWN_SESSION = "UNKNOWN_SESSION"
    UNKNOWN_ALERT = "UNKNOWN_ALERT"
    CHAIN_FULL = "CHAIN_FULL"


class Refusal(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One reason why the desk will not do what was asked.

    `measured`, `limit` and `headroom` are in the limit's own unit, and `headroom` is the most
    that would have passed; `field` is the path of the offending input, where there is one.
    `scope` is the key of the scope whose limit it is. A `block_id` marks a soft block, which
    a trader may acknowledge with a reason.
    """

    code: Reason
    detail: str = ""
    field: str = ""
    measured: Decimal | None = None
    limit: Decimal | None = None
    headroom: Decimal | None = None
    scope: str = ""
    block_id: str = ""


def fault(field: str, value: object, rule: str, code: Reason = Reason.INVALID_ORDER) -> Refusal:
    """Refuse an input by its path: its value, where it has one, and the rule that it breaks."""
    told = f"{field} {rule}" if value is None else f"{field} {value} {rule}"
    return Refusal(code, told, field)


def codes_of(refusals: Iterable[Refusal]) -> str:
    """Name the codes of refusals in one line, for a person."""
    return ", ".join(refusal.code for refusal in refusals)
