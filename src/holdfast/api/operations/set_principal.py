"""Say what a principal may do; more than before waits for a second person."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.control import SetPrincipal
from holdfast.model.principal import Principal


class PrincipalRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All rights of one principal from now on; what is left out it has not."""

    holder: Principal
    why: str


class PrincipalAnswer(msgspec.Struct, frozen=True):
    """What holds now, None if it is not known; a `proposal_id` waits for an `approve`."""

    in_force: Principal | None
    proposal_id: str


async def _set_principal(context: Context, request: PrincipalRequest) -> PrincipalAnswer | Refused:
    told = await context.live.ask(SetPrincipal(request.holder, context.principal, request.why))
    if told.refusals:
        return Refused(told.refusals)
    known = context.ledger.principals.get(request.holder.id)
    return PrincipalAnswer(known, told.proposal_id)


set_principal = Operation(
    name="set-principal",
    method="POST",
    path="/v1/principals",
    request=PrincipalRequest,
    reply=PrincipalAnswer,
    scope=Scope.RISK,
    handler=_set_principal,
    summary="Set a principal's roles and accounts. More rights wait for a second person.",
    example={
        "holder": {"id": "ann", "roles": ["TRADER"], "accounts": ["paper"]},
        "why": "joins the desk",
    },
)
