"""Let a session be heard from."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.watching import Heartbeat
from holdfast.model.times import rfc3339


class HeartbeatRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The session, whose principal alone may say that it lives."""

    session_id: str


class Heard(msgspec.Struct, frozen=True):
    """The session was heard from, durably; by `due_at` it must be heard from again."""

    session_id: str
    due_at: str


async def _heartbeat(context: Context, request: HeartbeatRequest) -> Heard | Refused:
    told = await context.live.ask(Heartbeat(request.session_id, context.principal))
    if told.refusals:
        return Refused(told.refusals)
    session = context.ledger.watch.sessions.get(request.session_id)
    return Heard(request.session_id, "" if session is None else rfc3339(session.due_at))


heartbeat = Operation(
    name="heartbeat",
    method="POST",
    path="/v1/sessions/{session_id}/heartbeat",
    request=HeartbeatRequest,
    reply=Heard,
    scope=Scope.TRADE,
    handler=_heartbeat,
    summary="Say that the client of a session lives. One that has acted needs a new session.",
    example={"session_id": "strategy-1"},
)
