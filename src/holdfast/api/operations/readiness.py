"""Say on one screen whether the desk may take on risk, and what is in the way."""

from __future__ import annotations

from holdfast.api.context import Context
from holdfast.api.operation import Nothing, Operation, Scope
from holdfast.views.readiness import Readiness
from holdfast.views.readiness import readiness as view


async def _readiness(context: Context, request: Nothing) -> Readiness:
    return view(context.ledger)


readiness = Operation(
    name="readiness",
    method="GET",
    path="/v1/readiness",
    request=Nothing,
    reply=Readiness,
    scope=Scope.READ,
    handler=_readiness,
    summary="Say whether the desk is armed or why not, and what is killed, stopped or in shadow.",
    tells_halted=True,
)
