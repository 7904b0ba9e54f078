"""Which limits of a new sheet let more pass than the old one did: a raise, whatever its sign."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.core.lapse_times import governed_scopes
from holdfast.core.ledger import Ledger
from holdfast.model.limits import SPECS, Limits, is_tighter
from holdfast.model.scope import FIRM, Scope


def loosened(ledger: Ledger, whose: Scope, before: Limits, after: Limits) -> tuple[str, ...]:
    """Name what a scope's new sheet loosens; in doubt it does."""
    numbers = (name for name in SPECS if _is_looser(ledger, whose, name, before, after))
    return (*numbers, *_lists(before, after))


def _is_looser(ledger: Ledger, whose: Scope, name: str, before: Limits, after: Limits) -> bool:
    old, new = getattr(before, name), getattr(after, name)
    if old == new:
        return False
    optional = SPECS[name].optional
    if new is None:
        # what is missing in every scope refuses; where another scope has it, its own is gone
        return optional or _is_set_elsewhere(ledger, whose, name)
    if old is None:
        # orders that were refused for want of it would pass
        return not optional and not _is_surely_met(ledger, whose, name)
    return not is_tighter(name, new, old)


def _is_set_elsewhere(ledger: Ledger, whose: Scope, name: str) -> bool:
    return any(
        getattr(each.limits, name) is not None and each.scope != whose
        for each in governed_scopes(ledger)
    )


def _is_surely_met(ledger: Ledger, whose: Scope, name: str) -> bool:
    """Tell whether every order in scope meets such a limit already, in a wider scope."""
    firm = ledger.scope_of(FIRM)
    if firm is not None and whose != FIRM and getattr(firm.limits, name) is not None:
        return True
    if whose.is_account:
        return False
    accounts = [
        state for account, state in ledger.accounts.items() if whose.account in ("", account)
    ]
    return bool(accounts) and all(getattr(state.limits, name) is not None for state in accounts)


def _lists(before: Limits, after: Limits) -> Iterator[str]:
    if any(name not in after.restricted for name in before.restricted):
        yield "restricted"
    if before.allowed is not None and (
        after.allowed is None or any(name not in before.allowed for name in after.allowed)
    ):
        yield "allowed"
    # where no scope says anything a locate is needed
    if (before.locate_needed, after.locate_needed) in ((True, False), (None, False), (True, None)):
        yield "locate_needed"
