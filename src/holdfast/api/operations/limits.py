"""Which limits hold: every governed scope's, with its version and the end of a raise."""

from __future__ import annotations

import msgspec

from holdfast.api.context import Context
from holdfast.api.operation import Operation, Scope
from holdfast.core.lapse_times import governed_scopes
from holdfast.core.scoped import ScopeState
from holdfast.model import scope as of
from holdfast.model.ids import AccountId
from holdfast.model.limits import Limits
from holdfast.model.times import rfc3339


class LimitsFilter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose limits; empty means every scope's."""

    account: AccountId = ""


class LimitsRow(msgspec.Struct, frozen=True):
    """A scope's limits; `version` counts its sheets. `before` holds again at `until`."""

    key: str
    scope: of.Scope
    version: int
    limits: Limits
    until: str
    before: Limits | None


class LimitsRows(msgspec.Struct, frozen=True):
    """Those of accounts first, then other scopes as they were first governed."""

    limits: tuple[LimitsRow, ...]


def limits_row(state: ScopeState) -> LimitsRow:
    """Tell one scope's limits."""
    temporary = state.temporary
    return LimitsRow(
        state.scope.key,
        state.scope,
        state.version,
        state.limits,
        "" if temporary is None else rfc3339(temporary.until),
        None if temporary is None else temporary.before,
    )


async def _limits(context: Context, request: LimitsFilter) -> LimitsRows:
    return LimitsRows(
        tuple(
            limits_row(state)
            for state in governed_scopes(context.ledger)
            if request.account in ("", state.scope.account)
        )
    )


limits = Operation(
    name="limits",
    method="GET",
    path="/v1/limits",
    request=LimitsFilter,
    reply=LimitsRows,
    scope=Scope.READ,
    handler=_limits,
    summary="Say which limits hold for each scope, and until when.",
    example={"account": "paper"},
)
