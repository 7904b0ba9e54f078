"""List orders, page by page, in the order in which the desk took them."""

from __future__ import annotations

from typing import Annotated

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.model.ids import AccountId, InstrumentId, OrderId, StrategyId
from holdfast.views.blotter import OrderFilter, OrderPage, Standing, blotter


class OrdersRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which orders; an empty field means any. `cursor` is the `next_cursor` of the page before."""

    account: AccountId = ""
    instrument: InstrumentId = ""
    strategy: StrategyId = ""
    parent_id: OrderId = ""
    standing: Standing = Standing.ANY
    cursor: str = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 100


async def _orders(context: Context, request: OrdersRequest) -> OrderPage | Refused:
    only = OrderFilter(
        request.account,
        request.instrument,
        request.strategy,
        request.parent_id,
        request.standing,
    )
    page = blotter(context.ledger, only, request.cursor, request.limit)
    return page if isinstance(page, OrderPage) else Refused((page,))


orders = Operation(
    name="orders",
    method="GET",
    path="/v1/orders",
    request=OrdersRequest,
    reply=OrderPage,
    scope=Scope.READ,
    handler=_orders,
    summary="List orders, all or those of an account, instrument, strategy, parent or standing.",
    example={"account": "paper", "standing": "open", "limit": 50},
)
