"""Facts of reconciliation: asked, compared, not told, found to differ, closed, adopted."""

from __future__ import annotations

from holdfast.core import resting, tally
from holdfast.core.inbox import Discrepancy
from holdfast.core.kinds import STANDS_BY_ITSELF
from holdfast.core.lapse_times import earliest
from holdfast.core.ledger import Ledger
from holdfast.core.noticing import next_id
from holdfast.core.order_facts import new_order
from holdfast.core.readiness_facts import account_asked, forget_unexplained, keep_unexplained
from holdfast.core.reconciled import Asked
from holdfast.core.reserve import set_reserved
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.model.difference import Kind, Policy
from holdfast.model.ids import AccountId
from holdfast.model.numbers import Nanos
from holdfast.model.order import OrderStatus

# pictures are compared up to a time and asked from a little earlier on, for what appears late
OVERLAP_NS: Nanos = 60_000_000_000


def policy_set(ledger: Ledger, event: d.ReconcilePolicySet) -> None:
    ledger.reconciled.policy = event.policy


def account_queried(ledger: Ledger, event: d.AccountQueried) -> None:
    asked = _asked(ledger, event.account)
    asked.asked_at, asked.asked_since = ledger.at, event.since
    _ask_again_at(ledger, asked, None)
    account_asked(ledger, event.account)


def account_compared(ledger: Ledger, event: d.AccountCompared) -> None:
    asked = _asked(ledger, event.account)
    asked.asked_at = None
    asked.compared_at = ledger.at
    asked.is_complete = event.is_complete
    asked.orders, asked.fills = event.orders, event.fills
    asked.positions, asked.balances = event.positions, event.balances
    asked.failure = ""
    if event.is_complete:
        asked.failures = 0
        asked.as_of = max(asked.as_of, event.as_of)
        asked.since = max(asked.since, event.as_of - OVERLAP_NS)
    else:
        asked.failures += 1
    inbox = ledger.reconciled.inbox
    inbox.omitted.pop(event.account, None)
    if event.omitted:
        inbox.omitted[event.account] = event.omitted
    for found in inbox.open.values():
        if found.account == event.account and found.kind not in STANDS_BY_ITSELF:
            if found.seen_at != ledger.at:
                found.seen_at = ledger.at
                found.times_seen += 1
    _ask_again_at(ledger, asked, event.again_at)


def account_untold(ledger: Ledger, event: d.AccountUntold) -> None:
    asked = _asked(ledger, event.account)
    asked.asked_at = None
    asked.failures += 1
    asked.failure = event.detail
    _ask_again_at(ledger, asked, event.again_at)


def difference_found(ledger: Ledger, event: d.DifferenceFound) -> None:
    ledger.reconciled.inbox.add(
        Discrepancy(
            event.discrepancy_id,
            event.kind,
            event.account,
            event.subject,
            event.detail,
            event.evidence,
            event.policy,
            event.repair,
            ledger.at,
            ledger.at,
        )
    )
    keep_unexplained(ledger, event.subject, event.detail, event.evidence)


def difference_closed(ledger: Ledger, event: d.DifferenceClosed) -> None:
    found = ledger.reconciled.inbox.close(event.discrepancy_id, event.state)
    found.closed_at = ledger.at
    found.principal, found.why = event.principal, event.why
    forget_unexplained(ledger, found.subject)


def discrepancy_found(ledger: Ledger, event: e.DiscrepancyFound) -> None:
    """Let what is told without a kind land in the inbox too."""
    question = ledger.questions.open.get(event.subject)
    if question is not None:
        question.is_told = True
    question = ledger.questions.open.get(event.subject)
    if question is not None:
        question.is_told = True
    kind, order = Kind.REPORT, ledger.orders.get(event.subject)
    account = "" if order is None else order.terms.account
    ledger.reconciled.inbox.add(
        Discrepancy(
            next_id(ledger),
            kind,
            account,
            event.subject,
            event.detail,
            event.evidence,
            Policy.ALERT,
            None,
            ledger.at,
            ledger.at,
        )
    )
    keep_unexplained(ledger, event.subject, event.detail, event.evidence)


def order_adopted(ledger: Ledger, event: d.OrderAdopted) -> None:
    """Count an order of somebody else as open; nothing of it ever left the desk."""
    terms = event.terms
    order = new_order(ledger, event.order_id, terms, OrderStatus.NEW, event.reserve_price, None)
    order.venue_order_id = event.venue_order_id
    state = ledger.accounts[terms.account]
    state.scope.tally.open_orders += 1
    if ledger.scopes:
        tally.adopted(ledger, terms)
    if terms.limit_price is not None:
        resting.entered(ledger, state, order)
    for name in (event.alias, event.venue_order_id):
        if name:
            ledger.reconciled.aliases[name] = order.id
    set_reserved(ledger, order, order.qty)


def _asked(ledger: Ledger, account: AccountId) -> Asked:
    return ledger.reconciled.accounts.setdefault(account, Asked())


def _ask_again_at(ledger: Ledger, asked: Asked, at: Nanos | None) -> None:
    if asked.again_at != at:
        asked.again_at = at
        ledger.next_lapse = earliest(ledger)
