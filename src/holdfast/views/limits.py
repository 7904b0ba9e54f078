"""Limits: what holds for every governed scope, its version, and what a raise goes back to."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from holdfast.core.lapse_times import governed_scopes
from holdfast.core.ledger import Ledger
from holdfast.core.scoped import ScopeState
from holdfast.model.ids import AccountId
from holdfast.model.limits import Limits
from holdfast.model.scope import Scope
from holdfast.model.times import rfc3339


class LimitsFilter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whose limits; empty means every scope's."""

    account: AccountId = ""


class LimitsRow(msgspec.Struct, frozen=True):
    """A scope's limits; `version` counts its sheets. `before` holds again at `until`."""

    key: str
    scope: Scope
    version: int
    limits: Limits
    until: str
    before: Limits | None


def limits(ledger: Ledger, account: AccountId = "") -> Iterator[LimitsRow]:
    """Yield the scopes of accounts first, then others as they were first governed."""
    for state in governed_scopes(ledger):
        if account in ("", state.scope.account):
            yield limits_row(state)


def limits_of(ledger: Ledger, scope: Scope) -> LimitsRow:
    """Tell one scope's limits; none yet is an empty sheet of version 0."""
    return limits_row(ledger.scope_of(scope) or ScopeState(scope))


def limits_row(state: ScopeState) -> LimitsRow:
    temporary = state.temporary
    return LimitsRow(
        state.scope.key,
        state.scope,
        state.version,
        state.limits,
        "" if temporary is None else rfc3339(temporary.until),
        None if temporary is None else temporary.before,
    )
