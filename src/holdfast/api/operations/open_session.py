"""Open a session that must be heard from, or the chosen orders are cancelled."""

from __future__ import annotations

from typing import Annotated

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.watching import OpenSession
from holdfast.model.numbers import Nanos
from holdfast.model.times import rfc3339
from holdfast.model.watch import Choice


class OpenSessionRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A session of the caller's naming; times are nanoseconds, a second at least.

    After `timeout_ns` without a heartbeat it is lost, and `grace_ns` later it acts. Orders that
    are good till cancelled, and exits of brackets, stay unless the choice includes them.
    """

    session_id: str
    choice: Choice
    timeout_ns: Annotated[Nanos, msgspec.Meta(ge=0)]
    grace_ns: Annotated[Nanos, msgspec.Meta(ge=0)] = 0
    why: str = ""


class SessionOpened(msgspec.Struct, frozen=True):
    """The session, and by when it must be heard from."""

    session_id: str
    due_at: str


async def _open_session(context: Context, request: OpenSessionRequest) -> SessionOpened | Refused:
    command = OpenSession(
        request.session_id,
        request.choice,
        request.timeout_ns,
        request.grace_ns,
        context.principal,
        request.why,
    )
    told = await context.live.ask(command)
    if told.refusals:
        return Refused(told.refusals)
    session = context.ledger.watch.sessions.get(request.session_id)
    return SessionOpened(request.session_id, "" if session is None else rfc3339(session.due_at))


open_session = Operation(
    name="open-session",
    method="POST",
    path="/v1/sessions",
    request=OpenSessionRequest,
    reply=SessionOpened,
    scope=Scope.TRADE,
    handler=_open_session,
    summary=(
        "Arm a dead man's switch: unless the session is heard from in time, the chosen orders "
        "are cancelled, once. The same again is a heartbeat."
    ),
    example={
        "session_id": "strategy-1",
        "choice": {"scope": {"account": "paper"}},
        "timeout_ns": 30_000_000_000,
    },
)
