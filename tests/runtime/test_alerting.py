"""Alerts reach people: over real sockets, in time, and whatever a channel does with them."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from aiosmtpd.controller import Controller

from holdfast.journal import JournalError
from holdfast.messages import control as k
from holdfast.messages import watching as y
from holdfast.model.scope import Scope
from holdfast.model.trading import TradingState
from holdfast.model.watch import Level
from holdfast.runtime.alerting import Alerting, Channel, Pace
from holdfast.transport.notify import sender
from tests.runtime.live_desk import LiveDesk, limit_order, run_live, some_turns, until
from tests.support.arming import arming

HALT = k.SetState(Scope(instrument="AAPL"), TradingState.HALTED, "trader", "news")
QUICK = Pace(attempts=3, send_max_s=0.2, wait_first_s=0.001, unarmed_max_s=60.0)


class Heard:
    """A channel that keeps what it is sent, and fails as often as it is told to."""

    def __init__(self, name: str, level: Level = Level.FIRST, failing: int = 0) -> None:
        self.told: list[tuple[str, str]] = []
        self.failing = failing
        self.tries = 0
        self.channel = Channel(name, level, self._send)

    def _send(self, title: str, text: str) -> str:
        self.tries += 1
        if self.tries <= self.failing:
            return "not now"
        self.told.append((title, text))
        return ""


def alerted(
    test: Callable[[LiveDesk], Awaitable[None]], *channels: Channel, pace: Pace = QUICK
) -> None:
    """Run a test on a live desk whose alerts go to these channels."""

    async def body(desk: LiveDesk) -> None:
        alerting = Alerting(desk.live, channels, pace)
        try:
            await test(desk)
        finally:
            await alerting.close()

    run_live(body)


@contextmanager
def webhook() -> Iterator[tuple[int, list[dict]]]:
    """Listen on a port of this machine, and keep what is posted there."""
    heard: list[dict] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_port, heard
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Mailbox:
    def __init__(self) -> None:
        self.letters: list[str] = []

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        self.letters.append(envelope.content.decode())
        return "250 OK"


class _Post(Controller):
    """A sink for mail on a port that the machine chooses."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def test_an_alert_reaches_a_webhook_within_five_seconds_of_its_event() -> None:
    async def story(desk: LiveDesk) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        assert (await desk.live.ask(HALT)).ok
        while not heard:
            await asyncio.sleep(0.005)
        assert loop.time() - began <= 5
        assert heard[0]["title"] == "holdfast WARNING: stop instrument=AAPL"
        assert "instrument=AAPL is HALTED: news (by trader)" in heard[0]["message"]
        (alert,) = desk.desk.ledger.watch.alerts.values()
        await until(lambda: "hook" in alert.delivered)
        assert alert.delivered["hook"] - alert.raised_at <= 5_000_000_000

    with webhook() as (port, heard):
        address = sender(f"json://desk:secret@127.0.0.1:{port}/alerts")
        alerted(story, Channel("hook", Level.FIRST, address))


def test_an_alert_reaches_a_mailbox_within_five_seconds_of_its_event() -> None:
    async def story(desk: LiveDesk) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        assert (await desk.live.ask(HALT)).ok
        while not box.letters:
            await asyncio.sleep(0.005)
        assert loop.time() - began <= 5
        assert "Subject: holdfast WARNING: stop" in box.letters[0]

    box = _Mailbox()
    post = _Post(box, hostname="127.0.0.1", port=0)
    post.start()
    try:
        url = f"mailto://127.0.0.1:{post.port}?from=desk@example.com&to=ops@example.com"
        alerted(story, Channel("mail", Level.FIRST, sender(f"{url}&mode=insecure")))
    finally:
        post.stop()


def test_nothing_is_sent_before_its_event_is_durable() -> None:
    first = Heard("first")

    async def story(desk: LiveDesk) -> None:
        desk.journal.hold()
        asked = desk.asking(HALT)
        await some_turns()
        assert desk.desk.ledger.watch.alerts
        assert first.told == []
        desk.journal.let_through(10)
        await asked
        await until(lambda: len(first.told) == 1)

    alerted(story, first.channel)


def test_the_same_again_is_not_sent_again() -> None:
    first = Heard("first")

    async def story(desk: LiveDesk) -> None:
        for _ in range(97):
            await desk.live.ask(HALT)
        await until(lambda: len(first.told) == 1)
        await some_turns()
        assert len(first.told) == 1

    alerted(story, first.channel)


def test_a_burst_is_one_message() -> None:
    first = Heard("first")

    async def story(desk: LiveDesk) -> None:
        names = [Scope(strategy=f"s{nth}") for nth in range(50)]
        halts = [k.SetState(each, TradingState.HALTED, "trader", "wild") for each in names]
        await asyncio.gather(*map(desk.live.ask, halts))
        watch = desk.desk.ledger.watch
        await until(lambda: all(each.delivered for each in watch.alerts.values()))
        assert len(watch.alerts) == 50
        assert len(first.told) <= 3
        assert "and 49 more" in first.told[0][0]
        assert "and 30 more: see `holdfast alerts`" in first.told[0][1]

    alerted(story, first.channel)


def test_a_channel_that_fails_is_tried_again() -> None:
    first = Heard("first", failing=2)

    async def story(desk: LiveDesk) -> None:
        await desk.live.ask(HALT)
        await until(lambda: len(first.told) == 1)
        assert first.tries == 3

    alerted(story, first.channel)


def test_what_no_attempt_brings_through_is_shown_and_told_on_another_channel() -> None:
    broken, other = Heard("broken", failing=1_000), Heard("other")

    async def story(desk: LiveDesk) -> None:
        await desk.live.ask(HALT)
        await until(lambda: any("delivery broken" in title for title, _ in other.told))
        alert = next(iter(desk.desk.ledger.watch.alerts.values()))
        assert alert.failed == {"broken": "not now"}
        assert "other" in alert.delivered

    alerted(story, broken.channel, other.channel)


def test_a_channel_that_hangs_holds_up_no_other() -> None:
    wait, other = threading.Event(), Heard("other")

    def hang(title: str, text: str) -> str:
        wait.wait(3)
        return ""

    async def story(desk: LiveDesk) -> None:
        await desk.live.ask(HALT)
        await until(lambda: bool(other.told))
        await until(lambda: "hung" in next(iter(desk.desk.ledger.watch.alerts.values())).failed)
        wait.set()

    pace = Pace(attempts=2, send_max_s=0.02, wait_first_s=0.001)
    alerted(story, Channel("hung", Level.FIRST, hang), other.channel, pace=pace)


def test_what_escalates_goes_to_its_own_channel() -> None:
    first, second = Heard("first"), Heard("second", Level.ESCALATION)

    async def story(desk: LiveDesk) -> None:
        policy = y.WatchPolicy(escalate_after_ns=1_000_000_000)
        await desk.live.ask(y.SetWatchPolicy(policy, "trader", "a short test"))
        await desk.live.ask(HALT)
        await until(lambda: len(first.told) == 1)
        assert second.told == []
        while not second.told:
            await asyncio.sleep(0.01)
        assert "NOT ANSWERED" in second.told[0][1]
        assert len(first.told) == 1

    alerted(story, first.channel, second.channel)


def test_what_a_desk_had_not_sent_when_it_died_the_next_one_sends() -> None:
    first = Heard("first")

    async def story(desk: LiveDesk) -> None:
        await desk.live.ask(HALT)
        alerting = Alerting(desk.live, (first.channel,), QUICK)
        await until(lambda: len(first.told) == 1)
        alert = next(iter(desk.desk.ledger.watch.alerts.values()))
        await until(lambda: bool(alert.delivered))
        await alerting.close()
        again = Alerting(desk.live, (first.channel,), QUICK)
        await some_turns()
        assert len(first.told) == 1
        await again.close()

    run_live(story)


def test_a_desk_that_halts_is_told_of_though_no_journal_can_hold_it() -> None:
    first = Heard("first")

    async def story(desk: LiveDesk) -> None:
        desk.journal.fail(JournalError("no space left"))
        asked = desk.asking(limit_order("o1"))
        await until(lambda: bool(first.told))
        assert first.told == [("CRITICAL halt of desk desk", "journal: no space left")]
        assert desk.halts == ["journal: no space left"]
        await asyncio.gather(asked, return_exceptions=True)

    alerted(story, first.channel)


def test_a_desk_that_stays_unarmed_says_so_once() -> None:
    first = Heard("first")

    async def story(desk: LiveDesk) -> None:
        desk.desk.ledger.is_armed = False
        await until(lambda: len(first.told) == 1)
        assert first.told[0][0] == "holdfast CRITICAL: not_armed desk"
        for command in arming(desk.desk.ledger):
            await desk.live.ask(command)

    alerted(story, first.channel, pace=Pace(unarmed_max_s=0.001))
