"""Change the quantity, the prices or the time in force of an open order."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.commands import ReplaceOrder
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.ids import ClientOrderId, OrderId
from holdfast.model.order import TimeInForce
from holdfast.model.times import MOMENT_RULE, parse_moment


class ReplaceRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to change; what is left out stays. `qty` is the new total, fills included.

    `time_in_force` is DAY, GTC or GTD, `expire_at` the end of GTD, of RFC 3339. A
    `client_order_id` of your own makes the request safe to repeat, and names the order from then
    on, too.
    """

    order_id: OrderId
    qty: Decimal | None = None
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    time_in_force: TimeInForce | None = None
    expire_at: str = ""
    client_order_id: ClientOrderId = ""


class ReplaceAnswer(msgspec.Struct, frozen=True):
    """The change is on its way to the venue, whose answer `order-state` will show.

    If `is_queued`, another is in flight: this one leaves with its answer, if the gate then lets
    it, and a later one or a cancel takes its place.
    """

    order_id: OrderId
    is_queued: bool = False
    repeated: bool = False


async def _replace(context: Context, request: ReplaceRequest) -> ReplaceAnswer | Refused:
    expire_at = parse_moment(request.expire_at) if request.expire_at else None
    if request.expire_at and expire_at is None:
        detail = f"expire_at {request.expire_at} {MOMENT_RULE}"
        return Refused((Refusal(Reason.INVALID_ORDER, detail, "expire_at"),), request.order_id)
    command = ReplaceOrder(
        request.order_id,
        request.qty,
        request.limit_price,
        request.stop_price,
        context.principal,
        request.time_in_force,
        expire_at,
        request.client_order_id,
    )
    told = await context.live.ask(command)
    if told.refusals:
        return Refused(told.refusals, request.order_id)
    return ReplaceAnswer(request.order_id, told.is_queued, told.repeated)


replace = Operation(
    name="replace",
    method="PATCH",
    path="/v1/orders/{order_id}",
    request=ReplaceRequest,
    reply=ReplaceAnswer,
    scope=Scope.TRADE,
    handler=_replace,
    summary=(
        "Change quantity, prices or time in force of an open order, through the gate. One change "
        "is in flight, and one more may wait for its answer."
    ),
    example={"order_id": "desk-1", "limit_price": "190.30"},
)
