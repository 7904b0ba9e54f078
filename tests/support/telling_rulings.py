"""Events of governance as a story tells them, one line for each kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from holdfast.messages import breakers as n
from holdfast.messages import rulings as g
from holdfast.messages import watched as w
from holdfast.messages.refusals import Refusal
from holdfast.model.numbers import plain

_Name = Callable[[str], str]


def _permit_given(it: g.PermitGiven, name: _Name) -> str:
    kind = "acknowledged" if it.permit.is_soft else "authorised"
    return f"{kind} {' '.join(it.permit.codes)} by {it.permit.by}"


def _permit_ended(it: g.PermitEnded, name: _Name) -> str:
    return f"permit_used {name(it.order_id)}" if it.order_id else "permit_lapsed"


def _closed(it: g.ProposalClosed, name: _Name) -> str:
    return f"approved by {it.principal}" if it.principal else "proposal_lapsed"


def _kept_apart(it: g.SelfTradePrevented, name: _Name) -> str:
    return f"kept_apart {name(it.order_id)} {name(it.resting_id)} {plain(it.qty)} {it.mode}"


def _awaited(it: w.FillAwaited, name: _Name) -> str:
    return f"awaited {it.fill.exec_id} {'own' if it.is_own else 'copied'}"


def _codes(refusals: tuple[Refusal, ...]) -> str:
    return " & ".join(refusal.code for refusal in refusals)


# each teller takes its own event type; the table is what pairs them
RULINGS: dict[type, Callable[[Any, _Name], str]] = {
    g.PrincipalSet: lambda it, name: f"may {it.holder.id} {' '.join(it.holder.roles)}",
    g.Proposed: lambda it, name: f"proposed {type(it.command).__name__}",
    g.ProposalClosed: _closed,
    g.LimitsLapsed: lambda it, name: f"limits_back {it.scope.key}",
    g.RuleModeSet: lambda it, name: f"{it.mode.lower()} {it.check}",
    g.PermitGiven: _permit_given,
    g.PermitEnded: _permit_ended,
    g.ShadowBreached: lambda it, name: f"shadow {_codes(it.refusals)}",
    g.ScopeStopped: lambda it, name: f"stopped {it.scope.key} {it.stop.state} {it.stop.cause}",
    g.StopLifted: lambda it, name: f"lifted {it.scope.key} {it.cause}",
    g.SelfTradePrevented: _kept_apart,
    g.LimitNear: lambda it, name: f"near {it.check} {plain(it.measured)} of {plain(it.limit)}",
    n.BreakerOpened: lambda it, name: f"opened {it.link}",
    n.BreakerHalfOpened: lambda it, name: f"half_opened {it.link}",
    n.BreakerClosed: lambda it, name: f"closed {it.link}",
    g.StrategyStarted: lambda it, name: f"started {it.strategy}",
    g.SessionsSet: lambda it, name: f"sessions {it.calendar} {len(it.sessions)}",
    g.DayStarted: lambda it, name: f"day {it.day}",
    g.PositionsMarked: lambda it, name: f"marked {' '.join(it.marks)}",
    g.UnmappedHeld: lambda it, name: f"unmapped {it.account} {plain(it.qty)} {it.instrument}",
    g.SelfTested: lambda it, name: f"faults {' '.join(it.faults) or 'none'}",
    g.DeskArmed: lambda it, name: f"armed by {it.principal}",
    g.BlockerOverridden: lambda it, name: f"{it.principal} answers for {it.blocker}",
    g.PositionsTold: lambda it, name: f"told_all {it.account}",
    g.DifferenceGone: lambda it, name: f"settled {it.subject}",
    g.OrderTold: lambda it, name: f"told {name(it.order_id)}",
    g.PhaseSet: lambda it, name: f"phase {it.instrument or 'everything'} {it.phase}",
    w.SessionOpened: lambda it, name: f"session_opened {it.session_id}",
    w.SessionHeard: lambda it, name: f"session_heard {it.session_id}",
    w.SessionLost: lambda it, name: f"session_lost {it.session_id}",
    w.SessionExpired: lambda it, name: f"session_expired {it.session_id}",
    w.SessionClosed: lambda it, name: f"session_closed {it.session_id}",
    w.DisconnectPolicySet: lambda it, name: f"disconnect_policy {it.policy.venue}",
    w.CancelsDue: lambda it, name: f"grace {it.venue}",
    w.GraceEnded: lambda it, name: f"grace_ended {it.venue}",
    w.CancelsOwed: lambda it, name: f"owed {it.venue} {' '.join(map(name, it.order_ids))}",
    w.CancelsPaid: lambda it, name: f"paid {it.venue}",
    w.CopyConnected: lambda it, name: f"copy_connected {it.venue}",
    w.CopyLost: lambda it, name: f"copy_lost {it.venue}",
    w.FillAwaited: _awaited,
    w.FillMatched: lambda it, name: f"matched {it.exec_id}",
    w.FillMismatched: lambda it, name: f"mismatched {it.exec_id}",
    w.WatchPolicySet: lambda it, name: "watch_policy",
}
