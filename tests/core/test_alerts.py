"""Alerts are bounded, counted instead of repeated, and the same on replay."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.core.alert_kinds import ALERTS
from holdfast.core.watch import ALERTS_MAX
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import reports as r
from holdfast.messages import watched as w
from holdfast.messages import watching as y
from holdfast.model.order import Side
from holdfast.model.scope import FIRM, Scope
from holdfast.model.trading import Phase, TradingState
from holdfast.model.watch import Severity, WatchPolicy
from tests.support.desks import SECOND, PlayedDesk, ready_desk

HALT = k.SetState(Scope(instrument="AAPL"), TradingState.HALTED, "trader", "news")


@pytest.fixture
def desk() -> PlayedDesk:
    return ready_desk()


def kinds(desk: PlayedDesk) -> list[tuple[str, str, int]]:
    return [(each.kind, each.subject, each.count) for each in desk.ledger.watch.alerts.values()]


def test_an_alert_is_in_the_entry_of_its_event(desk: PlayedDesk) -> None:
    desk.exactly(k.Kill(FIRM, "trader", "wild"))
    last = list(desk.journal.entries())[-1]
    raised = last.events[-1]
    assert isinstance(raised, w.AlertRaised)
    assert (raised.kind, raised.severity, raised.subject) == ("kill", Severity.CRITICAL, "firm")
    desk.check()


def test_the_same_is_counted_within_a_window_and_new_after_it(desk: PlayedDesk) -> None:
    desk.exactly(HALT)
    desk.wait(299 * SECOND)
    desk.exactly(HALT)
    assert kinds(desk) == [("stop", "instrument=AAPL", 2)]
    desk.wait(SECOND)
    desk.exactly(HALT)
    assert kinds(desk) == [("stop", "instrument=AAPL", 2), ("stop", "instrument=AAPL", 1)]


def test_an_answer_does_not_make_the_same_new(desk: PlayedDesk) -> None:
    desk.exactly(HALT)
    alert_id = next(iter(desk.ledger.watch.alerts))
    desk.exactly(y.AcknowledgeAlert(alert_id, "trader", "seen"))
    desk.exactly(HALT)
    assert kinds(desk) == [("stop", "instrument=AAPL", 2)]


def test_what_there_is_no_room_for_is_counted_in_one(desk: PlayedDesk) -> None:
    for nth in range(ALERTS_MAX + 3):
        desk.desk.engine.take(y.Warn("drill", f"d{nth}", "x"))
    desk.desk.engine.commit()
    alerts = desk.ledger.watch.alerts
    assert len(alerts) == ALERTS_MAX
    assert kinds(desk)[-1] == ("overflow", "desk", 4)
    desk.wait(600 * SECOND)
    desk.exactly(y.Warn("drill", "much later", "x"))
    assert kinds(desk)[-1] == ("overflow", "desk", 5)
    first = next(iter(alerts))
    desk.exactly(y.AcknowledgeAlert(first, "trader", "seen"))
    desk.exactly(y.Warn("drill", "the one that takes its place", "x"))
    assert first not in alerts
    assert len(alerts) == ALERTS_MAX
    desk.check()


def test_a_venue_that_halts_is_told_of_and_one_that_opens_is_not(desk: PlayedDesk) -> None:
    desk.take(r.VenuePhase("sim", "AAPL", Phase.HALTED, desk.time.now()))
    desk.take(r.VenuePhase("sim", "AAPL", Phase.OPEN, desk.time.now()))
    assert kinds(desk) == [("halt", "sim AAPL", 1)]


def test_the_last_of_the_disk_is_told_of(desk: PlayedDesk) -> None:
    desk.exactly(k.SelfTest({"disk": "the disk is nearly full"}))
    assert kinds(desk) == [("disk_low", "desk", 1)]


def test_a_channel_that_failed_is_an_alert_and_a_delivery_is_on_record(desk: PlayedDesk) -> None:
    desk.exactly(HALT)
    alert_id = next(iter(desk.ledger.watch.alerts))
    desk.exactly(y.TellDelivery("mail", (alert_id, "E-A99"), "refused"))
    desk.exactly(y.TellDelivery("hook", (alert_id,)))
    alert = desk.ledger.watch.alerts[alert_id]
    assert alert.failed == {"mail": "refused"}
    assert alert.delivered == {"hook": desk.time.now()}
    assert kinds(desk)[1] == ("delivery", "mail", 1)
    desk.check()


def test_a_less_patient_policy_looks_at_what_is_unknown_sooner(desk: PlayedDesk) -> None:
    for name in ("o1", "o2"):
        desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(1), client_order_id=name))
        desk.take(r.VenueSilent(desk.order(name).id, "no answer", desk.time.now()))
        policy = WatchPolicy(unknown_after_ns=10 * SECOND)
        desk.exactly(y.SetWatchPolicy(policy, "trader", "a nervous day"))
    assert list(desk.ledger.watch.conditions) == [
        ("unknown", desk.order("o2").id),
        ("unknown", desk.order("o1").id),
    ]
    desk.wait(10 * SECOND)
    assert kinds(desk) == [("unknown", desk.order("o2").id, 1)]
    desk.wait(20 * SECOND)
    assert len(kinds(desk)) == 2
    desk.check()


def test_every_line_of_the_table_says_something_of_its_own_event() -> None:
    assert len(set(ALERTS.values())) == len(ALERTS)
