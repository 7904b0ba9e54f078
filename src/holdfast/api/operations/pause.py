"""Let a parent give out no more until it is resumed."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.underway import PauseOrder
from holdfast.model.ids import OrderId


class PauseRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The parent to pause; with `cancel_children` what it has in the market is cancelled, too."""

    order_id: OrderId
    cancel_children: bool = False


class PauseAnswer(msgspec.Struct, frozen=True):
    """It gives out no more; `order_ids` are the children whose cancels are on their way."""

    order_id: OrderId
    order_ids: tuple[OrderId, ...]


async def _pause(context: Context, request: PauseRequest) -> PauseAnswer | Refused:
    told = await context.live.ask(
        PauseOrder(request.order_id, context.principal, request.cancel_children)
    )
    if told.refusals:
        return Refused(told.refusals, request.order_id)
    children = tuple(each for each in told.order_ids if each != request.order_id)
    return PauseAnswer(request.order_id, children)


pause = Operation(
    name="pause",
    method="POST",
    path="/v1/orders/{order_id}/pause",
    request=PauseRequest,
    reply=PauseAnswer,
    scope=Scope.TRADE,
    handler=_pause,
    summary="Pause a parent: it gives out no more, and its children go on or are cancelled.",
    example={"order_id": "desk-1", "cancel_children": True},
)
