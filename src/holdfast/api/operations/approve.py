"""Consent, as a second person, to what another has proposed."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.control import Approve


class ApproveRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One proposal, by its id."""

    proposal_id: str
    why: str = ""


class Approved(msgspec.Struct, frozen=True):
    """The proposal has happened."""

    proposal_id: str


async def _approve(context: Context, request: ApproveRequest) -> Approved | Refused:
    command = Approve(request.proposal_id, context.principal, request.why)
    told = await context.live.ask(command)
    return Refused(told.refusals) if told.refusals else Approved(request.proposal_id)


approve = Operation(
    name="approve",
    method="POST",
    path="/v1/proposals/{proposal_id}/approve",
    request=ApproveRequest,
    reply=Approved,
    scope=Scope.RISK,
    handler=_approve,
    summary="Let what another person has proposed happen; nobody approves a proposal of their own.",
    example={"proposal_id": "desk-P1", "why": "agreed in the risk meeting"},
)
