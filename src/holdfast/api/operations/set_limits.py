"""Set the limits of an account, on record with who and why."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.commands import SetLimits
from holdfast.model.ids import AccountId
from holdfast.model.limits import Limits


class LimitsRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All limits of the account from now on: one that is left out is missing, and refuses."""

    account: AccountId
    limits: Limits
    why: str = ""


class LimitsAnswer(msgspec.Struct, frozen=True):
    """The limits that were set."""

    account: AccountId
    limits: Limits


async def _set_limits(context: Context, request: LimitsRequest) -> LimitsAnswer | Refused:
    told = await context.live.ask(
        SetLimits(request.account, request.limits, context.principal, request.why)
    )
    if told.refusals:
        return Refused(told.refusals)
    return LimitsAnswer(request.account, request.limits)


set_limits = Operation(
    name="set-limits",
    method="POST",
    path="/v1/limits",
    request=LimitsRequest,
    reply=LimitsAnswer,
    scope=Scope.RISK,
    handler=_set_limits,
    summary="Set every limit of an account. A limit left out refuses what it would have judged.",
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
    },
)
