"""Cancel several orders by their ids; each has its own answer."""

from __future__ import annotations

from typing import Annotated

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.core.canceling import CANCELED_AT_ONCE_MAX
from holdfast.messages.commands import CancelOrders
from holdfast.messages.refusals import Refusal
from holdfast.model.ids import OrderId

_Ids = Annotated[tuple[OrderId, ...], msgspec.Meta(min_length=1, max_length=CANCELED_AT_ONCE_MAX)]


class CancelOrdersRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The orders to cancel, at most 1,000."""

    order_ids: _Ids


class CancelOutcome(msgspec.Struct, frozen=True):
    """What became of one: no refusals mean that a cancel is on its way."""

    order_id: OrderId
    refusals: tuple[Refusal, ...]


class CancelOrdersAnswer(msgspec.Struct, frozen=True):
    """An outcome for each order, as asked; `order_ids` are those that this request stopped."""

    outcomes: tuple[CancelOutcome, ...]
    order_ids: tuple[OrderId, ...]


async def _cancel_orders(
    context: Context, request: CancelOrdersRequest
) -> CancelOrdersAnswer | Refused:
    told = await context.live.ask(CancelOrders(request.order_ids, context.principal))
    if told.refusals:
        return Refused(told.refusals)
    outcomes = tuple(CancelOutcome(each.order_id, each.refusals) for each in told.outcomes)
    return CancelOrdersAnswer(outcomes, told.order_ids)


cancel_orders = Operation(
    name="cancel-orders",
    method="POST",
    path="/v1/cancel-orders",
    request=CancelOrdersRequest,
    reply=CancelOrdersAnswer,
    scope=Scope.CANCEL,
    handler=_cancel_orders,
    summary="Cancel orders by their ids, each with its own answer.",
    example={"order_ids": ["desk-1", "desk-2"]},
)
