"""Facts of the desk itself: starts, accounts, instruments, limits, plans."""

from __future__ import annotations

from holdfast.core import question_facts
from holdfast.core.ledger import AccountState, Ledger, PlanRecord
from holdfast.core.must import must
from holdfast.core.readiness_facts import begin
from holdfast.core.reconciled import Asked
from holdfast.core.scoped import ScopeState
from holdfast.core.session_facts import begin_watch
from holdfast.messages import events as e
from holdfast.messages.guests import GuestsLoaded
from holdfast.model.scope import Scope


def desk_started(ledger: Ledger, event: e.DeskStarted) -> None:
    ledger.desk, ledger.epoch = event.desk, event.epoch
    ledger.build, ledger.seed = event.build, event.seed
    ledger.starts += 1
    # a new run trusts its links until they fail it: it is not armed before they have answered
    ledger.breakers = {}
    begin(ledger)
    question_facts.begin(ledger, event)
    begin_watch(ledger)


def guests_loaded(ledger: Ledger, event: GuestsLoaded) -> None:
    ledger.guests = event.codes


def account_opened(ledger: Ledger, event: e.AccountOpened) -> None:
    must(event.account.id not in ledger.accounts, f"account {event.account.id} opened twice")
    whose = Scope(account=event.account.id)
    ledger.accounts[event.account.id] = AccountState(
        account=event.account,
        cash=dict(event.cash),
        opening=dict(event.cash),
        scope=ScopeState(whose, key=whose.key),
    )
    # what was traded before is no business of the desk
    ledger.reconciled.accounts[event.account.id] = Asked(since=ledger.at, opened_at=ledger.at)
    ledger.forget_bounds()


def instrument_listed(ledger: Ledger, event: e.InstrumentListed) -> None:
    ledger.instruments[event.instrument.id] = event.instrument
    for listing in event.listings:
        ledger.listings.setdefault(listing.venue, {})[listing.instrument] = listing


def no_change(ledger: Ledger, event: e.Event) -> None:
    """Keep the fact in the journal alone."""


def plan_accepted(ledger: Ledger, event: e.PlanAccepted) -> None:
    plans = ledger.accounts[event.plan.account].plans
    must(event.plan.plan_id not in plans, event.plan.plan_id)
    plans[event.plan.plan_id] = PlanRecord(event.plan, event.outcomes, ledger.at, event.params)
