"""Where desk and venue differ: the kinds of it, who mends it, and how it ends."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import msgspec

from holdfast.model.numbers import ZERO, Nanos


class Kind(StrEnum):
    """What differs; `core.kinds` says of each what it means and what is done."""

    FILL_MISSED = "FILL_MISSED"
    FILL_UNTOLD = "FILL_UNTOLD"
    FILL_DIFFERS = "FILL_DIFFERS"
    ORDER_EXTERNAL = "ORDER_EXTERNAL"
    ORDER_ABSENT = "ORDER_ABSENT"
    ORDER_DIFFERS = "ORDER_DIFFERS"
    ORDER_ALIVE = "ORDER_ALIVE"
    ORDER_FORKED = "ORDER_FORKED"
    ORDER_FILLS_DIFFER = "ORDER_FILLS_DIFFER"
    POSITION = "POSITION"
    CASH = "CASH"
    BUYING_POWER = "BUYING_POWER"
    INSTRUMENT_UNKNOWN = "INSTRUMENT_UNKNOWN"
    ACCOUNT_UNKNOWN = "ACCOUNT_UNKNOWN"
    UNANSWERED = "UNANSWERED"
    STRAY_REPORT = "STRAY_REPORT"
    REPORT = "REPORT"


class Policy(StrEnum):
    """Who mends a difference."""

    AUTO = "AUTO"  # the desk, at once
    ASK = "ASK"  # a person says yes to the repair that is proposed
    ALERT = "ALERT"  # nobody but a person can know what is right


class DifferenceState(StrEnum):
    """Where a difference stands in the inbox."""

    OPEN = "OPEN"
    REPAIRED = "REPAIRED"
    DISMISSED = "DISMISSED"  # a person has said that it may be so
    GONE = "GONE"  # desk and venue agree again


class Action(StrEnum):
    """What a person answers to a difference."""

    REPAIR = "REPAIR"
    DISMISS = "DISMISS"


class Mend(StrEnum):
    """What a repair does."""

    ADJUST_POSITION = "ADJUST_POSITION"
    ADJUST_CASH = "ADJUST_CASH"
    BUST_FILL = "BUST_FILL"
    END_ORDER = "END_ORDER"
    CANCEL_AT_VENUE = "CANCEL_AT_VENUE"


class Repair(msgspec.Struct, frozen=True, array_like=True):
    """What would make desk and venue agree: `name` is that of what is mended.

    That is an instrument, a currency, an exec id or an order; `amount` is what is added to
    what the desk has, which is `before`, and `price` what a position is taken over at, in the
    instrument's currency per unit.
    """

    mend: Mend
    name: str
    amount: Decimal = ZERO
    before: Decimal = ZERO
    price: Decimal = ZERO
    venue_order_id: str = ""


class ReconcilePolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How sure the desk must be before it says that something differs.

    What changed within `window_ns` of a picture may be in it or not, so it is not judged.
    Cash may differ by `cash_tolerance` in its own currency, buying power by this fraction of
    what the desk reckons. `kinds` sets who mends a kind otherwise than by default.
    """

    window_ns: Nanos = 5_000_000_000
    cash_tolerance: Decimal = Decimal("0.01")
    buying_power_tolerance: Decimal = Decimal("0.01")
    kinds: dict[Kind, Policy] = {}
