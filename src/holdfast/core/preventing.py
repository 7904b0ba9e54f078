"""Own orders that give way to another of their trade group, so that the two do not trade."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from holdfast.core.ledger import Ledger, Order
from holdfast.core.policy import Prevention
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.model.ids import OrderId
from holdfast.model.order import SelfTrade

_GIVES_WAY = (SelfTrade.EXPIRE_MAKER, SelfTrade.EXPIRE_BOTH)


def pulled(ledger: Ledger, order_id: OrderId, prevention: Prevention) -> Iterator[e.CancelSent]:
    """Cancel the resting orders that the mode ends, or that would have nothing left.

    Each says what it gave way to: it ends without anybody having asked for it.
    """
    why = f"gave way to {order_id} of the same trade group ({prevention.mode})"
    for resting_id, qty in prevention.met:
        order = ledger.orders[resting_id]
        ends = prevention.mode in _GIVES_WAY or (
            prevention.mode is SelfTrade.DECREMENT and qty >= order.qty - order.cum_qty
        )
        if ends and not order.cancel_wanted:
            yield e.CancelSent(resting_id, why)


def shrinking(ledger: Ledger, prevention: Prevention) -> Iterator[tuple[Order, Decimal]]:
    """Name the resting orders that keep some, each with its new quantity.

    One that cannot be changed now stays whole: then nothing of the other is sent, so that the
    two cannot meet.
    """
    if prevention.mode is not SelfTrade.DECREMENT:
        return
    for resting_id, qty in prevention.met:
        order = ledger.orders[resting_id]
        if qty < order.qty - order.cum_qty and order.is_idle and not order.terms.parent_id:
            yield order, order.qty - qty


def told(order_id: OrderId, prevention: Prevention) -> tuple[g.SelfTradePrevented, ...]:
    """Say what was kept from trading with what."""
    return tuple(
        g.SelfTradePrevented(order_id, resting_id, prevention.mode, qty)
        for resting_id, qty in prevention.met
    )
