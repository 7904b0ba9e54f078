"""What a scope is worth, and what it has lost: at the last marks, in constant time."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.ledger import Ledger
from holdfast.core.scoped import ScopeState
from holdfast.model.numbers import ZERO, ratio


def funds_of(ledger: Ledger, scope: ScopeState) -> Decimal:
    """Return the cash that the accounts in scope were opened with, in their base currencies.

    A scope that names no account draws on all of them.
    """
    name = scope.scope.account
    if name:
        state = ledger.accounts[name]
        return state.opening.get(state.account.base_currency, ZERO)
    return sum(
        (
            state.opening.get(state.account.base_currency, ZERO)
            for state in ledger.accounts.values()
        ),
        ZERO,
    )


def loss_of(scope: ScopeState, further: Decimal = ZERO) -> Decimal | None:
    """Return the day's loss once it has come to the scope's limit, None before."""
    limit = scope.limits.loss_max
    if limit is None:
        return None
    loss = scope.tally.base - scope.tally.profit + further
    return loss if loss >= limit else None


def drawdown_of(ledger: Ledger, scope: ScopeState) -> Decimal | None:
    """Return the fall from peak equity, as a fraction, once it has come to the scope's limit."""
    limit = scope.limits.drawdown_max
    if limit is None:
        return None
    fall = fall_of(ledger, scope, scope.tally.profit)
    return fall if fall >= limit else None


def fall_of(ledger: Ledger, scope: ScopeState, profit: Decimal) -> Decimal:
    """Return how far a profit lies below the peak, as a fraction of the equity at the peak."""
    peak = funds_of(ledger, scope) + scope.tally.peak
    if peak <= ZERO:
        # nothing was there that could fall
        return ZERO
    return ratio(max(scope.tally.peak - profit, ZERO), peak)
