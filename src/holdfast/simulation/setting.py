"""What every simulated world has in common: its venue, accounts, people and limits."""

from __future__ import annotations

from decimal import Decimal

from holdfast.model.limits import Limits
from holdfast.model.principal import ANY_ACCOUNT, Principal, Role

VENUE = "SIM"
BUILD = "simulated"
EPOCH = "sim"
START_NS = 1_767_623_400_000_000_000
SECOND_NS = 1_000_000_000
ACCOUNTS = ("A", "B")
INSTRUMENTS = ("AAPL", "MSFT")
POSITION_MAX = Decimal(60)
OPENING_CASH = Decimal(1_000_000)
PEOPLE = tuple(
    Principal(name, roles=tuple(Role), accounts=(ANY_ACCOUNT,)) for name in ("trader", "second")
)
TRADER, SECOND = "trader", "second"
HALF_SPREAD = Decimal("0.01")
LOW, HIGH = Decimal(95), Decimal(105)  # what prices do not leave
LIMITS = Limits(
    order_qty_max=Decimal(30),
    order_value_max=Decimal(100_000),
    price_collar=Decimal("0.2"),
    position_qty_max=POSITION_MAX,
    reference_age_max_ns=600 * SECOND_NS,
    collar_window_ns=60 * SECOND_NS,
    spread_max=Decimal("0.5"),
    gross_notional_max=Decimal(10**9),
    open_value_max=Decimal(10**9),
    open_orders_max=1_000,
    basket_value_max=Decimal(10**9),
    order_rate_max=10_000,
    value_rate_max=Decimal(10**10),
    duplicate_window_ns=0,
    repeat_max=10**6,
    repeat_window_ns=SECOND_NS,
    order_fill_ratio_max=Decimal(10**6),
    order_fill_min=10**6,
    loss_max=Decimal(10**9),
    velocity_max=Decimal(1),
    velocity_window_ns=10 * SECOND_NS,
    velocity_pause_ns=60 * SECOND_NS,
    locate_needed=False,
)
