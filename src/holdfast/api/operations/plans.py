"""List the plans that were taken, with what became of each decision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.api.paging import page_of
from holdfast.core.ledger import Ledger
from holdfast.messages.events import DecisionOutcome
from holdfast.messages.plan import DecisionPlan
from holdfast.model.ids import AccountId
from holdfast.model.times import rfc3339


class PlansRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose plans; empty means every account's."""

    account: AccountId = ""
    cursor: str = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 20


class PlanRow(msgspec.Struct, frozen=True):
    """A plan as it was submitted, when it was taken, and each decision's outcome."""

    plan: DecisionPlan
    outcomes: tuple[DecisionOutcome, ...]
    at: str


class PlanPage(msgspec.Struct, frozen=True):
    """Some plans, and where to go on: `next_cursor` is empty when there is no more."""

    plans: tuple[PlanRow, ...]
    next_cursor: str = ""


async def _plans(context: Context, request: PlansRequest) -> PlanPage | Refused:
    page = page_of(_rows(context.ledger, request.account), request.cursor, request.limit)
    return page if isinstance(page, Refused) else PlanPage(*page)


def _rows(ledger: Ledger, account: AccountId) -> Iterator[PlanRow]:
    for account_id, state in ledger.accounts.items():
        if account in ("", account_id):
            for record in state.plans.values():
                yield PlanRow(record.plan, record.outcomes, rfc3339(record.at))


plans = Operation(
    name="plans",
    method="GET",
    path="/v1/plans",
    request=PlansRequest,
    reply=PlanPage,
    scope=Scope.READ,
    handler=_plans,
    summary="List the plans that were taken, with each decision's order or refusals.",
    example={"account": "paper"},
)
