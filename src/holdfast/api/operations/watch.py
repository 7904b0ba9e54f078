"""What is watched: sessions, venues that are away, drop copies, and by which policies."""

from __future__ import annotations

from holdfast.api.context import Context
from holdfast.api.operation import Nothing, Operation, Scope
from holdfast.views.watch import Watched
from holdfast.views.watch import watch as view


async def _watch(context: Context, request: Nothing) -> Watched:
    return view(context.ledger)


watch = Operation(
    name="watch",
    method="GET",
    path="/v1/watch",
    request=Nothing,
    reply=Watched,
    scope=Scope.READ,
    handler=_watch,
    summary="Show sessions, venues that are away, drop copies, and the policies that hold.",
)
