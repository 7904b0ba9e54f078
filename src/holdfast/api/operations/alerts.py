"""List what a person must look at."""

from __future__ import annotations

from typing import Annotated

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.api.paging import page_of
from holdfast.views.alerts import AlertRow
from holdfast.views.alerts import alerts as view


class AlertsRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Those that nobody has answered for, or `all`; which page of them, the oldest first."""

    all: bool = False
    cursor: str = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 100


class AlertPage(msgspec.Struct, frozen=True):
    """Some alerts, and where to go on: `next_cursor` is empty when there is no more."""

    alerts: tuple[AlertRow, ...]
    next_cursor: str = ""


async def _alerts(context: Context, request: AlertsRequest) -> AlertPage | Refused:
    rows = view(context.ledger, is_open=not request.all)
    page = page_of(rows, request.cursor, request.limit)
    return page if isinstance(page, Refused) else AlertPage(*page)


alerts = Operation(
    name="alerts",
    method="GET",
    path="/v1/alerts",
    request=AlertsRequest,
    reply=AlertPage,
    scope=Scope.READ,
    handler=_alerts,
    summary="List what a person must look at: raised, repeated, delivered, escalated, answered.",
    example={"limit": 10},
)
