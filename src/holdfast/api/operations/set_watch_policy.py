"""Set how long the desk waits before it raises its voice."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.watching import SetWatchPolicy
from holdfast.model.watch import WatchPolicy


class SetWatchPolicyRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole policy; what is not named has its default again."""

    policy: WatchPolicy
    why: str


class WatchPolicyHolds(msgspec.Struct, frozen=True):
    """The policy that holds now."""

    policy: WatchPolicy


async def _set_watch_policy(
    context: Context, request: SetWatchPolicyRequest
) -> WatchPolicyHolds | Refused:
    told = await context.live.ask(SetWatchPolicy(request.policy, context.principal, request.why))
    if told.refusals:
        return Refused(told.refusals)
    return WatchPolicyHolds(context.ledger.watch.policy)


set_watch_policy = Operation(
    name="set-watch-policy",
    method="POST",
    path="/v1/watch-policy",
    request=SetWatchPolicyRequest,
    reply=WatchPolicyHolds,
    scope=Scope.RISK,
    handler=_set_watch_policy,
    summary="Set how long executions may differ (5 s at most) and alerts go unanswered (60 s).",
    example={"policy": {"escalate_after_ns": 30_000_000_000}, "why": "two traders at the desk"},
)
