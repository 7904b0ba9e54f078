"""How requests about one order are refused: in the same words, whoever asks for what."""

from __future__ import annotations

from holdfast.messages.events import RequestRefused
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.ids import OrderId


def refused(order_id: OrderId, code: Reason, rule: str, field: str = "order_id") -> RequestRefused:
    """Refuse what was asked of an order, which is told by its id and what keeps it from that."""
    return RequestRefused(order_id, (Refusal(code, f"order {order_id} {rule}", field),))
