"""RC23: what a person must see is raised with its event, and escalates unless it is answered."""

from __future__ import annotations

from holdfast.core.watch import Alert
from holdfast.messages import control as k
from holdfast.messages import watching as y
from holdfast.messages.refusals import Reason
from holdfast.model.scope import Scope
from holdfast.model.trading import TradingState
from tests.controls.doors import Door
from tests.controls.rows import accepts, rejects
from tests.support.desks import SECOND as SECOND_NS
from tests.support.people import TRADER

HALT = k.SetState(Scope(instrument="ABC"), TradingState.HALTED, TRADER, "news")


def _raised(door: Door) -> Alert:
    before = len(door.stage.desk.ledger.watch.alerts)
    assert door.govern(HALT).ok
    alerts = list(door.stage.desk.ledger.watch.alerts.values())
    assert len(alerts) == before + 1
    return alerts[-1]


@accepts("RC23")
def test_an_alert_that_is_told_and_answered_in_time_does_not_escalate(door: Door) -> None:
    alert = _raised(door)
    assert alert.raised_at == door.stage.time.now()
    door.stage.wait("4.9")
    door.stage.command(y.TellDelivery("desk", (alert.id,)))
    assert alert.delivered["desk"] - alert.raised_at <= 5 * SECOND_NS
    door.stage.wait(50)
    assert door.govern(y.AcknowledgeAlert(alert.id, TRADER, "I halted it")).ok
    door.stage.wait(600)
    assert alert.escalated_at is None
    door.stage.check()


@rejects("RC23")
def test_an_alert_that_nobody_answers_within_a_minute_escalates(door: Door) -> None:
    alert = _raised(door)
    door.stage.wait("59.9")
    assert alert.escalated_at is None
    door.stage.wait("0.1")
    assert alert.escalated_at == alert.raised_at + 60 * SECOND_NS
    door.stage.check()


@rejects("RC23")
def test_an_alert_outlives_the_desk_and_escalates_after_a_restart(door: Door) -> None:
    alert_id = _raised(door).id
    door.stage.wait(30)
    door.restart()
    door.stage.wait(30)
    assert door.stage.desk.ledger.watch.alerts[alert_id].escalated_at is not None


@rejects("RC23")
def test_nobody_answers_without_a_reason_or_a_name(door: Door) -> None:
    alert = _raised(door)
    door.no(Reason.INVALID_ORDER, door.govern, y.AcknowledgeAlert(alert.id, TRADER, " "))
    door.no(Reason.NOT_ENTITLED, door.govern, y.AcknowledgeAlert(alert.id, "nobody", "seen"))
    door.no(Reason.UNKNOWN_ALERT, door.govern, y.AcknowledgeAlert("E-A99", TRADER, "seen"))
    assert alert.is_open


@rejects("RC23")
def test_ninety_seven_of_the_same_are_one_alert(door: Door) -> None:
    alert = _raised(door)
    for _ in range(96):
        assert door.govern(HALT).ok
    assert [each.id for each in door.stage.desk.ledger.watch.alerts.values()] == [alert.id]
    assert alert.count == 97
