"""Let a paused parent go on."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.underway import ResumeOrder
from holdfast.model.ids import OrderId


class ResumeRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The parent to resume."""

    order_id: OrderId


class ResumeAnswer(msgspec.Struct, frozen=True):
    """It goes on, and makes up for what was due meanwhile as its `catch_up` says."""

    order_id: OrderId


async def _resume(context: Context, request: ResumeRequest) -> ResumeAnswer | Refused:
    told = await context.live.ask(ResumeOrder(request.order_id, context.principal))
    if told.refusals:
        return Refused(told.refusals, request.order_id)
    return ResumeAnswer(request.order_id)


resume = Operation(
    name="resume",
    method="POST",
    path="/v1/orders/{order_id}/resume",
    request=ResumeRequest,
    reply=ResumeAnswer,
    scope=Scope.TRADE,
    handler=_resume,
    summary="Resume a paused parent; one whose time is over meanwhile ends.",
    example={"order_id": "desk-1"},
)
