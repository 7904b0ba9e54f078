"""Change a parent under way."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.underway import AmendParent
from holdfast.model.ids import OrderId
from holdfast.model.order import Param


class AmendRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is to change; what is left out stays.

    `qty` is the new total, never less than what has been given out. `params` are laid over
    those of its tactic, name by name.
    """

    order_id: OrderId
    qty: Decimal | None = None
    limit_price: Decimal | None = None
    stop_price: Decimal | None = None
    params: dict[str, Param] | None = None


class AmendAnswer(msgspec.Struct, frozen=True):
    """It is worked so from now on; what it has given out stays as it is."""

    order_id: OrderId


async def _amend(context: Context, request: AmendRequest) -> AmendAnswer | Refused:
    command = AmendParent(
        request.order_id,
        request.qty,
        request.limit_price,
        request.stop_price,
        request.params,
        context.principal,
    )
    told = await context.live.ask(command)
    if told.refusals:
        return Refused(told.refusals, request.order_id)
    return AmendAnswer(request.order_id)


amend = Operation(
    name="amend",
    method="POST",
    path="/v1/orders/{order_id}/amend",
    request=AmendRequest,
    reply=AmendAnswer,
    scope=Scope.TRADE,
    handler=_amend,
    summary="Change a parent under way: its total, its limit, parameters of its tactic.",
    example={"order_id": "desk-1", "qty": "500", "params": {"duration_s": 3600}},
)
