"""The wall clock is set, under a desk or while it is down: no budget opens, no time returns."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import Any

import pytest

from holdfast.journal.walk import read_file
from holdfast.model.times import rfc3339
from tests.cli.running import RunningDesk
from tests.cli.terminal import holdfast
from tests.e2e.altered import CLOCK, altered, configure, get, orders, post, set_wall_clock

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

SECOND_NS = 1_000_000_000
HOUR_S = 3_600
DAY_S = 24 * HOUR_S


def code(told: tuple[int, Any]) -> str:
    return "" if told[0] == 200 else str(told[1]["error"]["code"])


def soon(holds: Any, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not come true in time"
        time.sleep(0.05)


def times(folder: Path) -> list[int]:
    found = [entry.at for entry in read_file(folder / "holdfast.db")]
    assert found == sorted(found)
    return found


@pytest.mark.parametrize("seconds", [-DAY_S, 2 * HOUR_S])
def test_a_clock_set_under_a_running_desk_opens_no_window_and_extends_no_order(
    seconds: int, tmp_path: Path
) -> None:
    # an order just like one of the last hour is refused: a budget of one an hour
    configure(tmp_path, duplicate_window_ns=HOUR_S * SECOND_NS)
    with RunningDesk(tmp_path, command=altered(CLOCK)) as desk:
        assert code(post(desk.url, "one")) == ""
        expires = rfc3339(time.time_ns() + 4 * SECOND_NS)
        assert code(post(desk.url, "gtd", 7, time_in_force="GTD", expire_at=expires)) == ""
        set_wall_clock(tmp_path, seconds)
        assert code(post(desk.url, "two")) == "LOOK_ALIKE"
        soon(lambda: orders(desk.url)["gtd"]["status"] == "EXPIRED", 15)
        # a person is told that the two clocks disagree, and which way
        soon(lambda: "clock" in holdfast("status", cwd=tmp_path).out)
        set_wall_clock(tmp_path, 0)
        assert code(post(desk.url, "three")) == "LOOK_ALIKE"
        assert desk.end() == 0
    found = times(tmp_path)
    assert found[-1] - found[0] < HOUR_S * SECOND_NS, "the desk's time took no part in it"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_restart_by_an_earlier_clock_goes_on_where_the_journal_ends(
    how: signal.Signals, tmp_path: Path
) -> None:
    configure(tmp_path, duplicate_window_ns=HOUR_S * SECOND_NS)
    with RunningDesk(tmp_path, command=altered(CLOCK)) as desk:
        assert code(post(desk.url, "one")) == ""
        expires = rfc3339(time.time_ns() + 3 * SECOND_NS)
        assert code(post(desk.url, "gtd", 7, time_in_force="GTD", expire_at=expires)) == ""
        # what the venue never had would be found to be none, and need not expire
        soon(lambda: orders(desk.url)["gtd"]["status"] == "NEW")
        desk.end(how)
    reached = times(tmp_path)[-1]
    set_wall_clock(tmp_path, -DAY_S)
    with RunningDesk(tmp_path, command=altered(CLOCK)) as desk:
        assert code(post(desk.url, "two")) == "LOOK_ALIKE"
        # by the clock of today it would have lived for another day
        soon(lambda: orders(desk.url)["gtd"]["status"] == "EXPIRED", 15)
        assert get(desk.url, "/health")["status"] == "ok"
        assert desk.end() == 0
    later = times(tmp_path)
    assert reached < later[-1] < reached + HOUR_S * SECOND_NS
    assert holdfast("journal", "verify", "holdfast.db", cwd=tmp_path).code == 0
