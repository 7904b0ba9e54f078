"""Ask what the gate would say of one order, without sending anything or changing the ledger."""

from __future__ import annotations

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.api.order_request import OrderRequest, command_of
from holdfast.messages.refusals import Refusal
from holdfast.runtime.preview import Preview, preview_order


async def _check_order(context: Context, request: OrderRequest) -> Preview | Refused:
    command = command_of(request, context.principal)
    if isinstance(command, Refusal):
        return Refused((command,))
    seen = preview_order(context.live.desk, context.market.quotes, command)
    return seen if seen.decisions else Refused(seen.refusals)


check_order = Operation(
    name="check-order",
    method="POST",
    path="/v1/orders/check",
    request=OrderRequest,
    reply=Preview,
    scope=Scope.READ,
    handler=_check_order,
    summary=(
        "Run every check on one order, with its expected cost and what it would make of the "
        "account. The body is that of submit-order. Nothing is sent, kept or promised."
    ),
    example={
        "account": "paper",
        "instrument": "AAPL",
        "side": "BUY",
        "qty": "100",
        "type": "LIMIT",
        "limit_price": "190.25",
    },
)
