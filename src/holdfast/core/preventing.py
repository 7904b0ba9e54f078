"""Own orders that give way to another of their trade group, so that the two do not trade."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.core.ledger import Ledger, Order
from holdfast.core.policy import Prevention
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.model.ids import OrderId
from holdfast.model.numbers import Qty
from holdfast.model.order import OrderStatus, SelfTrade

_IDLE = (OrderStatus.NEW, OrderStatus.PARTIALLY_FILLED)
_GIVES_WAY = (SelfTrade.EXPIRE_MAKER, SelfTrade.EXPIRE_BOTH)


def give_way(ledger: Ledger, prevention: Prevention) -> Iterator[e.CancelSent | e.ReplaceSent]:
    """Cancel or shrink the resting orders, as the mode says; these leave before the other does."""
    for resting_id, qty in prevention.met:
        order = ledger.orders[resting_id]
        if prevention.mode in _GIVES_WAY:
            yield from _pulled(order)
        elif prevention.mode is SelfTrade.DECREMENT:
            yield from _shrunk(order, qty)


def told(order_id: OrderId, prevention: Prevention) -> tuple[g.SelfTradePrevented, ...]:
    """Say what was kept from trading with what."""
    return tuple(
        g.SelfTradePrevented(order_id, resting_id, prevention.mode, qty)
        for resting_id, qty in prevention.met
    )


def _pulled(order: Order) -> Iterator[e.CancelSent]:
    if not order.cancel_wanted:
        yield e.CancelSent(order.id)


def _shrunk(order: Order, qty: Qty) -> Iterator[e.CancelSent | e.ReplaceSent]:
    """Take a quantity off, in the one way that is left where a change is on its way already.

    What cannot be changed now and would keep some stays whole: then nothing of the other is
    sent, so that the two cannot meet.
    """
    if qty >= order.qty - order.cum_qty:
        yield from _pulled(order)
    elif order.status in _IDLE and not order.terms.parent_id:
        left = order.qty - qty
        yield e.ReplaceSent(
            order.id, left, order.limit_price, order.stop_price, order.reserve_price
        )
