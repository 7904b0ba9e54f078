"""Alerts: what deserves one, once for each subject, until a person answers or a level is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from holdfast.core.alert_kinds import (
    ALERTS,
    CONDITIONS,
    DESK,
    OVERFLOW,
    TEXT_MAX,
    Lasting,
    Over,
    Said,
    Told,
)
from holdfast.core.entitled import may_not_decide
from holdfast.core.ledger import Ledger
from holdfast.core.policy import Policies
from holdfast.core.watch import ALERTS_MAX, CONDITIONS_MAX, Alert
from holdfast.messages import events as e
from holdfast.messages import watched as w
from holdfast.messages import watching as y
from holdfast.messages.refusals import Reason, Refusal
from holdfast.messages.stamp import Stamp
from holdfast.model.numbers import Nanos
from holdfast.model.principal import Role
from holdfast.model.trading import TradingState
from holdfast.model.watch import POLICY_BOUNDS, Severity

ROWS = ("RC23",)  # the controls that it holds, by their ids


def alarmed(ledger: Ledger, events: Iterable[e.Event]) -> Iterator[e.Event]:
    """Pass on what happens because of one input, then the alerts that it deserves."""
    worth: list[e.Event] = []
    for event in events:
        yield event
        if type(event) in ALERTS:
            worth.append(event)
    yield from alerts_of(ledger, worth)


def alerts_of(ledger: Ledger, events: Iterable[e.Event]) -> Iterator[e.Event]:
    """Raise the alerts of events that have been applied; each is applied before the next."""
    for event in events:
        find = ALERTS.get(type(event))
        if find is not None:
            yield from _raised(ledger, find(ledger, event))


def _raised(ledger: Ledger, said: Said) -> Iterator[e.Event]:
    watch, at = ledger.watch, ledger.at
    if isinstance(said, Lasting):
        known = (said.kind, said.subject) in watch.conditions
        if not known and len(watch.conditions) < CONDITIONS_MAX:
            yield w.ConditionNoted(said.kind, said.subject, at + watch.policy.unknown_after_ns)
    elif isinstance(said, Over):
        if (said.kind, said.subject) in watch.conditions:
            yield w.ConditionSeen(said.kind, said.subject)
    elif said is not None:
        yield from _told(ledger, said)


def _told(ledger: Ledger, said: Told) -> Iterator[e.Event]:
    watch, at = ledger.watch, ledger.at
    again = watch.alerts.get(watch.latest.get((said.kind, said.subject), ""))
    if again is not None and _is_same(again, said, at, watch.policy.repeat_within_ns):
        yield w.AlertRepeated(again.id)
        return
    if said.kind != OVERFLOW and _is_full(ledger):
        text = f"{ALERTS_MAX} alerts wait for an answer; what else there is, is counted here"
        yield from _told(ledger, Told(OVERFLOW, Severity.CRITICAL, DESK, text))
        return
    yield w.AlertRaised(
        f"{ledger.epoch}-A{watch.alerts_made + 1}",
        said.kind,
        said.severity,
        said.subject,
        said.text[:TEXT_MAX],
        at + watch.policy.escalate_after_ns,
    )


def _is_same(again: Alert, said: Told, at: Nanos, window_ns: Nanos) -> bool:
    """Tell whether an alert is the same again; of what there is no room for there is only one."""
    if said.kind == OVERFLOW and again.is_open:
        return True
    return at - again.raised_at < window_ns and said.severity is again.severity


def _is_full(ledger: Ledger) -> bool:
    """Tell whether there is room for one more alone: that which counts the rest."""
    alerts = ledger.watch.alerts
    return len(alerts) >= ALERTS_MAX - 1 and all(each.is_open for each in alerts.values())


def alerts_due(ledger: Ledger, at: Nanos) -> Iterator[e.Event]:
    """Look at what was to be looked at again, and escalate what nobody has answered for."""
    watch = ledger.watch
    for (kind, subject), due_at in tuple(watch.conditions.items()):
        if due_at <= at:
            yield w.ConditionSeen(kind, subject)
            yield from _raised(ledger, CONDITIONS[kind](ledger, subject))
    for alert in tuple(watch.alerts.values()):
        if alert.is_open and alert.escalated_at is None and alert.escalates_at <= at:
            yield w.AlertEscalated(alert.id)


def acknowledge_alert(
    ledger: Ledger, command: y.AcknowledgeAlert, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Let a person answer for one alert, with a reason."""
    refusal = _not_acknowledged(ledger, command)
    if refusal is not None:
        return (e.RequestRefused(command.alert_id, (refusal,)),)
    return (w.AlertAcknowledged(command.alert_id, command.principal, command.why),)


def _not_acknowledged(ledger: Ledger, command: y.AcknowledgeAlert) -> Refusal | None:
    alert = ledger.watch.alerts.get(command.alert_id)
    if alert is None:
        detail = f"alert {command.alert_id} is not known"
        return Refusal(Reason.UNKNOWN_ALERT, detail, "alert_id")
    if not alert.is_open:
        detail = f"{alert.acknowledged_by} has answered for alert {alert.id}"
        return Refusal(Reason.NOTHING_TO_DO, detail, "alert_id")
    if not command.why.strip():
        return Refusal(Reason.INVALID_ORDER, "why must say a reason", "why")
    return may_not_decide(ledger, command.principal, *Role)


def warn(ledger: Ledger, command: y.Warn, stamp: Stamp, policies: Policies) -> Iterator[e.Event]:
    """Raise what the desk's surroundings have to tell."""
    told = Told(command.kind, Severity.CRITICAL, command.subject, command.text)
    yield from _told(ledger, told)


def tell_delivery(
    ledger: Ledger, command: y.TellDelivery, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Keep which channel has which alerts, and where one failed."""
    known = tuple(each for each in command.alert_ids if each in ledger.watch.alerts)
    if not known:
        return ()
    if command.fault:
        return (w.DeliveryFailed(command.channel, known, command.fault[:TEXT_MAX]),)
    return (w.AlertsDelivered(command.channel, known),)


def set_watch_policy(
    ledger: Ledger, command: y.SetWatchPolicy, stamp: Stamp, policies: Policies
) -> Iterable[e.Event]:
    """Set how long the desk waits; never longer than the controls let it."""
    refusal = may_not_decide(ledger, command.principal, Role.RISK)
    if refusal is None and not command.why.strip():
        refusal = Refusal(Reason.INVALID_ORDER, "why must say a reason", "why")
    for name, (least, most) in POLICY_BOUNDS.items():
        value = getattr(command.policy, name)
        if refusal is None and not least <= value <= most:
            detail = f"policy.{name} {value} must be from {least} to {most}"
            refusal = Refusal(Reason.INVALID_ORDER, detail, f"policy.{name}")
    if refusal is None and command.policy.freeze is TradingState.ACTIVE:
        detail = "policy.freeze ACTIVE must be HALTED or REDUCING"
        refusal = Refusal(Reason.INVALID_ORDER, detail, "policy.freeze")
    if refusal is not None:
        return (e.RequestRefused("watch policy", (refusal,)),)
    if command.policy == ledger.watch.policy:
        return ()
    return (w.WatchPolicySet(command.policy, command.principal, command.why),)
