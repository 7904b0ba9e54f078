"""Cancel one order; of a parent, everything that it still has in the market."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.commands import CancelOrder
from holdfast.model.ids import OrderId


class CancelRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The order to cancel."""

    order_id: OrderId


class CancelAnswer(msgspec.Struct, frozen=True):
    """The cancels on their way: until the venue answers, the order may still trade.

    `order_ids` are those that this request stopped; none if a cancel was under way already.
    """

    order_id: OrderId
    order_ids: tuple[OrderId, ...]


async def _cancel(context: Context, request: CancelRequest) -> CancelAnswer | Refused:
    told = await context.live.ask(CancelOrder(request.order_id, context.principal))
    if told.refusals:
        return Refused(told.refusals, request.order_id)
    return CancelAnswer(request.order_id, told.order_ids)


cancel = Operation(
    name="cancel",
    method="DELETE",
    path="/v1/orders/{order_id}",
    request=CancelRequest,
    reply=CancelAnswer,
    scope=Scope.CANCEL,
    handler=_cancel,
    summary="Cancel one order and, if it is a parent, its children. No limit ever blocks a cancel.",
    example={"order_id": "desk-1"},
)
