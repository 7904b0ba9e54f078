"""Questions for accounts: since when fills are still to be told, and whether one waits already."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.core.ledger import Ledger
from holdfast.messages import differences as d
from holdfast.model.difference import Kind
from holdfast.model.ids import AccountId
from holdfast.model.numbers import Nanos

ASK_AGAIN_MAX_NS: Nanos = 300_000_000_000
FURTHER_BACK_NS: Nanos = 24 * 3600 * 1_000_000_000
_HOLDINGS = (Kind.POSITION, Kind.CASH)


def question(ledger: Ledger, account: AccountId) -> d.AccountQueried:
    """Ask for an account, with the fills that no whole picture has told yet.

    Where holdings differ the fills of a day before that are asked for as well: one of them may
    have been taken back since it was told, or never have been told. What was traded before the
    account was opened here is in the money that it was opened with.
    """
    asked = ledger.reconciled.accounts.get(account)
    since = _first_fill(ledger, account) if asked is None else asked.since
    if any(
        each.account == account and each.kind in _HOLDINGS
        for each in ledger.reconciled.inbox.open.values()
    ):
        opened_at = 0 if asked is None else asked.opened_at
        since = max(since - FURTHER_BACK_NS, opened_at)
    return d.AccountQueried(account, ledger.accounts[account].account.venue, since)


def ask_all(ledger: Ledger, at: Nanos) -> Iterator[d.AccountQueried]:
    """Ask for every account, but for those whose answer is under way."""
    patience = ledger.reconciled.policy.window_ns
    for account in ledger.accounts:
        asked = ledger.reconciled.accounts.get(account)
        if asked is None or asked.asked_at is None or at - asked.asked_at >= patience:
            yield question(ledger, account)


def again_at(ledger: Ledger, account: AccountId, at: Nanos) -> Nanos:
    """Say when an account is asked for again after an answer that would not do.

    The wait begins with the protection window and doubles with each such answer.
    """
    asked = ledger.reconciled.accounts.get(account)
    failures = 0 if asked is None else min(asked.failures, 20)
    return at + min(ledger.reconciled.policy.window_ns << failures, ASK_AGAIN_MAX_NS)


def _first_fill(ledger: Ledger, account: AccountId) -> Nanos:
    """Return when the account first traded, for a ledger that has never asked for it."""
    first = next(iter(ledger.accounts[account].fills.values()), None)
    return ledger.at if first is None else first.traded_at
