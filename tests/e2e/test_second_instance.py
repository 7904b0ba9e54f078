"""Two processes on one desk: one lives. A stopped one keeps its desk and goes on from there."""

from __future__ import annotations

import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from holdfast.journal.walk import read_file
from holdfast.messages import events as e
from holdfast.messages.commands import SubmitOrder, Wake
from holdfast.model.times import rfc3339
from tests.cli.running import RunningDesk
from tests.cli.terminal import COMMAND, environment, holdfast
from tests.e2e.altered import configure, get, orders, post

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

SECOND_NS = 1_000_000_000
QUOTE_AGE_MAX_NS = SECOND_NS
STOPPED_S = 3
RACES = 2


def soon(holds: Any, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not come true in time"
        time.sleep(0.05)


def test_a_second_desk_is_refused_and_told_who_has_it(tmp_path: Path) -> None:
    with RunningDesk(tmp_path) as desk:
        second = holdfast("serve", "--port", 0, cwd=tmp_path)
        assert second.code == 4
        said = f"holdfast.db is open in another desk (process {desk.process.pid})"
        assert said in second.err
        # another journal, and the same venue's books
        other = holdfast("serve", "--port", 0, cwd=tmp_path, HOLDFAST__DESK__JOURNAL="other.db")
        assert other.code == 4, other.err
        assert "holdfast-paper.db is open in another paper venue" in other.err
        assert post(desk.url, "mine")[0] == 200
        assert desk.end() == 0


def test_of_two_that_start_at_once_exactly_one_lives(tmp_path: Path) -> None:
    for number in range(RACES):
        racers = [
            subprocess.Popen(
                [*COMMAND, "serve", "--port", "0"],
                cwd=tmp_path,
                env=environment(),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(2)
        ]
        soon(lambda racers=racers: any(each.poll() is not None for each in racers), 60)
        (lost,) = (each for each in racers if each.poll() is not None)
        (won,) = (each for each in racers if each is not lost)
        _, why = lost.communicate()
        assert lost.returncode == 4, why
        assert "is open in another" in why
        assert won.stdout is not None
        assert "listening on" in won.stdout.readline(), f"race {number}"
        won.send_signal(signal.SIGTERM)
        won.communicate(timeout=30)
        assert won.returncode == 0
    assert holdfast("journal", "verify", "holdfast.db", cwd=tmp_path).code == 0


def test_a_stopped_desk_keeps_its_journal_and_goes_on_without_haste_or_old_quotes(
    tmp_path: Path,
) -> None:
    configure(tmp_path, reference_age_max_ns=QUOTE_AGE_MAX_NS)
    with RunningDesk(tmp_path) as desk:
        status, twap = post(
            desk.url,
            "twap",
            50,
            type="MARKET",
            limit_price=None,
            tactic={"name": "twap", "params": {"duration_s": 10, "slices": 5}},
        )
        assert status == 200, twap
        expires = time.time_ns() + SECOND_NS
        told = post(desk.url, "gtd", 7, time_in_force="GTD", expire_at=rfc3339(expires))
        assert told[0] == 200, told
        time.sleep(0.3)
        desk.process.send_signal(signal.SIGSTOP)
        second = holdfast("serve", "--port", 0, cwd=tmp_path)
        assert second.code == 4
        assert "is open in another desk" in second.err
        time.sleep(STOPPED_S)
        # asked while it stands still, and answered when it goes on
        with ThreadPoolExecutor(3) as callers:
            asked = [callers.submit(post, desk.url, f"late-{n}", n) for n in (1, 2, 3)]
            time.sleep(0.3)
            desk.process.send_signal(signal.SIGCONT)
            assert {each.result()[0] for each in asked} <= {200, 422}
        soon(lambda: get(desk.url, "/health")["status"] == "ok")
        soon(lambda: orders(desk.url)["twap"]["status"] == "FILLED")
        assert orders(desk.url)["gtd"]["status"] == "EXPIRED"
        assert desk.end() == 0
    judge(tmp_path / "holdfast.db", twap["order_id"])


def judge(journal: Path, parent: str) -> None:
    """No order passed by an old quote, no timer came twice, and time never ran back."""
    at, sent, woken = 0, Decimal(0), []
    for entry in read_file(journal):
        assert entry.at >= at
        at = entry.at
        if isinstance(entry.message, Wake):
            woken.append(entry.at)
        for event in entry.events:
            if not isinstance(event, e.OrderSent):
                continue
            if event.terms.parent_id == parent:
                sent += event.terms.qty
            ages = [entry.at - quote.at for quote in entry.quotes]
            if isinstance(entry.message, SubmitOrder | Wake):
                assert ages
                assert max(ages) <= QUOTE_AGE_MAX_NS
    assert sent == 50
    assert len(woken) == len(set(woken)) <= 6
