"""May we? Checks that every order passes, one file each.

A check is given the `Case` (core.policy) and answers with a Refusal that holds the measure,
the limit and the headroom, or with None. Without its input it refuses. All checks run, so
that an order is told every breach at once. To add one: write its file, add it to CHECKS.
"""

from holdfast.core.policy import Check
from holdfast.risk.attribution import attribution
from holdfast.risk.bracket_side import bracket_side
from holdfast.risk.buying_power import buying_power
from holdfast.risk.circuit import circuit
from holdfast.risk.collar_window import collar_window
from holdfast.risk.drawdown import drawdown
from holdfast.risk.entitlement import entitlement
from holdfast.risk.equity_pct import equity_pct
from holdfast.risk.gross_notional import gross_notional
from holdfast.risk.instrument_notional import instrument_notional
from holdfast.risk.instrument_open import instrument_open
from holdfast.risk.leverage_limit import leverage_limit
from holdfast.risk.limit_currency import limit_currency
from holdfast.risk.look_alike import look_alike
from holdfast.risk.loss import loss
from holdfast.risk.manifest import manifest
from holdfast.risk.net_notional import net_notional
from holdfast.risk.open_orders import open_orders
from holdfast.risk.open_value import open_value
from holdfast.risk.order_fill_ratio import order_fill_ratio
from holdfast.risk.order_qty import order_qty
from holdfast.risk.order_rate import order_rate
from holdfast.risk.order_value import order_value
from holdfast.risk.order_value_soft import order_value_soft
from holdfast.risk.passive_price import passive_price
from holdfast.risk.position_limit import position_limit
from holdfast.risk.price_collar import price_collar
from holdfast.risk.repeated import repeated
from holdfast.risk.restricted import restricted
from holdfast.risk.self_trade import self_trade
from holdfast.risk.session_hours import session_hours
from holdfast.risk.short_sale import short_sale
from holdfast.risk.spread import spread
from holdfast.risk.stale_reference import stale_reference
from holdfast.risk.started import started
from holdfast.risk.tape_collar import tape_collar
from holdfast.risk.trading_state import trading_state
from holdfast.risk.value_rate import value_rate
from holdfast.risk.velocity import velocity

CHECKS: tuple[Check, ...] = (
    trading_state,
    circuit,
    attribution,
    entitlement,
    started,
    manifest,
    session_hours,
    instrument_open,
    restricted,
    short_sale,
    order_qty,
    order_value,
    order_value_soft,
    stale_reference,
    price_collar,
    passive_price,
    tape_collar,
    collar_window,
    velocity,
    spread,
    bracket_side,
    buying_power,
    position_limit,
    self_trade,
    gross_notional,
    net_notional,
    instrument_notional,
    equity_pct,
    leverage_limit,
    open_value,
    open_orders,
    limit_currency,
    loss,
    drawdown,
    order_rate,
    value_rate,
    look_alike,
    repeated,
    order_fill_ratio,
)

__all__ = ["CHECKS"]
