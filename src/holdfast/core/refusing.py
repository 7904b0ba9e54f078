"""How requests about one order are refused: in the same words, whoever asks for what."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.ledger import Order
from holdfast.messages.commands import ReplaceOrder
from holdfast.messages.events import RequestRefused
from holdfast.messages.refusals import Reason, Refusal, fault
from holdfast.messages.underway import AmendParent
from holdfast.model.ids import ClientOrderId, OrderId
from holdfast.model.order import OrderStatus


def refused(order_id: OrderId, code: Reason, rule: str, field: str = "order_id") -> RequestRefused:
    """Refuse what was asked of an order, which is told by its id and what keeps it from that."""
    return RequestRefused(order_id, (Refusal(code, f"order {order_id} {rule}", field),))


def pending(order: Order) -> RequestRefused:
    """Refuse what cannot be asked of an order now, and say when it can be."""
    hint = _HINTS.get(order.status, "ask again once that is over")
    return refused(order.id, Reason.ORDER_PENDING, f"is {order.status}: {hint}")


_HINTS = {
    OrderStatus.PENDING_NEW: "ask again once its venue has answered",
    OrderStatus.SENT: "ask again once its venue has answered",
    OrderStatus.UNKNOWN: "ask again once its venue has told what became of it",
    OrderStatus.PENDING_CANCEL: "it is to go",
}


def id_conflict(client_order_id: ClientOrderId, known: OrderId) -> RequestRefused:
    """Refuse other terms under an id of the caller's that has named something before."""
    rule = f"already names {known} with other terms"
    refusal = fault("client_order_id", client_order_id, rule, Reason.CLIENT_ORDER_ID_CONFLICT)
    return RequestRefused(client_order_id, (refusal,))


def unless_finite(change: ReplaceOrder | AmendParent) -> RequestRefused | None:
    """Refuse a change whose size or price is no number, before anything is reckoned with it."""
    for field in ("qty", "limit_price", "stop_price"):
        number: Decimal | None = getattr(change, field)
        if number is not None and not number.is_finite():
            return RequestRefused(change.order_id, (fault(field, number, "must be a number"),))
    return None
