"""Acknowledge one soft block of one order, with a reason."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.control import Acknowledge


class AcknowledgeRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One block, by the `block_id` of the refusal: there is no way to acknowledge several."""

    block_id: str
    why: str


class Acknowledged(msgspec.Struct, frozen=True):
    """The same order, sent again under a new client order id, passes this block once."""

    block_id: str
    permit_id: str


async def _acknowledge(context: Context, request: AcknowledgeRequest) -> Acknowledged | Refused:
    command = Acknowledge(request.block_id, context.principal, request.why)
    told = await context.live.ask(command)
    return (
        Refused(told.refusals) if told.refusals else Acknowledged(request.block_id, told.permit_id)
    )


acknowledge = Operation(
    name="acknowledge",
    method="POST",
    path="/v1/acknowledge",
    request=AcknowledgeRequest,
    reply=Acknowledged,
    scope=Scope.TRADE,
    handler=_acknowledge,
    summary="Acknowledge one soft block, with a reason. Hard blocks cannot be acknowledged.",
    example={"block_id": "desk-7/ORDER_VALUE_SOFT", "why": "the size is meant"},
)
