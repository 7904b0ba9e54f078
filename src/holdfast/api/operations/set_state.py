"""Halt a scope, let it only reduce, or lift one cause that stops it."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.moments import moment
from holdfast.api.operation import Operation, Refused, Scope
from holdfast.messages.control import SetState
from holdfast.model import scope as of
from holdfast.model.trading import COMMAND, TradingState


class SetStateRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A scope and its state. ACTIVE lifts one `cause`: `command`, or the check that tripped.

    `until` is a time of RFC 3339 at which the state ends by itself.
    """

    scope: of.Scope
    state: TradingState
    why: str
    cause: str = COMMAND
    until: str = ""


class StateSet(msgspec.Struct, frozen=True):
    """What the scope lets pass now: the strictest of what still stops it."""

    scope: str
    state: TradingState


async def _set_state(context: Context, request: SetStateRequest) -> StateSet | Refused:
    until = moment(request.until)
    if isinstance(until, Refused):
        return until
    told = await context.live.ask(
        SetState(request.scope, request.state, context.principal, request.why, request.cause, until)
    )
    if told.refusals:
        return Refused(told.refusals)
    state = context.ledger.scope_of(request.scope)
    return StateSet(request.scope.key, TradingState.ACTIVE if state is None else state.state)


set_state = Operation(
    name="set-state",
    method="POST",
    path="/v1/state",
    request=SetStateRequest,
    reply=StateSet,
    scope=Scope.RISK,
    handler=_set_state,
    summary="Halt a scope, let it only reduce, or lift what stops it. A kill is never lifted so.",
    example={
        "scope": {"instrument": "AAPL"},
        "state": "REDUCING",
        "why": "news is due",
        "until": "2026-01-05T16:00:00Z",
    },
)
