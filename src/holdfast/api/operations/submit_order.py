"""Submit one order: through the same gate as everything else, once per client order id."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.api.order_request import OrderRequest, command_of
from holdfast.messages.refusals import Refusal
from holdfast.model.ids import OrderId


class OrderAnswer(msgspec.Struct, frozen=True):
    """The order that was taken; `repeated` if it had been before. `order-state` follows it."""

    order_id: OrderId
    repeated: bool


async def _submit_order(context: Context, request: OrderRequest) -> OrderAnswer | Refused:
    command = command_of(request, context.principal)
    if isinstance(command, Refusal):
        return Refused((command,))
    told = await context.live.ask(command)
    if told.refusals:
        return Refused(told.refusals, told.order_id, told.order_hash)
    return OrderAnswer(told.order_id, told.repeated)


submit_order = Operation(
    name="submit-order",
    method="POST",
    path="/v1/orders",
    request=OrderRequest,
    reply=OrderAnswer,
    scope=Scope.TRADE,
    handler=_submit_order,
    summary="Submit one order. A refusal by the gate is a 422 with every breach.",
    example={
        "account": "paper",
        "instrument": "AAPL",
        "side": "BUY",
        "qty": "100",
        "type": "LIMIT",
        "limit_price": "190.25",
        "client_order_id": "my-1",
    },
)
