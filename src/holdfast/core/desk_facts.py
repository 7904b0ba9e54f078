"""Facts of the desk itself: starts, accounts, instruments, limits, plans, discrepancies."""

from __future__ import annotations

from holdfast.core import question_facts
from holdfast.core.ledger import AccountState, Ledger, PlanRecord
from holdfast.core.must import must
from holdfast.core.readiness_facts import begin, keep_unexplained
from holdfast.core.scoped import ScopeState
from holdfast.messages import events as e
from holdfast.model.scope import Scope


def desk_started(ledger: Ledger, event: e.DeskStarted) -> None:
    ledger.desk, ledger.epoch = event.desk, event.epoch
    ledger.build, ledger.seed = event.build, event.seed
    ledger.starts += 1
    # a new run trusts its links until they fail it: it is not armed before they have answered
    ledger.breakers = {}
    begin(ledger)
    question_facts.begin(ledger, event)


def account_opened(ledger: Ledger, event: e.AccountOpened) -> None:
    must(event.account.id not in ledger.accounts, f"account {event.account.id} opened twice")
    whose = Scope(account=event.account.id)
    ledger.accounts[event.account.id] = AccountState(
        account=event.account,
        cash=dict(event.cash),
        opening=dict(event.cash),
        scope=ScopeState(whose, key=whose.key),
    )
    ledger.forget_bounds()


def instrument_listed(ledger: Ledger, event: e.InstrumentListed) -> None:
    ledger.instruments[event.instrument.id] = event.instrument
    for listing in event.listings:
        ledger.listings.setdefault(listing.venue, {})[listing.instrument] = listing


def no_change(ledger: Ledger, event: e.Event) -> None:
    """Keep the fact in the journal alone."""


def discrepancy_found(ledger: Ledger, event: e.DiscrepancyFound) -> None:
    ledger.discrepancies.append(event)
    question = ledger.questions.open.get(event.subject)
    if question is not None:
        question.is_told = True
    keep_unexplained(ledger, event)


def plan_accepted(ledger: Ledger, event: e.PlanAccepted) -> None:
    plans = ledger.accounts[event.plan.account].plans
    must(event.plan.plan_id not in plans, event.plan.plan_id)
    plans[event.plan.plan_id] = PlanRecord(event.plan, event.outcomes, ledger.at, event.params)
