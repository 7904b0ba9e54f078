"""Authorise one order, by the hash of its terms, past named limits, once."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.moments import moment
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.control import Authorize
from holdfast.messages.refusals import Reason


class AuthorizeRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The `order_hash` that the order's refusal told, and the codes that it may pass.

    `until` is a time of RFC 3339, at most a day ahead. Who asks must be another person than
    who is behind the order.
    """

    order_hash: str
    codes: tuple[Reason, ...]
    until: str
    why: str


class Authorized(msgspec.Struct, frozen=True):
    """The order of this hash passes these limits once."""

    order_hash: str
    permit_id: str


async def _authorize(context: Context, request: AuthorizeRequest) -> Authorized | Refused:
    until = moment(request.until)
    if isinstance(until, Refused):
        return until
    command = Authorize(
        request.order_hash, request.codes, until or 0, context.principal, request.why
    )
    told = await context.live.ask(command)
    if told.refusals:
        return Refused(told.refusals)
    return Authorized(request.order_hash, told.permit_id)


authorize = Operation(
    name="authorize",
    method="POST",
    path="/v1/authorize",
    request=AuthorizeRequest,
    reply=Authorized,
    scope=Scope.RISK,
    handler=_authorize,
    summary="Let one order past limits that a second person may open, once and until a time.",
    example={
        "order_hash": "3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b",
        "codes": ["ORDER_QTY_MAX"],
        "until": "2030-01-05T15:00:00Z",
        "why": "block trade agreed with the client",
    },
)
