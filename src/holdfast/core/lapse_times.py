"""When the next temporary thing ends: one number, so that a look at it costs one comparison."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.core.ledger import NEVER, Ledger
from holdfast.core.scoped import ScopeState
from holdfast.model.numbers import Nanos


def governed_scopes(ledger: Ledger) -> Iterator[ScopeState]:
    """Yield every governed scope, those of accounts first."""
    for account in ledger.accounts.values():
        yield account.scope
    yield from ledger.scopes.values()


def earliest(ledger: Ledger) -> Nanos:
    """Return when something ends or is due next, NEVER if nothing does."""
    return min((*_ends(ledger), *_asked_again(ledger)), default=NEVER)


def _ends(ledger: Ledger) -> Iterator[Nanos]:
    due = ledger.questions.next_due()
    if due is not None:
        yield due
    for scope in governed_scopes(ledger):
        if scope.temporary is not None:
            yield scope.temporary.until
        for stop in scope.stops.values():
            if stop.until is not None:
                yield stop.until
    for permit in ledger.permits.values():
        yield permit.until
    for proposal in ledger.proposals.values():
        yield proposal.expires_at
    for setting in ledger.rule_modes.values():
        if setting.until is not None:
            yield setting.until


def _asked_again(ledger: Ledger) -> Iterator[Nanos]:
    for asked in ledger.reconciled.accounts.values():
        if asked.again_at is not None:
            yield asked.again_at
