"""What ends by itself: temporary limits, timed stops, permits, proposals and shadow modes.

It ends at its time, timer or no timer: whatever judges or governs first says what is over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from holdfast.core.account_questions import question
from holdfast.core.lapse_times import governed_scopes
from holdfast.core.ledger import Ledger
from holdfast.core.policy import Policies
from holdfast.core.scoped import ScopeState
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.stamp import Stamp
from holdfast.model.numbers import Nanos
from holdfast.model.trading import RuleMode

ROWS = ("RC24",)  # the controls that it holds, by their ids

LAPSED = "its time is over"

_Asked = TypeVar("_Asked")
_Decider = Callable[[Ledger, _Asked, Stamp, Policies], Iterable[e.Event]]


def lapsed(ledger: Ledger, stamp: Stamp) -> Iterator[e.Event]:
    """Yield the end of everything whose time has come; callers look at `next_lapse` first."""
    at = stamp.at
    if at < ledger.next_lapse:
        return
    for scope in tuple(governed_scopes(ledger)):
        yield from _of_scope(scope, at)
    yield from _of_consent(ledger, at)
    for account, asked in tuple(ledger.reconciled.accounts.items()):
        if asked.again_at is not None and asked.again_at <= at:
            yield question(ledger, account)


def _of_scope(scope: ScopeState, at: Nanos) -> Iterator[e.Event]:
    if scope.temporary is not None and scope.temporary.until <= at:
        yield g.LimitsLapsed(scope.scope, scope.temporary.before)
    for cause, stop in tuple(scope.stops.items()):
        if stop.until is not None and stop.until <= at:
            yield g.StopLifted(scope.scope, cause, "", LAPSED)


def _of_consent(ledger: Ledger, at: Nanos) -> Iterator[e.Event]:
    for permit in tuple(ledger.permits.values()):
        if permit.until <= at:
            yield g.PermitEnded(permit.id, "")
    for proposal in tuple(ledger.proposals.values()):
        if proposal.expires_at <= at:
            yield g.ProposalClosed(proposal.proposal_id, "", LAPSED)
    for check, setting in tuple(ledger.rule_modes.items()):
        if setting.until is not None and setting.until <= at:
            yield g.RuleModeSet(check, RuleMode.ENFORCED, "", LAPSED)


def up_to_date(decide: _Decider[_Asked]) -> _Decider[_Asked]:
    """Have a decider see the desk as it is once what is over has ended."""

    def decided(
        ledger: Ledger, command: _Asked, stamp: Stamp, policies: Policies
    ) -> Iterable[e.Event]:
        if stamp.at < ledger.next_lapse:
            return decide(ledger, command, stamp, policies)
        return late(ledger, command, stamp, policies)

    def late(
        ledger: Ledger, command: _Asked, stamp: Stamp, policies: Policies
    ) -> Iterator[e.Event]:
        yield from lapsed(ledger, stamp)
        yield from decide(ledger, command, stamp, policies)

    return decided
