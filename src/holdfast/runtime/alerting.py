"""Alerts leave for people: each channel has its own queue, thread and patience.

An alert is sent once its event is durable, by the desk's own word. What a channel took, and
what it did not after every attempt, goes back to the desk and is on record; what a desk that
died had not sent is sent by the next one.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import msgspec

from holdfast.core.must import InvariantBroken
from holdfast.core.readiness import blockers
from holdfast.core.watch import Alert, Watch
from holdfast.messages import watched as w
from holdfast.messages.watching import TellDelivery, Warn
from holdfast.model.times import rfc3339
from holdfast.model.watch import Level, Severity
from holdfast.runtime.engine import Halted
from holdfast.runtime.live import Busy, Live

ROWS = ("RC23",)  # the controls that it holds, by their ids

# sends a title and a text, and returns what went wrong, empty if nothing did; it may block
Send = Callable[[str, str], str]

WAITING_MAX = 2_000  # alerts on their way, per channel: as many as there can be, each twice
LINES_MAX = 20  # alerts in one message; the rest of a burst are counted in it
NOT_ARMED = "not_armed"


class Channel(msgspec.Struct, frozen=True):
    """A way to a person, by a name that may be told."""

    name: str
    level: Level
    send: Send


class Pace(msgspec.Struct, frozen=True):
    """How often and how long is tried, in seconds."""

    attempts: int = 5
    send_max_s: float = 10.0
    wait_first_s: float = 0.5  # and twice as long after each failure
    unarmed_max_s: float = 30.0


class Alerting:
    """Keep people told of one running desk until closed."""

    def __init__(self, live: Live, channels: Sequence[Channel], pace: Pace | None = None) -> None:
        self._live = live
        self._pace = pace or Pace()
        self._loop = asyncio.get_running_loop()
        self._lines = [_Line(each, live, self._pace) for each in channels]
        levels = {each.level for each in channels}
        # without a channel for it, what escalates goes where it went before
        self._next = Level.ESCALATION if Level.ESCALATION in levels else Level.FIRST
        self._tasks = [self._loop.create_task(line.run()) for line in self._lines]
        self._tasks.append(self._loop.create_task(self._look_at_readiness()))
        live.desk.hear_alerts(self._hear)
        tell = live.on_halt
        live.on_halt = lambda why: self._halted(why, tell)
        self._resume(live.desk.ledger.watch)

    async def close(self) -> None:
        """Stop sending; what has not left is sent by the next desk of this journal."""
        self._live.desk.hear_alerts(None)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for line in self._lines:
            line.close()

    def _resume(self, watch: Watch) -> None:
        """Send what the last desk had not sent, and nobody has answered for since."""
        for alert in watch.alerts.values():
            if alert.is_open:
                self._put(Level.FIRST, alert)
                if alert.escalated_at is not None and self._next is not Level.FIRST:
                    self._put(self._next, alert)

    def _hear(self, event: w.AlertRaised | w.AlertEscalated) -> None:
        alert = self._live.desk.ledger.watch.alerts.get(event.alert_id)
        if alert is not None:
            is_new = isinstance(event, w.AlertRaised)
            self._put(Level.FIRST if is_new else self._next, alert, again=not is_new)

    def _put(self, level: Level, alert: Alert, *, again: bool = False) -> None:
        for line in self._lines:
            if line.channel.level is level and (again or line.lacks(alert)):
                line.put(alert.id)

    def _halted(self, why: str, tell: Callable[[str], None] | None) -> None:
        """Tell everybody at once: no journal can hold this alert any more."""
        if tell is not None:
            tell(why)
        for line in self._lines:
            line.cry(f"CRITICAL halt of desk {self._live.desk.name}", why)

    async def _look_at_readiness(self) -> None:
        """Say so once where the desk stays unarmed: its own events cannot tell how long."""
        ledger, since = self._live.desk.ledger, self._loop.time()
        is_told = False
        while True:
            await asyncio.sleep(min(1.0, self._pace.unarmed_max_s))
            if ledger.is_armed:
                since, is_told = self._loop.time(), False
            elif not is_told and self._loop.time() - since >= self._pace.unarmed_max_s:
                is_told = True
                why = "; ".join(f"{name}: {text}" for name, text in blockers(ledger).items())
                text = f"only orders that reduce pass ({why or 'not tested'})"
                await _ask(self._live, Warn(NOT_ARMED, "desk", text))


class _Line:
    """What waits for one channel, and the thread that sends it."""

    def __init__(self, channel: Channel, live: Live, pace: Pace) -> None:
        self.channel = channel
        self._live = live
        self._pace = pace
        self._waiting: dict[str, None] = {}
        self._cries: deque[tuple[str, str]] = deque(maxlen=LINES_MAX)
        self._is_wanted = asyncio.Event()
        # two: an attempt that hangs must not keep the next one from beginning
        self._threads = ThreadPoolExecutor(2, f"alerts {channel.name}")

    def lacks(self, alert: Alert) -> bool:
        name = self.channel.name
        return name not in alert.delivered and name not in alert.failed

    def put(self, alert_id: str) -> None:
        """Have an alert sent; of what is too much the oldest is let go, and stays in the list."""
        if len(self._waiting) >= WAITING_MAX:
            del self._waiting[next(iter(self._waiting))]
        self._waiting[alert_id] = None
        self._is_wanted.set()

    def cry(self, title: str, text: str) -> None:
        """Have a text sent that is in no journal."""
        self._cries.append((title, text))
        self._is_wanted.set()

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def run(self) -> None:
        """Send what waits, all of it in one message, for ever."""
        while True:
            await self._is_wanted.wait()
            self._is_wanted.clear()
            while self._cries:
                await self._tried(*self._cries.popleft())
            waiting, self._waiting = tuple(self._waiting), {}
            known = self._live.desk.ledger.watch.alerts
            alerts = [known[each] for each in waiting if each in known]
            if alerts:
                fault = await self._tried(_title(alerts), _text(alerts))
                ids = tuple(each.id for each in alerts)
                await _ask(self._live, TellDelivery(self.channel.name, ids, fault))

    async def _tried(self, title: str, text: str) -> str:
        """Send, again and again with longer pauses; return the last fault, empty if it is sent."""
        pause_s = self._pace.wait_first_s
        fault = await self._sent(title, text)
        for _ in range(self._pace.attempts - 1):
            if not fault:
                break
            await asyncio.sleep(pause_s)
            pause_s *= 2
            fault = await self._sent(title, text)
        return fault

    async def _sent(self, title: str, text: str) -> str:
        loop = asyncio.get_running_loop()
        sending = loop.run_in_executor(self._threads, self.channel.send, title, text)
        done, _ = await asyncio.wait((sending,), timeout=self._pace.send_max_s)
        if not done:
            sending.cancel()
            return f"no answer within {self._pace.send_max_s} s"
        error = sending.exception()
        return sending.result() if error is None else f"failed with {type(error).__name__}"


async def _ask(live: Live, command: TellDelivery | Warn) -> None:
    """Tell the desk; one that has halted has been told of, and one that is busy may forget it."""
    with suppress(Busy, Halted, InvariantBroken):
        await live.ask(command)


def _title(alerts: Sequence[Alert]) -> str:
    worst = Severity.CRITICAL if _any_critical(alerts) else Severity.WARNING
    first = alerts[0]
    more = f" and {len(alerts) - 1} more" if len(alerts) > 1 else ""
    return f"holdfast {worst}: {first.kind} {first.subject}{more}"


def _any_critical(alerts: Iterable[Alert]) -> bool:
    return any(each.severity is Severity.CRITICAL for each in alerts)


def _text(alerts: Sequence[Alert]) -> str:
    lines = [_line(each) for each in alerts[:LINES_MAX]]
    if len(alerts) > LINES_MAX:
        lines.append(f"and {len(alerts) - LINES_MAX} more: see `holdfast alerts`")
    return "\n".join(lines)


def _line(alert: Alert) -> str:
    escalated = "" if alert.escalated_at is None else " NOT ANSWERED"
    return (
        f"{alert.severity}{escalated} {alert.id} {alert.kind} {alert.subject}: {alert.text} "
        f"({rfc3339(alert.raised_at)})"
    )
