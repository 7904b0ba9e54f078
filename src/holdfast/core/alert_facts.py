"""Facts of alerts: raised, repeated, answered for, escalated, delivered."""

from __future__ import annotations

from holdfast.core.lapse_times import earliest, sooner
from holdfast.core.ledger import Ledger
from holdfast.core.watch import ALERTS_MAX, Alert
from holdfast.messages import watched as w


def alert_raised(ledger: Ledger, event: w.AlertRaised) -> None:
    watch, at = ledger.watch, ledger.at
    if len(watch.alerts) >= ALERTS_MAX:
        _make_room(ledger)
    watch.alerts[event.alert_id] = Alert(
        event.alert_id,
        event.kind,
        event.severity,
        event.subject,
        event.text,
        at,
        event.escalates_at,
        at,
    )
    watch.alerts_made += 1
    watch.latest[event.kind, event.subject] = event.alert_id
    sooner(ledger, event.escalates_at)


def _make_room(ledger: Ledger) -> None:
    """Let go of the oldest that somebody has answered for."""
    watch = ledger.watch
    for alert in watch.alerts.values():
        if not alert.is_open:
            del watch.alerts[alert.id]
            if watch.latest.get((alert.kind, alert.subject)) == alert.id:
                del watch.latest[alert.kind, alert.subject]
            return


def alert_repeated(ledger: Ledger, event: w.AlertRepeated) -> None:
    alert = ledger.watch.alerts[event.alert_id]
    alert.count += 1
    alert.last_at = ledger.at


def alert_acknowledged(ledger: Ledger, event: w.AlertAcknowledged) -> None:
    alert = ledger.watch.alerts[event.alert_id]
    alert.acknowledged_by = event.principal
    alert.acknowledged_at = ledger.at
    alert.why = event.why


def alert_escalated(ledger: Ledger, event: w.AlertEscalated) -> None:
    ledger.watch.alerts[event.alert_id].escalated_at = ledger.at


def alerts_delivered(ledger: Ledger, event: w.AlertsDelivered) -> None:
    for alert_id in event.alert_ids:
        alert = ledger.watch.alerts.get(alert_id)
        if alert is not None:
            alert.delivered.setdefault(event.channel, ledger.at)
            alert.failed.pop(event.channel, None)


def delivery_failed(ledger: Ledger, event: w.DeliveryFailed) -> None:
    for alert_id in event.alert_ids:
        alert = ledger.watch.alerts.get(alert_id)
        if alert is not None:
            alert.failed[event.channel] = event.fault


def condition_noted(ledger: Ledger, event: w.ConditionNoted) -> None:
    conditions = ledger.watch.conditions
    is_sorted = not conditions or next(reversed(conditions.values())) <= event.due_at
    conditions[event.kind, event.subject] = event.due_at
    if not is_sorted:
        # the policy has become less patient meanwhile
        ledger.watch.conditions = dict(sorted(conditions.items(), key=lambda each: each[1]))
    sooner(ledger, event.due_at)


def condition_seen(ledger: Ledger, event: w.ConditionSeen) -> None:
    due_at = ledger.watch.conditions.pop((event.kind, event.subject), None)
    if due_at == ledger.next_lapse:
        ledger.next_lapse = earliest(ledger)


def watch_policy_set(ledger: Ledger, event: w.WatchPolicySet) -> None:
    ledger.watch.policy = event.policy


def lapse_moved(ledger: Ledger, event: w.LapseMoved) -> None:
    ledger.next_lapse = earliest(ledger)
