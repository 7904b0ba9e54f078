"""Scopes that something governs: made when the first limit, halt or kill names them."""

from __future__ import annotations

from holdfast.core.ledger import Ledger
from holdfast.core.scoped import ScopeState
from holdfast.core.tally import recount
from holdfast.model.scope import Scope


def governed(ledger: Ledger, scope: Scope) -> ScopeState:
    """Return the state of a scope, made now if nothing governed it before."""
    state = ledger.scope_of(scope)
    if state is None:
        state = ledger.scopes[scope.key] = ScopeState(scope, key=scope.key)
        recount(ledger, state)
        ledger.forget_bounds()
    return state
