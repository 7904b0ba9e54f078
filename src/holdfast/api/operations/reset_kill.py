"""Propose to end a kill, which a second person must approve."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.control import ResetKill
from holdfast.model import scope as of


class ResetKillRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The scope as it was killed, and why it may trade again."""

    scope: of.Scope
    why: str


class ResetProposed(msgspec.Struct, frozen=True):
    """Nothing has changed yet: another person approves the proposal."""

    proposal_id: str


async def _reset_kill(context: Context, request: ResetKillRequest) -> ResetProposed | Refused:
    told = await context.live.ask(ResetKill(request.scope, context.principal, request.why))
    return Refused(told.refusals) if told.refusals else ResetProposed(told.proposal_id)


reset_kill = Operation(
    name="reset-kill",
    method="POST",
    path="/v1/reset-kill",
    request=ResetKillRequest,
    reply=ResetProposed,
    scope=Scope.RISK,
    handler=_reset_kill,
    summary="Propose to end a kill; it holds until another person approves.",
    example={"scope": {"account": "paper"}, "why": "the strategy is mended and was tested"},
)
