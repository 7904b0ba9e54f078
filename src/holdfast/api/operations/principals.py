"""Who is known to the desk, and what each may do."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Nothing, Operation, Scope
from holdfast.model.principal import Principal


class PrincipalRows(msgspec.Struct, frozen=True):
    """In the order in which they were named first."""

    principals: tuple[Principal, ...]


async def _principals(context: Context, request: Nothing) -> PrincipalRows:
    return PrincipalRows(tuple(context.ledger.principals.values()))


principals = Operation(
    name="principals",
    method="GET",
    path="/v1/principals",
    request=Nothing,
    reply=PrincipalRows,
    scope=Scope.READ,
    handler=_principals,
    summary="List persons, strategies, algos and agents with their roles and accounts.",
)
