"""Answer, as a person, for one blocker that keeps the desk from being armed."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.control import OverrideBlocker


class OverrideRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One blocker by its name, as `readiness` tells it, with a reason."""

    blocker: str
    why: str


class Overridden(msgspec.Struct, frozen=True):
    """Whether the desk is armed now; otherwise other blockers are left."""

    armed: bool


async def _override(context: Context, request: OverrideRequest) -> Overridden | Refused:
    told = await context.live.ask(OverrideBlocker(request.blocker, context.principal, request.why))
    return Refused(told.refusals) if told.refusals else Overridden(context.ledger.is_armed)


override_blocker = Operation(
    name="override-blocker",
    method="POST",
    path="/v1/blockers/{blocker}/override",
    request=OverrideRequest,
    reply=Overridden,
    scope=Scope.RISK,
    handler=_override,
    summary="Take it on yourself that one blocker does not keep the desk from trading.",
    example={"blocker": "reconciliation", "why": "the venue is down; its state was told by phone"},
)
