"""List where ledger and venue differ, for a person to judge."""

from __future__ import annotations

from typing import Annotated

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.api.paging import page_of


class DiscrepanciesRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which page of them, the oldest first."""

    cursor: str = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 100


class DiscrepancyRow(msgspec.Struct, frozen=True):
    """What differs (an order or a position), how, and the evidence."""

    subject: str
    detail: str
    evidence: str


class DiscrepancyPage(msgspec.Struct, frozen=True):
    """Some discrepancies, and where to go on: `next_cursor` is empty when there is no more."""

    discrepancies: tuple[DiscrepancyRow, ...]
    next_cursor: str = ""


async def _discrepancies(
    context: Context, request: DiscrepanciesRequest
) -> DiscrepancyPage | Refused:
    found = context.ledger.discrepancies
    rows = (DiscrepancyRow(each.subject, each.detail, each.evidence) for each in found)
    page = page_of(rows, request.cursor, request.limit)
    return page if isinstance(page, Refused) else DiscrepancyPage(*page)


discrepancies = Operation(
    name="discrepancies",
    method="GET",
    path="/v1/discrepancies",
    request=DiscrepanciesRequest,
    reply=DiscrepancyPage,
    scope=Scope.READ,
    handler=_discrepancies,
    summary="List where ledger and venue differ, and reports that made no sense.",
    example={"limit": 10},
)
