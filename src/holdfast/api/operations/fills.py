"""List fills, page by page, in the order in which the desk booked them."""

from __future__ import annotations

from typing import Annotated

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.model.ids import AccountId, InstrumentId, OrderId, StrategyId
from holdfast.views.fills import FillFilter, FillPage
from holdfast.views.fills import fills as view


class FillsRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which fills; an empty field means any. A parent's id shows its children's fills."""

    account: AccountId = ""
    instrument: InstrumentId = ""
    strategy: StrategyId = ""
    order_id: OrderId = ""
    cursor: str = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 100


async def _fills(context: Context, request: FillsRequest) -> FillPage | Refused:
    only = FillFilter(request.account, request.instrument, request.strategy, request.order_id)
    page = view(context.ledger, only, request.cursor, request.limit)
    return page if isinstance(page, FillPage) else Refused((page,))


fills = Operation(
    name="fills",
    method="GET",
    path="/v1/fills",
    request=FillsRequest,
    reply=FillPage,
    scope=Scope.READ,
    handler=_fills,
    summary="List fills, all or those of an account, instrument, strategy or order.",
    example={"order_id": "desk-1"},
)
