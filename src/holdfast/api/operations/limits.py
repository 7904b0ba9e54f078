"""Which limits hold: every governed scope's, with its version and the end of a raise."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Scope
from holdfast.views.limits import LimitsFilter, LimitsRow
from holdfast.views.limits import limits as limits_in_force


class LimitsRows(msgspec.Struct, frozen=True):
    """Those of accounts first, then other scopes as they were first governed."""

    limits: tuple[LimitsRow, ...]


async def _limits(context: Context, request: LimitsFilter) -> LimitsRows:
    return LimitsRows(tuple(limits_in_force(context.ledger, request.account)))


limits = Operation(
    name="limits",
    method="GET",
    path="/v1/limits",
    request=LimitsFilter,
    reply=LimitsRows,
    scope=Scope.READ,
    handler=_limits,
    summary="Say which limits hold for each scope, and until when.",
    example={"account": "paper"},
)
