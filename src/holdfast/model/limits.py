"""The numbers that the gate holds an account to."""

from __future__ import annotations

from decimal import Decimal

import msgspec


class Limits(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Limits of one account; one that is None is missing, and a missing limit refuses orders."""

    order_qty_max: Decimal | None = None  # units
    order_value_max: Decimal | None = None  # base currency
    price_collar: Decimal | None = None  # fraction of the reference price, inclusive
    position_qty_max: Decimal | None = None  # units, worst case, long or short
    reference_age_max_ns: int | None = None
