"""Alerts as they are shown."""

from __future__ import annotations

from holdfast.messages import control as k
from holdfast.messages import watching as y
from holdfast.model.scope import Scope
from holdfast.model.trading import TradingState
from holdfast.views.alerts import alerts
from tests.support.desks import SECOND, ready_desk


def test_an_alert_tells_its_whole_story() -> None:
    desk = ready_desk()
    halt = k.SetState(Scope(instrument="AAPL"), TradingState.HALTED, "trader", "news")
    desk.exactly(halt)
    desk.exactly(halt)
    (row,) = alerts(desk.ledger)
    assert (row.kind, row.subject, row.count) == ("stop", "instrument=AAPL", 2)
    desk.exactly(y.TellDelivery("log", (row.alert_id,)))
    desk.exactly(y.TellDelivery("mail", (row.alert_id,), "refused"))
    desk.wait(60 * SECOND)
    desk.exactly(y.AcknowledgeAlert(row.alert_id, "trader", "seen"))
    assert next(alerts(desk.ledger)).kind == "delivery"
    row = next(alerts(desk.ledger, is_open=False))
    assert row.delivered["log"] == row.raised_at
    assert row.failed == {"mail": "refused"}
    assert row.escalated_at > row.raised_at
    assert (row.acknowledged_by, row.why) == ("trader", "seen")
    desk.check()
