"""What is watched comes due: clients, venues, executions and alerts."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.core.alerts import alerts_due
from holdfast.core.disconnects import graces_due
from holdfast.core.drop_copy import fills_due
from holdfast.core.ledger import Ledger
from holdfast.core.sessions import sessions_due
from holdfast.messages import events as e
from holdfast.model.numbers import Nanos


def watch_due(ledger: Ledger, at: Nanos) -> Iterator[e.Event]:
    """Act for everything that is watched and due by now."""
    yield from sessions_due(ledger, at)
    yield from graces_due(ledger, at)
    yield from fills_due(ledger, at)
    yield from alerts_due(ledger, at)
