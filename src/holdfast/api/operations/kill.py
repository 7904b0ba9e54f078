"""Stop everything in a scope for good, and cancel what is open in it."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.control import Kill
from holdfast.model import scope as of
from holdfast.model.ids import OrderId


class KillRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The scope; an empty one is the whole firm. Nobody needs a right to kill.

    With `reducing` orders that say `reduce_only`, and do reduce, still pass.
    """

    scope: of.Scope
    why: str = ""
    reducing: bool = False


class Killed(msgspec.Struct, frozen=True):
    """The scope is killed from the journal's record on; these orders' cancels are on their way."""

    scope: str
    order_ids: tuple[OrderId, ...]


async def _kill(context: Context, request: KillRequest) -> Killed | Refused:
    command = Kill(request.scope, context.principal, request.why, request.reducing)
    told = await context.live.ask_first(command)
    return Refused(told.refusals) if told.refusals else Killed(request.scope.key, told.order_ids)


kill = Operation(
    name="kill",
    method="POST",
    path="/v1/kill",
    request=KillRequest,
    reply=Killed,
    scope=Scope.CANCEL,
    handler=_kill,
    summary=(
        "Stop everything in scope and cancel every open and unknown order in it. Asked again, "
        "what is still open is cancelled again. Only two persons end it."
    ),
    example={"scope": {"account": "paper"}, "why": "the strategy runs wild"},
)
