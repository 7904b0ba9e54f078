"""The limits of an account that is configured without any: those of a small paper desk."""

from __future__ import annotations

from decimal import Decimal

from holdfast.model.limits import Limits

SECOND_NS = 1_000_000_000

FIRST_LIMITS = Limits(
    order_qty_max=Decimal(10_000),
    order_value_max=Decimal(2_000_000),
    price_collar=Decimal("0.05"),
    position_qty_max=Decimal(20_000),
    reference_age_max_ns=10 * SECOND_NS,
    collar_window_ns=60 * SECOND_NS,
    spread_max=Decimal("0.02"),
    gross_notional_max=Decimal(4_000_000),
    open_value_max=Decimal(4_000_000),
    open_orders_max=1_000,
    basket_value_max=Decimal(4_000_000),
    order_rate_max=100,
    value_rate_max=Decimal(20_000_000),
    duplicate_window_ns=SECOND_NS // 2,
    repeat_max=200,
    repeat_window_ns=60 * SECOND_NS,
    order_fill_ratio_max=Decimal(100),
    order_fill_min=500,
    loss_max=Decimal(50_000),
    velocity_max=Decimal("0.1"),
    velocity_window_ns=10 * SECOND_NS,
    velocity_pause_ns=60 * SECOND_NS,
    locate_needed=False,
)
