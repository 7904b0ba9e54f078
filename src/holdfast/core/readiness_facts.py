"""Facts of readiness: begun, tested, told, answered for, armed."""

from __future__ import annotations

from holdfast.core.ledger import Ledger
from holdfast.core.readiness import POSITION, SELF_TEST, UNTESTED, account_key, blockers
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.model.ids import AccountId


def begin(ledger: Ledger) -> None:
    """Start as what may only reduce: nothing is tested, and nothing of the last run counts."""
    ledger.is_armed = False
    ledger.faults = {SELF_TEST: UNTESTED}
    ledger.faults_since = {SELF_TEST: ledger.at}
    ledger.overridden = {}
    ledger.awaited = {}
    ledger.unexplained = {
        each.subject: f"{each.detail} ({each.evidence})"
        for each in ledger.reconciled.inbox.open.values()
        if each.subject.startswith(POSITION)
    }


def keep_unexplained(ledger: Ledger, subject: str, detail: str, evidence: str) -> None:
    """Remember what a start has found, until it is over or somebody answers for it."""
    if not ledger.is_armed and (subject in ledger.awaited or subject.startswith(POSITION)):
        ledger.unexplained[subject] = f"{detail} ({evidence})"


def forget_unexplained(ledger: Ledger, subject: str) -> None:
    ledger.unexplained.pop(subject, None)


def difference_gone(ledger: Ledger, event: g.DifferenceGone) -> None:
    forget_unexplained(ledger, event.subject)


def query_sent(ledger: Ledger, event: e.QuerySent) -> None:
    if not ledger.is_armed:
        ledger.awaited[event.order_id] = None


def positions_queried(ledger: Ledger, event: e.PositionsQueried) -> None:
    account_asked(ledger, event.account)


def account_asked(ledger: Ledger, account: AccountId) -> None:
    if not ledger.is_armed:
        ledger.awaited[account_key(account)] = None


def order_told(ledger: Ledger, event: g.OrderTold) -> None:
    ledger.awaited.pop(event.order_id, None)


def positions_told(ledger: Ledger, event: g.PositionsTold) -> None:
    ledger.awaited.pop(account_key(event.account), None)


def self_tested(ledger: Ledger, event: g.SelfTested) -> None:
    since = ledger.faults_since
    ledger.faults = dict(event.faults)
    ledger.faults_since = {name: since.get(name, ledger.at) for name in event.faults}
    # what was answered for and is over would be another fault if it came back
    ledger.overridden = {name: None for name in ledger.overridden if name in event.faults}
    if blockers(ledger):
        ledger.is_armed = False


def desk_armed(ledger: Ledger, event: g.DeskArmed) -> None:
    ledger.is_armed = True
    ledger.awaited = {}


def blocker_overridden(ledger: Ledger, event: g.BlockerOverridden) -> None:
    ledger.overridden[event.blocker] = None
