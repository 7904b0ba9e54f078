"""An order in the exchange's own words."""

from __future__ import annotations

from decimal import Decimal

from holdfast.emulators.alpaca.assets import VENUE, Asset, AssetClass
from holdfast.emulators.alpaca.orders import Order
from holdfast.messages.commands import SubmitOrder
from holdfast.model.instructions import Trail, TrailUnit
from holdfast.model.numbers import ZERO, round_down
from holdfast.model.order import OrderType, Side, TimeInForce

ACCOUNT = "account"
# a buy stop becomes a limit order this far above its stop
PROTECTED_BELOW_50 = Decimal("1.04")
PROTECTED = Decimal("1.025")
FIFTY = Decimal(50)

_TYPES = {
    "market": OrderType.MARKET,
    "limit": OrderType.LIMIT,
    "stop": OrderType.STOP,
    "stop_limit": OrderType.STOP_LIMIT,
    "trailing_stop": OrderType.TRAILING_STOP,
}
_TIMES = {
    "day": TimeInForce.DAY,
    "gtc": TimeInForce.GTC,
    "ioc": TimeInForce.IOC,
    "fok": TimeInForce.FOK,
    "opg": TimeInForce.OPG,
    "cls": TimeInForce.CLS,
}


def terms_of(order: Order, asset: Asset) -> SubmitOrder:
    """Put an order's rest into terms; a buy stop of shares is protected as the venue does it."""
    kind, limit, stop = _TYPES[order.type], order.limit_price, order.stop_price
    if kind is OrderType.STOP and order.is_buy and stop and asset.kind is AssetClass.SHARE:
        kind, limit = OrderType.STOP_LIMIT, protected(stop, asset)
    trail, time = None, _TIMES[order.time_in_force]
    if order.extended_hours:
        # its day ends later than the exchange's, and not by it
        time = TimeInForce.GTC
    if kind is OrderType.TRAILING_STOP:
        if order.trail_price is not None:
            trail = Trail(order.trail_price)
        else:
            trail = Trail(order.trail_percent or ZERO, TrailUnit.PERCENT)
    return SubmitOrder(
        account=ACCOUNT,
        instrument=asset.symbol,
        side=Side.BUY if order.is_buy else Side.SELL,
        qty=order.leaves,
        type=kind,
        limit_price=limit,
        stop_price=stop,
        time_in_force=time,
        venue=VENUE,
        trail=trail,
    )


def protected(stop: Decimal, asset: Asset) -> Decimal:
    """Return the limit price that a buy stop turns into."""
    factor = PROTECTED_BELOW_50 if stop < FIFTY else PROTECTED
    return round_down(stop * factor, asset.tick(stop))
