"""Alerts: what a person must look at, who answered for it, and which channel had it when."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from holdfast.core.alert_ends import is_over
from holdfast.core.ledger import Ledger
from holdfast.core.watch import Alert
from holdfast.model.ids import PrincipalId
from holdfast.model.times import rfc3339
from holdfast.model.watch import Severity


class AlertRow(msgspec.Struct, frozen=True):
    """One alert; times that have not come are empty.

    `count` says how often it was told within one window, `delivered` when each channel had it,
    `failed` which channels have it not, and why. `is_over` says that what it is about has ended
    by itself: a halt that was lifted, a venue that is back.
    """

    alert_id: str
    kind: str
    severity: Severity
    subject: str
    text: str
    count: int
    raised_at: str
    last_at: str
    escalated_at: str
    acknowledged_at: str
    acknowledged_by: PrincipalId
    why: str
    delivered: dict[str, str]
    failed: dict[str, str]
    is_over: bool = False


def alerts(ledger: Ledger, *, is_open: bool = True) -> Iterator[AlertRow]:
    """Yield alerts, the oldest first; `is_open` leaves out those that somebody answered for."""
    for alert in ledger.watch.alerts.values():
        if alert.is_open or not is_open:
            yield _row(ledger, alert)


def _row(ledger: Ledger, alert: Alert) -> AlertRow:
    return AlertRow(
        alert.id,
        alert.kind,
        alert.severity,
        alert.subject,
        alert.text,
        alert.count,
        rfc3339(alert.raised_at),
        rfc3339(alert.last_at),
        "" if alert.escalated_at is None else rfc3339(alert.escalated_at),
        "" if alert.acknowledged_at is None else rfc3339(alert.acknowledged_at),
        alert.acknowledged_by,
        alert.why,
        {channel: rfc3339(at) for channel, at in alert.delivered.items()},
        dict(alert.failed),
        is_over(ledger, alert),
    )
