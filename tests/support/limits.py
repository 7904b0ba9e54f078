"""Sheets of limits: one that nothing meets by accident, and that of the controls' fixture F0."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from holdfast.model.limits import Limits

SECOND = 1_000_000_000
WIDE = Limits(
    order_qty_max=Decimal(10**6),
    order_value_max=Decimal(10**9),
    price_collar=Decimal("0.05"),
    position_qty_max=Decimal(10**6),
    reference_age_max_ns=24 * 3600 * SECOND,
    collar_window_ns=60 * SECOND,
    spread_max=Decimal("0.5"),
    gross_notional_max=Decimal(10**10),
    open_value_max=Decimal(10**10),
    open_orders_max=10**6,
    basket_value_max=Decimal(10**10),
    order_rate_max=10**6,
    value_rate_max=Decimal(10**11),
    duplicate_window_ns=0,
    repeat_max=10**6,
    repeat_window_ns=SECOND,
    order_fill_ratio_max=Decimal(10**6),
    order_fill_min=10**6,
    loss_max=Decimal(10**9),
    velocity_max=Decimal(1),
    velocity_window_ns=10 * SECOND,
    velocity_pause_ns=60 * SECOND,
    locate_needed=False,
)
F0_LIMITS = replace(
    WIDE,
    order_qty_max=Decimal(1_000),
    order_value_max=Decimal(50_000),
    price_collar=Decimal("0.05"),
    position_qty_max=Decimal(1_500),
    reference_age_max_ns=5 * SECOND,
    gross_notional_max=Decimal(100_000),
    open_value_max=Decimal(80_000),
    order_rate_max=10,
    duplicate_window_ns=3 * SECOND,
    repeat_max=5,
    repeat_window_ns=60 * SECOND,
    loss_max=Decimal(2_000),
)
