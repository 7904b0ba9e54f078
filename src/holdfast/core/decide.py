"""Judge an input and say what happens: the events, one by one.

The caller applies each event before it asks for the next, so a later decision of the same
input (the second order of a plan, the exits of a fill) sees what the earlier ones did.
Nothing here writes to the ledger, and the same ledger, input and stamp give the same events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from holdfast.core import (
    alerts,
    amending,
    approving,
    brackets,
    breaking,
    canceling,
    changed,
    changing,
    curves,
    declaring,
    disconnects,
    drop_copy,
    due,
    excepting,
    forgetting,
    found,
    governing,
    limiting,
    linking,
    listing,
    market_rules,
    parents,
    planning,
    principals,
    readiness,
    reconciling,
    reporting,
    resolving,
    rule_modes,
    sessions,
    splitting,
    spreading,
    stopping,
    strategies,
    submitting,
    valuing,
)
from holdfast.core.asking import heard
from holdfast.core.contingent import then_settled
from holdfast.core.forgetting import remembering
from holdfast.core.lapsing import up_to_date
from holdfast.core.ledger import Ledger
from holdfast.core.policy import Policies
from holdfast.core.wishes import then_wish
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import curves as v
from holdfast.messages import drop_copy as d
from holdfast.messages import reports as r
from holdfast.messages import retention as t
from holdfast.messages import spreads as s
from holdfast.messages import underway as u
from holdfast.messages import watching as y
from holdfast.messages.events import Event
from holdfast.messages.stamp import Stamp

Message = c.Command | r.Report

# each decider takes its own message type; the table is what pairs them
_Decider = Callable[[Ledger, Any, Stamp, Policies], Iterable[Event]]

DECIDERS: dict[type[Message], _Decider] = {
    c.SubmitOrder: submitting.submit,
    c.SubmitList: up_to_date(listing.submit_list),
    s.SubmitSpread: up_to_date(spreading.submit_spread),
    s.UnwindSpread: up_to_date(spreading.unwind),
    c.CancelOrder: then_settled(remembering(canceling.cancel)),
    c.CancelAll: then_settled(canceling.cancel_all),
    c.CancelOrders: then_settled(canceling.cancel_orders),
    c.ReplaceOrder: then_settled(remembering(up_to_date(changing.replace))),
    c.SubmitPlan: then_settled(up_to_date(planning.submit_plan)),
    c.OpenAccount: governing.open_account,
    c.ListInstrument: governing.list_instrument,
    c.SetLimits: up_to_date(limiting.set_limits),
    k.StartStrategy: strategies.start_strategy,
    c.StartDesk: then_settled(governing.start_desk),
    c.Reconcile: governing.reconcile,
    k.SetSessions: market_rules.set_sessions,
    c.Wake: then_settled(up_to_date(parents.wake)),
    c.ReachBand: then_settled(up_to_date(parents.reach)),
    c.ReachStop: then_settled(up_to_date(brackets.reached)),
    k.SetPrincipal: up_to_date(principals.set_principal),
    k.Approve: up_to_date(approving.approve),
    k.SetRuleMode: up_to_date(rule_modes.set_rule_mode),
    k.Acknowledge: up_to_date(excepting.acknowledge),
    k.Authorize: up_to_date(excepting.authorize),
    k.Lapse: then_settled(due.lapse),
    t.Forget: forgetting.forget,
    k.SetState: up_to_date(stopping.set_state),
    k.StartDay: valuing.start_day,
    k.MarkPositions: valuing.mark_positions,
    k.Kill: then_settled(stopping.kill),
    k.ResetKill: up_to_date(stopping.reset_kill),
    k.ExitMismatch: then_settled(stopping.exit_mismatch),
    k.TurnBreaker: breaking.turn,
    k.SelfTest: readiness.self_test,
    k.OverrideBlocker: readiness.override,
    k.ResolveDiscrepancy: resolving.resolve,
    k.ApplySplit: splitting.apply_split,
    k.DeclareVenue: declaring.declare_venue,
    r.VenueAccepts: remembering(heard(reporting.accepts)),
    r.VenueRejects: then_settled(remembering(heard(reporting.rejects))),
    r.VenueFills: drop_copy.compared(remembering(heard(reporting.fills))),
    r.VenueBusts: then_settled(remembering(heard(reporting.busts))),
    r.VenueCancels: then_settled(remembering(heard(reporting.cancels))),
    r.VenueExpires: then_settled(remembering(heard(reporting.expires))),
    r.VenueRejectsCancel: then_settled(remembering(heard(changed.rejects_cancel))),
    r.VenueReplaces: then_settled(then_wish(remembering(heard(changed.replaces)))),
    r.VenueRejectsReplace: then_settled(then_wish(remembering(heard(changed.rejects_replace)))),
    r.VenueTriggers: remembering(heard(reporting.triggers)),
    r.VenueSilent: then_settled(remembering(found.silent)),
    r.VenueUnreachable: then_settled(
        then_wish(remembering(heard(found.unreachable, is_evidence=False)))
    ),
    r.VenueStates: then_settled(then_wish(remembering(heard(found.states, is_evidence=False)))),
    r.VenueKnowsNot: then_settled(remembering(heard(found.knows_not, is_evidence=False))),
    r.VenueHolds: found.holds,
    r.VenueHeldAll: readiness.held_all,
    r.VenuePhase: market_rules.phase,
    r.VenueCorrects: then_settled(remembering(heard(reporting.corrects))),
    r.VenueSnapshot: then_settled(then_wish(reconciling.compare)),
    r.VenueSnapshotFails: reconciling.fails,
    r.VenueBeats: breaking.beats,
    r.VenueConnects: then_settled(linking.connects),
    r.VenueDisconnects: then_settled(linking.disconnects),
    y.OpenSession: sessions.open_session,
    y.Heartbeat: then_settled(sessions.heartbeat),
    y.CloseSession: then_settled(sessions.close_session),
    y.SetDisconnectPolicy: disconnects.set_disconnect_policy,
    y.SetWatchPolicy: alerts.set_watch_policy,
    y.AcknowledgeAlert: alerts.acknowledge_alert,
    y.Warn: alerts.warn,
    y.TellDelivery: alerts.tell_delivery,
    d.DropCopyConnects: drop_copy.connects,
    d.DropCopyDisconnects: drop_copy.disconnects,
    d.DropCopyFills: drop_copy.fills,
    v.SetVolumeCurve: curves.set_volume_curve,
    u.PauseOrder: then_settled(remembering(up_to_date(amending.pause))),
    u.ResumeOrder: remembering(up_to_date(amending.resume)),
    u.AmendParent: then_settled(remembering(up_to_date(amending.amend))),
}


def decide(ledger: Ledger, message: Message, stamp: Stamp, policies: Policies) -> Iterable[Event]:
    """Return what happens because of one input, evaluated as it is iterated."""
    return DECIDERS[type(message)](ledger, message, stamp, policies)
