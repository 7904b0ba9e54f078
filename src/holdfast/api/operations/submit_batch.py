"""Submit several orders at once; each passes the gate and has its answer alone."""

from __future__ import annotations

import asyncio
from typing import Annotated

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Scope
from holdfast.api.order_request import OrderRequest, command_of
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.ids import ClientOrderId, OrderId
from holdfast.runtime.live import Busy

BATCH_MAX = 500


class BatchRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The orders, at most 500, in the order in which they shall be judged."""

    orders: Annotated[tuple[OrderRequest, ...], msgspec.Meta(min_length=1, max_length=BATCH_MAX)]


class LineAnswer(msgspec.Struct, frozen=True):
    """What became of one order; a refused one has an id too, for it is on record.

    `repeated` if its client order id had been asked before with the same terms.
    """

    order_id: OrderId
    client_order_id: ClientOrderId
    repeated: bool
    refusals: tuple[Refusal, ...]
    order_hash: str


class BatchAnswer(msgspec.Struct, frozen=True):
    """An answer for each order, in the order asked; `order_ids` are those that were taken."""

    lines: tuple[LineAnswer, ...]
    order_ids: tuple[OrderId, ...]


async def _submit_batch(context: Context, request: BatchRequest) -> BatchAnswer:
    # all are in the inbox before the first is decided, so they are written together
    asked = (_line(context, each) for each in request.orders)
    lines = tuple(await asyncio.gather(*asked))
    taken = tuple(each.order_id for each in lines if not each.refusals)
    return BatchAnswer(lines, taken)


async def _line(context: Context, request: OrderRequest) -> LineAnswer:
    command = command_of(request, context.principal)
    name = request.client_order_id
    if isinstance(command, Refusal):
        return LineAnswer("", name, False, (command,), "")
    try:
        told = await context.live.ask(command)
    except Busy:
        detail = "too many commands wait: this one was not taken, and may be asked again"
        return LineAnswer("", name, False, (Refusal(Reason.DESK_BUSY, detail),), "")
    return LineAnswer(told.order_id, name, told.repeated, told.refusals, told.order_hash)


submit_batch = Operation(
    name="submit-batch",
    method="POST",
    path="/v1/submit-batch",
    request=BatchRequest,
    reply=BatchAnswer,
    scope=Scope.TRADE,
    handler=_submit_batch,
    summary=(
        "Submit several orders. Each is judged, answered and repeated alone, by its own "
        "`client_order_id`: a refused one holds up no other."
    ),
    example={
        "orders": [
            {
                "account": "paper",
                "instrument": "AAPL",
                "side": "BUY",
                "qty": "100",
                "type": "LIMIT",
                "limit_price": "190.25",
                "client_order_id": "my-1",
            }
        ]
    },
)
