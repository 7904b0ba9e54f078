"""Make facts true in the ledger: the only code that writes to it.

Nothing is judged here. A fact that cannot be is a bug, and stops the desk.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from holdfast.core import (
    adjusting_facts,
    alert_facts,
    bracket_facts,
    breakers,
    bust_facts,
    chain_facts,
    declaring,
    desk_facts,
    drop_copy_facts,
    failure_facts,
    flow,
    governance_facts,
    held_facts,
    list_facts,
    market_facts,
    memory_facts,
    order_facts,
    parent_facts,
    question_facts,
    readiness_facts,
    reconciled_facts,
    session_facts,
    spread_facts,
    stop_facts,
    value_facts,
)
from holdfast.core.ledger import Ledger
from holdfast.messages import breakers as b
from holdfast.messages import changes as h
from holdfast.messages import contingent as o
from holdfast.messages import curves as v
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import links as n
from holdfast.messages import retention as t
from holdfast.messages import rulings as g
from holdfast.messages import spreads as s
from holdfast.messages import underway as u
from holdfast.messages import watched as w
from holdfast.messages.guests import GuestsLoaded
from holdfast.messages.worked import VenueDeclared
from holdfast.model.numbers import Nanos


def apply(ledger: Ledger, event: e.Event) -> None:
    """Make one fact true."""
    APPLIERS[type(event)](ledger, event)


def advance(ledger: Ledger, seq: int, at: Nanos) -> None:
    """Move the ledger's logical time to the input about to be applied."""
    ledger.seq = seq
    ledger.at = at


# each applier takes its own event type; the table is what pairs them, and the hot loop uses it
APPLIERS: dict[type[e.Event], Callable[[Ledger, Any], None]] = {
    e.DeskStarted: desk_facts.desk_started,
    e.AccountOpened: desk_facts.account_opened,
    e.InstrumentListed: desk_facts.instrument_listed,
    e.LimitsSet: governance_facts.limits_set,
    e.RequestRefused: desk_facts.no_change,
    e.OrderAccepted: order_facts.order_accepted,
    e.OrderSent: order_facts.order_sent,
    e.OrderRefused: failure_facts.order_refused,
    e.CancelSent: chain_facts.cancel_sent,
    e.ReplaceSent: chain_facts.replace_sent,
    e.QuerySent: question_facts.query_sent,
    e.PositionsQueried: readiness_facts.positions_queried,
    e.OrderOpened: order_facts.order_opened,
    e.OrderRejected: failure_facts.order_rejected,
    e.OrderFilled: order_facts.order_filled,
    e.FillBusted: bust_facts.fill_busted,
    e.OrderOverfilled: order_facts.order_overfilled,
    e.OrderCanceled: order_facts.order_ended,
    e.OrderExpired: order_facts.order_ended,
    e.CancelRejected: order_facts.cancel_rejected,
    e.OrderReplaced: chain_facts.order_replaced,
    e.ReplaceRejected: chain_facts.replace_rejected,
    e.OrderTriggered: order_facts.order_triggered,
    e.OrderUnknown: order_facts.order_unknown,
    e.OrderFound: chain_facts.order_found,
    e.DiscrepancyFound: reconciled_facts.discrepancy_found,
    s.SpreadTaken: spread_facts.spread_taken,
    s.SpreadRefused: spread_facts.spread_refused,
    s.SpreadEnded: spread_facts.spread_ended,
    s.SpreadUnwound: spread_facts.spread_unwound,
    e.ParentScheduled: parent_facts.parent_scheduled,
    e.ParentNoted: parent_facts.parent_noted,
    e.ParentStopping: parent_facts.parent_stopping,
    e.ParentEnded: parent_facts.parent_ended,
    v.VolumeCurveSet: market_facts.volume_curve_set,
    u.ParentPaused: parent_facts.parent_paused,
    u.ParentResumed: parent_facts.parent_resumed,
    u.ParentAmended: parent_facts.parent_amended,
    e.BracketReduced: bracket_facts.bracket_reduced,
    e.BracketEnded: bracket_facts.bracket_ended,
    GuestsLoaded: desk_facts.guests_loaded,
    e.PlanAccepted: desk_facts.plan_accepted,
    e.PlanRefused: desk_facts.no_change,
    g.LimitNear: flow.limit_near,
    g.StrategyStarted: flow.strategy_started,
    g.SelfTested: readiness_facts.self_tested,
    g.DeskArmed: readiness_facts.desk_armed,
    g.BlockerOverridden: readiness_facts.blocker_overridden,
    g.PositionsTold: readiness_facts.positions_told,
    g.OrderTold: readiness_facts.order_told,
    g.DifferenceGone: readiness_facts.difference_gone,
    g.ScopeStopped: stop_facts.scope_stopped,
    g.StopLifted: stop_facts.stop_lifted,
    g.SessionsSet: market_facts.sessions_set,
    g.PhaseSet: market_facts.phase_set,
    g.SelfTradePrevented: desk_facts.no_change,
    g.PrincipalSet: governance_facts.principal_set,
    g.DayStarted: value_facts.day_started,
    g.PositionsMarked: value_facts.positions_marked,
    g.UnmappedHeld: value_facts.unmapped_held,
    g.Proposed: governance_facts.proposed,
    g.ProposalClosed: governance_facts.proposal_closed,
    g.LimitsLapsed: governance_facts.limits_lapsed,
    g.RuleModeSet: governance_facts.rule_mode_set,
    g.PermitGiven: governance_facts.permit_given,
    g.PermitEnded: governance_facts.permit_ended,
    g.ShadowBreached: desk_facts.no_change,
    b.BreakerOpened: breakers.opened,
    b.BreakerHalfOpened: breakers.half_opened,
    b.BreakerClosed: breakers.closed,
    n.VenueConnected: question_facts.venue_connected,
    n.VenueDisconnected: question_facts.venue_disconnected,
    n.QuestionAnswered: question_facts.question_answered,
    n.EndAwaitsFills: question_facts.end_awaits_fills,
    n.ExitsPostponed: question_facts.exits_postponed,
    n.ExitsResumed: question_facts.exits_resumed,
    d.ReconcilePolicySet: reconciled_facts.policy_set,
    d.AccountQueried: reconciled_facts.account_queried,
    d.AccountCompared: reconciled_facts.account_compared,
    d.AccountUntold: reconciled_facts.account_untold,
    d.DifferenceFound: reconciled_facts.difference_found,
    d.DifferenceClosed: reconciled_facts.difference_closed,
    d.OrderAdopted: reconciled_facts.order_adopted,
    d.StrayCancelSent: desk_facts.no_change,
    d.PositionAdjusted: adjusting_facts.position_adjusted,
    d.CashAdjusted: adjusting_facts.cash_adjusted,
    d.SplitApplied: adjusting_facts.split_applied,
    w.SessionOpened: session_facts.session_opened,
    w.SessionHeard: session_facts.session_heard,
    w.SessionLost: session_facts.session_lost,
    w.SessionExpired: session_facts.session_expired,
    w.SessionClosed: session_facts.session_closed,
    w.DisconnectPolicySet: session_facts.disconnect_policy_set,
    w.CancelsDue: session_facts.cancels_due,
    w.GraceEnded: session_facts.grace_ended,
    w.CancelsOwed: session_facts.cancels_owed,
    w.CancelsPaid: session_facts.cancels_paid,
    w.CopyConnected: drop_copy_facts.copy_connected,
    w.CopyLost: drop_copy_facts.copy_lost,
    w.FillAwaited: drop_copy_facts.fill_awaited,
    w.FillMatched: drop_copy_facts.fill_matched,
    w.FillMismatched: drop_copy_facts.fill_mismatched,
    w.AlertRaised: alert_facts.alert_raised,
    w.AlertRepeated: alert_facts.alert_repeated,
    w.AlertAcknowledged: alert_facts.alert_acknowledged,
    w.AlertEscalated: alert_facts.alert_escalated,
    w.AlertsDelivered: alert_facts.alerts_delivered,
    w.DeliveryFailed: alert_facts.delivery_failed,
    w.ConditionNoted: alert_facts.condition_noted,
    w.ConditionSeen: alert_facts.condition_seen,
    w.WatchPolicySet: alert_facts.watch_policy_set,
    w.LapseMoved: alert_facts.lapse_moved,
    o.ListAccepted: list_facts.list_accepted,
    o.ListRefused: desk_facts.no_change,
    o.ChildHeld: held_facts.child_held,
    o.StopMoved: bracket_facts.stop_moved,
    o.StopWatched: bracket_facts.stop_watched,
    o.ExitsDue: bracket_facts.exits_due,
    o.WayMade: bracket_facts.way_made,
    o.ListDecided: list_facts.list_decided,
    o.ListExceeded: list_facts.list_exceeded,
    t.OrdersForgotten: memory_facts.orders_forgotten,
    t.OrdersRecalled: memory_facts.orders_recalled,
    h.ChangeNamed: chain_facts.change_named,
    h.ChangeQueued: chain_facts.change_queued,
    h.ChangeDropped: chain_facts.change_dropped,
    VenueDeclared: declaring.venue_declared,
}
