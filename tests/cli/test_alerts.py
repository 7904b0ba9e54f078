"""Alerts and sessions at the terminal, against a desk that runs."""

from collections.abc import Iterator

import httpx
import pytest

from holdfast.api.control_channel import told_of
from holdfast.cli.alerts import alert_lines
from holdfast.cli.status_lines import status_lines
from holdfast.messages.control import Kill, SetState
from holdfast.model.scope import FIRM, Scope
from holdfast.model.trading import TradingState
from holdfast.runtime.answers import Answer
from holdfast.views.alerts import alerts
from tests.cli.running import RunningDesk
from tests.support.desks import ready_desk

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    with RunningDesk(tmp_path_factory.mktemp("desk")) as running:
        yield running
        assert running.end() == 0


def test_a_kill_is_an_alert_until_somebody_answers(desk: RunningDesk) -> None:
    asked = {"scope": {"instrument": "SPY"}, "why": "a drill"}
    assert httpx.post(f"{desk.url}/v1/kill", json=asked).status_code == 200
    told = desk.ask("alerts", "list")
    assert told.code == 1
    assert "CRITICAL kill instrument=SPY: instrument=SPY is HALTED: a drill" in told.out
    alert_id = told.out.split()[0]
    unsaid = desk.ask("alerts", "ack", alert_id)
    assert (unsaid.code, "why" in unsaid.err) == (2, True)
    assert desk.ask("alerts", "ack", alert_id, "--why", "I did").code == 0
    rows = desk.ask("alerts", "list", "--all", "--json").json()["alerts"]
    row = next(each for each in rows if each["alert_id"] == alert_id)
    assert (row["acknowledged_by"], row["why"]) == ("operator", "I did")
    assert "log" in row["delivered"]


def test_a_session_is_opened_heard_from_and_closed(desk: RunningDesk) -> None:
    told = desk.ask("watch", "open", "s1", "--timeout", 60, "--account", "paper")
    assert told.code == 0
    assert told.out.startswith("s1  must be heard from by ")
    assert desk.ask("watch", "beat", "s1").code == 0
    assert "session s1 of operator" in desk.ask("watch", "list").out
    assert desk.ask("watch", "close", "s1", "--why", "done").out == "s1  closed\n"
    over = desk.ask("watch", "beat", "s1")
    assert (over.code, "UNKNOWN_SESSION" in over.err) == (1, True)
    assert "session s1 ended" in desk.ask("watch", "list").out


def test_a_policy_for_venues_that_are_away_is_set_and_taken_back(desk: RunningDesk) -> None:
    asked = ("watch", "venue", "--venue", "PAPER", "--grace", 10, "--why", "a rule")
    assert desk.ask(*asked).out == "1 policy for venues that are away\n"
    assert "after 10 s without PAPER its orders go" in desk.ask("watch", "list").out
    assert desk.ask(*asked, "--remove").out == "0 policies for venues that are away\n"


def test_the_status_screen_shows_what_nobody_has_answered_for() -> None:
    desk = ready_desk()
    desk.exactly(Kill(FIRM, "trader", "wild"))
    lines = [line.plain for line in status_lines(told_of(desk.ledger, Answer()), is_running=True)]
    assert any(line.startswith("ALERT E-A1 kill firm: firm is HALTED: wild") for line in lines)


def test_an_alert_of_a_halt_that_has_ended_says_so() -> None:
    desk = ready_desk()
    for state in (TradingState.HALTED, TradingState.ACTIVE):
        desk.exactly(SetState(Scope(instrument="AAPL"), state, "trader", "a drill"))
    lines = [line.plain for line in status_lines(told_of(desk.ledger, Answer()), is_running=True)]
    ended = "OVER, and unanswered: ALERT E-A1 stop instrument=AAPL: instrument=AAPL is HALTED"
    assert [line.startswith(ended) for line in lines if "ALERT" in line] == [True]
    assert "over; raised" in "".join(alert_lines(alerts(desk.ledger)))
