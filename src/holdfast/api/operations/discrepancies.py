"""List where ledger and venue differ, show one difference, and answer it."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.core.inbox import number_of
from holdfast.messages.control import ResolveDiscrepancy
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.difference import Action, DifferenceState, Kind
from holdfast.model.ids import AccountId
from holdfast.views.differences import DifferenceFilter, DifferenceRow, differences, row_of

_CURSOR_DIGITS_MAX = 18


class DiscrepanciesRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which of them, the oldest first; closed ones too unless a state is given."""

    account: AccountId = ""
    kind: Kind | None = None
    state: DifferenceState | None = None
    cursor: str = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 100


class DiscrepancyPage(msgspec.Struct, frozen=True):
    """Some discrepancies, and where to go on: `next_cursor` is empty when there is no more.

    `more` are differences beside those that are kept, for want of room.
    """

    discrepancies: tuple[DifferenceRow, ...]
    next_cursor: str = ""
    more: int = 0


class DiscrepancyRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One of them, by its id."""

    discrepancy_id: str


class ResolveRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """REPAIR does what is proposed, DISMISS lets it be so; both need a reason."""

    discrepancy_id: str
    action: Action
    why: str


async def _discrepancies(
    context: Context, request: DiscrepanciesRequest
) -> DiscrepancyPage | Refused:
    cursor = request.cursor
    if cursor and not (
        cursor.isascii() and cursor.isdecimal() and len(cursor) <= _CURSOR_DIGITS_MAX
    ):
        detail = f"cursor {cursor} must be the next_cursor of an earlier page"
        return Refused((Refusal(Reason.INVALID_ORDER, detail, "cursor"),))
    wanted = DifferenceFilter(request.account, request.kind, request.state)
    # by number and not by place, since closed ones leave
    rows = differences(context.ledger, wanted, int(cursor or "0"))
    shown = tuple(islice(rows, request.limit + 1))
    more = context.ledger.reconciled.inbox.more
    if len(shown) <= request.limit:
        return DiscrepancyPage(shown, more=more)
    shown = shown[: request.limit]
    return DiscrepancyPage(shown, str(number_of(shown[-1].id)), more)


async def _discrepancy(context: Context, request: DiscrepancyRequest) -> DifferenceRow | Refused:
    found = context.ledger.reconciled.inbox.get(request.discrepancy_id)
    if found is None:
        detail = f"discrepancy {request.discrepancy_id} is not known"
        return Refused((Refusal(Reason.UNKNOWN_DISCREPANCY, detail, "discrepancy_id"),))
    return row_of(found)


async def _resolve(context: Context, request: ResolveRequest) -> DifferenceRow | Refused:
    command = ResolveDiscrepancy(
        request.discrepancy_id, request.action, request.why, context.principal
    )
    told = await context.live.ask(command)
    if told.refusals:
        return Refused(told.refusals)
    return await _discrepancy(context, DiscrepancyRequest(request.discrepancy_id))


discrepancies = Operation(
    name="discrepancies",
    method="GET",
    path="/v1/discrepancies",
    request=DiscrepanciesRequest,
    reply=DiscrepancyPage,
    scope=Scope.READ,
    handler=_discrepancies,
    summary="List where ledger and venue differ, and reports that made no sense.",
    example={"state": "OPEN", "limit": 10},
)

discrepancy = Operation(
    name="discrepancy",
    method="GET",
    path="/v1/discrepancies/{discrepancy_id}",
    request=DiscrepancyRequest,
    reply=DifferenceRow,
    scope=Scope.READ,
    handler=_discrepancy,
    summary="Show one difference with its evidence and the repair that is proposed.",
    example={"discrepancy_id": "demo7-D1"},
)

resolve_discrepancy = Operation(
    name="resolve-discrepancy",
    method="POST",
    path="/v1/discrepancies/{discrepancy_id}/resolve",
    request=ResolveRequest,
    reply=DifferenceRow,
    scope=Scope.RISK,
    handler=_resolve,
    summary="Answer one difference: repair it as proposed, or let it be so, with a reason.",
    example={
        "discrepancy_id": "demo7-D1",
        "action": "REPAIR",
        "why": "a transfer from the other broker, seen in its statement",
    },
)
