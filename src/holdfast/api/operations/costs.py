"""Transaction costs: what each parent order cost against the price at its decision."""

from __future__ import annotations

from typing import Annotated

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.api.paging import page_of
from holdfast.model.ids import AccountId, InstrumentId, OrderId, StrategyId
from holdfast.views.tca import CostRow, TcaFilter, tca


class CostsRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which orders; an empty field means any."""

    account: AccountId = ""
    instrument: InstrumentId = ""
    strategy: StrategyId = ""
    order_id: OrderId = ""
    cursor: str = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 100


class CostPage(msgspec.Struct, frozen=True):
    """Some orders' costs, and where to go on: `next_cursor` is empty when there is no more."""

    costs: tuple[CostRow, ...]
    next_cursor: str = ""


async def _costs(context: Context, request: CostsRequest) -> CostPage | Refused:
    only = TcaFilter(request.account, request.instrument, request.strategy, request.order_id)
    rows = tca(context.ledger, context.market, context.market.quotes, only)
    page = page_of(rows, request.cursor, request.limit)
    return page if isinstance(page, Refused) else CostPage(*page)


costs = Operation(
    name="costs",
    method="GET",
    path="/v1/costs",
    request=CostsRequest,
    reply=CostPage,
    scope=Scope.READ,
    handler=_costs,
    summary="Analyse costs: arrival, shortfall and its parts, market VWAP, fees, participation.",
    example={"order_id": "desk-1"},
)
