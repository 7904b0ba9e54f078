"""Say what is cancelled when a venue is away for too long."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.watching import SetDisconnectPolicy
from holdfast.model.watch import DisconnectPolicy


class SetDisconnectPolicyRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A policy, for a venue and an account or for any; `remove` takes it back."""

    policy: DisconnectPolicy
    why: str
    remove: bool = False


class DisconnectPolicies(msgspec.Struct, frozen=True):
    """Every policy that holds now."""

    policies: tuple[DisconnectPolicy, ...]


async def _set_disconnect_policy(
    context: Context, request: SetDisconnectPolicyRequest
) -> DisconnectPolicies | Refused:
    command = SetDisconnectPolicy(request.policy, context.principal, request.why, request.remove)
    told = await context.live.ask(command)
    if told.refusals:
        return Refused(told.refusals)
    return DisconnectPolicies(tuple(context.ledger.watch.disconnects.values()))


set_disconnect_policy = Operation(
    name="set-disconnect-policy",
    method="POST",
    path="/v1/disconnect-policies",
    request=SetDisconnectPolicyRequest,
    reply=DisconnectPolicies,
    scope=Scope.RISK,
    handler=_set_disconnect_policy,
    summary="Say which orders are cancelled when a venue is away for longer than a time of grace.",
    example={
        "policy": {"grace_ns": 10_000_000_000, "venue": "PAPER"},
        "why": "what we cannot see must not trade",
    },
)
