"""Facts of readiness: begun, tested, told, answered for, armed."""

from __future__ import annotations

from holdfast.core.ledger import Ledger
from holdfast.core.readiness import POSITION, SELF_TEST, UNTESTED, account_key, blockers
from holdfast.messages import events as e
from holdfast.messages import rulings as g


def begin(ledger: Ledger) -> None:
    """Start as what may only reduce: nothing is tested, and nothing of the last run counts."""
    ledger.is_armed = False
    ledger.faults = {SELF_TEST: UNTESTED}
    ledger.faults_since = {SELF_TEST: ledger.at}
    ledger.overridden = {}
    ledger.awaited = {}
    ledger.unexplained = {}


def keep_unexplained(ledger: Ledger, event: e.DiscrepancyFound) -> None:
    """Remember what a start has found, until it is over or somebody answers for it."""
    subject = event.subject
    if not ledger.is_armed and (subject in ledger.awaited or subject.startswith(POSITION)):
        ledger.unexplained[subject] = f"{event.detail} ({event.evidence})"


def difference_gone(ledger: Ledger, event: g.DifferenceGone) -> None:
    ledger.unexplained.pop(event.subject, None)


def query_sent(ledger: Ledger, event: e.QuerySent) -> None:
    if not ledger.is_armed:
        ledger.awaited[event.order_id] = None


def positions_queried(ledger: Ledger, event: e.PositionsQueried) -> None:
    if not ledger.is_armed:
        ledger.awaited[account_key(event.account)] = None


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
