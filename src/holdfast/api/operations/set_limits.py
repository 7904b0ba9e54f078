"""Set the limits of a scope, on record with who, why and until when."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.moments import moment
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.commands import SetLimits
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model import scope as of
from holdfast.model.ids import AccountId
from holdfast.model.limits import Limits
from holdfast.views.limits import LimitsRow, limits_of


class LimitsRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All limits of an `account` or a `scope` from now on: one that is left out is missing.

    What only tightens holds at once. A raise needs `why`, and an end: `until`, a time of
    RFC 3339 at which the old limits are back, or `permanent`. It waits for a second person.
    `account` and `scope` exclude each other; an empty scope is the firm.
    """

    limits: Limits
    account: AccountId = ""
    scope: of.Scope | None = None
    why: str = ""
    until: str = ""
    permanent: bool = False


class LimitsAnswer(msgspec.Struct, frozen=True):
    """What holds now. With a `proposal_id` nothing has changed yet: it waits for an `approve`."""

    in_force: LimitsRow
    proposal_id: str


async def _set_limits(context: Context, request: LimitsRequest) -> LimitsAnswer | Refused:
    if request.account and request.scope is not None:
        detail = f"account {request.account} and scope exclude each other: scope has its account"
        return Refused((Refusal(Reason.INVALID_LIMIT, detail, "account"),))
    until = moment(request.until)
    if isinstance(until, Refused):
        return until
    command = SetLimits(
        request.account,
        request.limits,
        context.principal,
        request.why,
        request.scope,
        until,
        request.permanent,
    )
    told = await context.live.ask(command)
    if told.refusals:
        return Refused(told.refusals)
    return LimitsAnswer(limits_of(context.ledger, command.whose), told.proposal_id)


set_limits = Operation(
    name="set-limits",
    method="POST",
    path="/v1/limits",
    request=LimitsRequest,
    reply=LimitsAnswer,
    scope=Scope.RISK,
    handler=_set_limits,
    summary=(
        "Set every limit of an account or scope. A limit left out refuses what it would have "
        "judged. Tightening holds at once; a raise waits for a second person."
    ),
    example={
        "account": "paper",
        "limits": {
            "order_qty_max": "10000",
            "order_value_max": "2000000",
            "price_collar": "0.05",
            "position_qty_max": "20000",
            "reference_age_max_ns": 10_000_000_000,
        },
        "why": "new mandate",
        "permanent": True,
    },
)
