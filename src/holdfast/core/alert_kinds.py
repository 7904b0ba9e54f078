"""Which events deserve an alert: a table from what happened to what a person is told.

To add one: write a function that says it, or says nothing, and add its line to ALERTS. What is
an alert only if it lasts has a line in CONDITIONS as well.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from holdfast.core.brackets import unprotected_qty
from holdfast.core.ledger import Ledger
from holdfast.messages import breakers as n
from holdfast.messages import differences as v
from holdfast.messages import events as e
from holdfast.messages import links as ln
from holdfast.messages import rulings as g
from holdfast.messages import watched as w
from holdfast.model.difference import Policy
from holdfast.model.numbers import ZERO, plain
from holdfast.model.order import OrderStatus
from holdfast.model.trading import COMMAND, KILL, Phase
from holdfast.model.watch import Severity

DESK = "desk"
DISK = "disk"
DROP_COPY = "drop_copy"  # the cause of a stop for executions that two feeds do not agree on
UNKNOWN = "unknown"
OVERFLOW = "overflow"  # the kind that counts what there is no room for
TEXT_MAX = 500

_WARNING, _CRITICAL = Severity.WARNING, Severity.CRITICAL


class Told(NamedTuple):
    """What a person is told: the same kind and subject is the same alert for a while."""

    kind: str
    severity: Severity
    subject: str
    text: str


class Lasting(NamedTuple):
    """What a person is told only if it is still so after `unknown_after_ns` of the policy."""

    kind: str
    subject: str


class Over(NamedTuple):
    """What need not be looked at again: it did not last."""

    kind: str
    subject: str


Said = Told | Lasting | Over | None


def _discrepancy(ledger: Ledger, it: e.DiscrepancyFound) -> Said:
    bare = unprotected_qty(ledger, it.subject) if it.subject in ledger.brackets else ZERO
    if bare or it.detail.startswith("held without a stop"):
        text = f"{it.detail} ({it.evidence})"
        if bare:
            text = f"{text}; without a stop: {plain(bare)}"
        return Told("unprotected", _CRITICAL, it.subject, text)
    return Told("discrepancy", _WARNING, it.subject, f"{it.detail} ({it.evidence})")


def _differs(ledger: Ledger, it: v.DifferenceFound) -> Said:
    if it.policy is Policy.AUTO:
        return None
    text = f"{it.discrepancy_id}: {it.detail} ({it.evidence})"
    return Told("discrepancy", _WARNING, it.subject, text)


def _stopped(ledger: Ledger, it: g.ScopeStopped) -> Said:
    stop = it.stop
    text = f"{it.scope.key} is {stop.state}: {stop.why} (by {stop.by or 'the desk'})"
    if stop.cause == KILL:
        return Told("kill", _CRITICAL, it.scope.key, text)
    if stop.cause == COMMAND:
        return Told("stop", _WARNING, it.scope.key, text)
    return Told("breaker", _CRITICAL, f"{it.scope.key} {stop.cause}", text)


def _overfilled(ledger: Ledger, it: e.OrderOverfilled) -> Said:
    return Told("overfill", _CRITICAL, it.order_id, f"{plain(it.excess)} more than was ordered")


def _unknown(ledger: Ledger, it: e.OrderUnknown) -> Said:
    return Lasting(UNKNOWN, it.order_id)


def _answered(ledger: Ledger, it: ln.QuestionAnswered) -> Said:
    return Over(UNKNOWN, it.order_id)


def _tested(ledger: Ledger, it: g.SelfTested) -> Said:
    if DISK in it.faults:
        return Told("disk_low", _CRITICAL, DESK, it.faults[DISK])
    return None


def _near(ledger: Ledger, it: g.LimitNear) -> Said:
    text = f"{it.check}: {plain(it.measured)} of {plain(it.limit)}"
    return Told("limit_near", _WARNING, f"{it.scope.key} {it.check}", text)


def _unmapped(ledger: Ledger, it: g.UnmappedHeld) -> Said:
    if not it.qty:
        return None
    text = f"{it.venue} holds {plain(it.qty)} {it.instrument} for {it.account}, which is not ours"
    return Told("unmapped", _CRITICAL, f"{it.account} {it.instrument}", text)


def _phase(ledger: Ledger, it: g.PhaseSet) -> Said:
    if it.phase is not Phase.HALTED:
        return None
    name = it.instrument or "everything"
    return Told("halt", _WARNING, f"{it.venue} {name}", f"{it.venue} halts {name}")


def _opened(ledger: Ledger, it: n.BreakerOpened) -> Said:
    return Told("circuit", _CRITICAL, it.link, f"{it.why}: nothing new leaves until it answers")


def _lost(ledger: Ledger, it: w.SessionLost) -> Said:
    return Told("session", _WARNING, it.session_id, "the client is silent; its time of grace runs")


def _expired(ledger: Ledger, it: w.SessionExpired) -> Said:
    return Told("session", _CRITICAL, it.session_id, it.detail)


def _down(ledger: Ledger, it: ln.VenueDisconnected) -> Said:
    return Told("disconnect", _WARNING, it.venue, f"its session is down: {it.detail}")


def _grace(ledger: Ledger, it: w.GraceEnded) -> Said:
    return Told("disconnect", _CRITICAL, it.venue, it.detail)


def _copy_lost(ledger: Ledger, it: w.CopyLost) -> Said:
    text = f"the drop copy is away ({it.detail}): nothing is compared"
    return Told(DROP_COPY, _CRITICAL, it.venue, text)


def _undelivered(ledger: Ledger, it: w.DeliveryFailed) -> Said:
    count = len(it.alert_ids)
    return Told("delivery", _WARNING, it.channel, f"{count} alerts did not arrive: {it.fault}")


# each function takes its own event type; the table is what pairs them
ALERTS: dict[type[e.Event], Callable[[Ledger, Any], Said]] = {
    e.DiscrepancyFound: _discrepancy,
    v.DifferenceFound: _differs,
    g.ScopeStopped: _stopped,
    e.OrderOverfilled: _overfilled,
    e.OrderUnknown: _unknown,
    ln.QuestionAnswered: _answered,
    g.SelfTested: _tested,
    g.LimitNear: _near,
    g.UnmappedHeld: _unmapped,
    g.PhaseSet: _phase,
    n.BreakerOpened: _opened,
    w.SessionLost: _lost,
    w.SessionExpired: _expired,
    ln.VenueDisconnected: _down,
    w.GraceEnded: _grace,
    w.CopyLost: _copy_lost,
    w.DeliveryFailed: _undelivered,
}


def _still_unknown(ledger: Ledger, order_id: str) -> Said:
    order = ledger.orders.get(order_id)
    if order is None or order.status is not OrderStatus.UNKNOWN:
        return None
    text = f"no venue has told yet what became of it: {order.terms.side} {plain(order.qty)}"
    return Told(UNKNOWN, _CRITICAL, order_id, f"{text} {order.terms.instrument}")


# what is told of a condition that has lasted, by its kind
CONDITIONS: dict[str, Callable[[Ledger, str], Said]] = {
    UNKNOWN: _still_unknown,
}
