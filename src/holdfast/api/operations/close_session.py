"""Disarm a session."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.watching import CloseSession


class CloseSessionRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The session, and a reason for the record."""

    session_id: str
    why: str = ""


class SessionClosed(msgspec.Struct, frozen=True):
    """The session is over, and its orders are as they were."""

    session_id: str


async def _close_session(context: Context, request: CloseSessionRequest) -> SessionClosed | Refused:
    command = CloseSession(request.session_id, context.principal, request.why)
    told = await context.live.ask(command)
    return Refused(told.refusals) if told.refusals else SessionClosed(request.session_id)


close_session = Operation(
    name="close-session",
    method="DELETE",
    path="/v1/sessions/{session_id}",
    request=CloseSessionRequest,
    reply=SessionClosed,
    scope=Scope.TRADE,
    handler=_close_session,
    summary="Disarm a session: nothing is cancelled. Its principal may, and a risk officer.",
    example={"session_id": "strategy-1"},
)
