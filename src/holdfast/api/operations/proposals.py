"""What waits for a second person: raises of limits, rights, shadow modes, resets of kills."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Nothing, Operation, Scope
from holdfast.messages.rulings import Proposable
from holdfast.model.ids import PrincipalId
from holdfast.model.times import rfc3339


class ProposalRow(msgspec.Struct, frozen=True):
    """A command as it was asked, by whom and why, and when it lapses."""

    proposal_id: str
    principal: PrincipalId
    why: str
    expires_at: str
    command: Proposable


class ProposalRows(msgspec.Struct, frozen=True):
    """The oldest first."""

    proposals: tuple[ProposalRow, ...]


async def _proposals(context: Context, request: Nothing) -> ProposalRows:
    return ProposalRows(
        tuple(
            ProposalRow(
                each.proposal_id,
                each.command.principal,
                each.command.why,
                rfc3339(each.expires_at),
                each.command,
            )
            for each in context.ledger.proposals.values()
        )
    )


proposals = Operation(
    name="proposals",
    method="GET",
    path="/v1/proposals",
    request=Nothing,
    reply=ProposalRows,
    scope=Scope.READ,
    handler=_proposals,
    summary="List what waits for the consent of a second person.",
)
