"""List positions: what is held, what it cost and what it is worth at the market's mid."""

from __future__ import annotations

from typing import Annotated

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.api.paging import page_of
from holdfast.model.ids import AccountId, InstrumentId, StrategyId
from holdfast.views.positions import PositionFilter, PositionRow
from holdfast.views.positions import positions as view


class PositionsRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which positions; an empty field means any. `by_strategy` splits an account's net."""

    account: AccountId = ""
    instrument: InstrumentId = ""
    strategy: StrategyId = ""
    by_strategy: bool = False
    cursor: str = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 100


class PositionPage(msgspec.Struct, frozen=True):
    """Some positions, and where to go on: `next_cursor` is empty when there is no more."""

    positions: tuple[PositionRow, ...]
    next_cursor: str = ""


async def _positions(context: Context, request: PositionsRequest) -> PositionPage | Refused:
    only = PositionFilter(
        request.account, request.instrument, request.strategy, request.by_strategy
    )
    rows = view(context.ledger, context.market.quotes, only)
    page = page_of(rows, request.cursor, request.limit)
    return page if isinstance(page, Refused) else PositionPage(*page)


positions = Operation(
    name="positions",
    method="GET",
    path="/v1/positions",
    request=PositionsRequest,
    reply=PositionPage,
    scope=Scope.READ,
    handler=_positions,
    summary="List what is held, with cost, market value, realised and unrealised profit.",
    example={"account": "paper"},
)
