"""Submit orders that depend on each other: whole or not at all, once per client list id."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.api.order_request import OrderRequest, command_of
from holdfast.messages.commands import SubmitList, SubmitOrder
from holdfast.messages.refusals import Refusal
from holdfast.model.contingency import Contingency, TriggerMode
from holdfast.model.ids import OrderId


class ListRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Two to twenty orders of one account, and what the fill of one means for the others.

    OCO cancels them, OTO sends those behind the first, OUO shrinks them by what has filled.
    `mode` PARTIAL acts on each fill, FULL on the one that completes its order.
    """

    orders: tuple[OrderRequest, ...]
    contingency: Contingency
    mode: TriggerMode = TriggerMode.PARTIAL
    client_list_id: str = ""


class ListAnswer(msgspec.Struct, frozen=True):
    """The members in their order; `list_id` is the id of the first. `repeated` as for an order."""

    list_id: OrderId
    order_ids: tuple[OrderId, ...]
    repeated: bool


async def _submit_list(context: Context, request: ListRequest) -> ListAnswer | Refused:
    orders: list[SubmitOrder] = []
    for index, each in enumerate(request.orders):
        order = command_of(each, context.principal)
        if isinstance(order, Refusal):
            path = f"orders[{index}].{order.field}"
            return Refused((msgspec.structs.replace(order, field=path),))
        orders.append(order)
    command = SubmitList(
        tuple(orders),
        request.contingency,
        request.mode,
        request.client_list_id,
        context.principal,
    )
    told = await context.live.ask(command)
    if told.refusals:
        return Refused(told.refusals)
    return ListAnswer(told.order_id, told.order_ids, told.repeated)


_EXIT = {"account": "paper", "instrument": "AAPL", "side": "SELL", "qty": "100"}

submit_list = Operation(
    name="submit-list",
    method="POST",
    path="/v1/submit-list",
    request=ListRequest,
    reply=ListAnswer,
    scope=Scope.TRADE,
    handler=_submit_list,
    summary=(
        "Submit a list of contingent orders (OCO, OTO, OUO), which the desk holds on every "
        "venue. If one member is refused, the list is: a 422 with each breach by its path."
    ),
    example={
        "client_list_id": "exits-1",
        "contingency": "OCO",
        "orders": [
            {**_EXIT, "type": "LIMIT", "limit_price": "210"},
            {**_EXIT, "type": "STOP", "stop_price": "180"},
        ],
    },
)
