"""Change the quantity or the prices of an open order."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.commands import ReplaceOrder
from holdfast.model.ids import OrderId


class ReplaceRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to change; what is left out stays. `qty` is the new total, fills included."""

    order_id: OrderId
    qty: Decimal | None = None
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None


class ReplaceAnswer(msgspec.Struct, frozen=True):
    """The change is on its way to the venue, whose answer `order-state` will show."""

    order_id: OrderId


async def _replace(context: Context, request: ReplaceRequest) -> ReplaceAnswer | Refused:
    command = ReplaceOrder(
        request.order_id,
        request.qty,
        request.limit_price,
        request.stop_price,
        context.principal,
    )
    told = await context.live.ask(command)
    if told.refusals:
        return Refused(told.refusals, request.order_id)
    return ReplaceAnswer(request.order_id)


replace = Operation(
    name="replace",
    method="PATCH",
    path="/v1/orders/{order_id}",
    request=ReplaceRequest,
    reply=ReplaceAnswer,
    scope=Scope.TRADE,
    handler=_replace,
    summary="Change quantity or prices of an open order, through the gate, one change at a time.",
    example={"order_id": "desk-1", "limit_price": "190.30"},
)
