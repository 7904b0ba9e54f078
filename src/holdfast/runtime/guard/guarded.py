"""A venue with a guard: what leaves is paced, and kept here where the venue fails."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import msgspec

from holdfast.core.decide import Message
from holdfast.core.leaving import held_back, reduces
from holdfast.core.ledger import NEVER, Ledger
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.messages.control import TurnBreaker
from holdfast.model.circuit import Circuit
from holdfast.model.ids import OrderId, VenueId
from holdfast.model.numbers import Nanos
from holdfast.runtime.guard.clock_offset import ClockOffset
from holdfast.runtime.guard.dead_man import Refresher
from holdfast.runtime.guard.endpoints import ENDPOINTS, key_of
from holdfast.runtime.guard.pulse import Pulse
from holdfast.runtime.guard.rules import GuardRules
from holdfast.runtime.guard.turned_away import TurnedAway
from holdfast.transport.circuit_breaker import CircuitBreaker
from holdfast.transport.lanes import Lane, Lanes, Waiting
from holdfast.transport.rate_limit import RateLimit
from holdfast.venues import DeadMan, Deliver, Heartbeats, Retells, Time, Venue

ROWS = ("RC10", "RC16", "RC27")  # the controls that it holds, by their ids

SHUT = "the exit was shut before it left"
CIRCUIT = "circuit open"
PROBE_LATE = "the probe was not answered"

TOGETHER = 8
ASKED_MAX = 10_000

_Order = q.PlaceOrder | q.AmendOrder
_CLOSED, _OPEN = Circuit.CLOSED, Circuit.OPEN
# what answers a request; a fill may come on a line of its own while requests fail
_ANSWERS = frozenset(
    {
        r.VenueAccepts,
        r.VenueRejects,
        r.VenueCancels,
        r.VenueRejectsCancel,
        r.VenueReplaces,
        r.VenueRejectsReplace,
        r.VenueStates,
        r.VenueKnowsNot,
        r.VenueHeldAll,
        r.VenueSnapshot,
        r.VenueBeats,
    }
)
_FAILURES = frozenset({r.VenueSilent, r.VenueUnreachable, r.VenueSnapshotFails})
_Failure = r.VenueSilent | r.VenueUnreachable | r.VenueSnapshotFails


class Around(msgspec.Struct, frozen=True):
    """What a guard needs of its desk: what may leave is asked of it, and turns are told to it."""

    ledger: Ledger
    time: Time
    deliver: Callable[[Message], None]
    is_halted: Callable[[], bool]
    is_shut: Callable[[], bool]


class _Asked(msgspec.Struct):
    """An idempotent request on its way, and how often it was sent."""

    request: q.PullOrder | q.QueryOrder
    sent: int = 1


class Guarded:
    """Lanes, limits, breaker, retries and watch around one venue."""

    def __init__(self, venue: Venue, rules: GuardRules, around: Around, rng: Random) -> None:
        self.venue = venue
        self.rules = rules
        self.offset = ClockOffset()
        self._retells = isinstance(venue, Retells)
        self.dropped = 0  # queries for which there was no room
        self._name = venue.name
        self._around = around
        self._ledger = around.ledger
        self._now = around.time.now
        self._rng = rng
        self.breaker = CircuitBreaker(rules.breaker)
        # nobody knows what the last run has spent of it
        is_fresh = around.ledger.starts == 0
        self.limit = RateLimit(rules.limits, self._now(), is_full=is_fresh)
        self.lanes: Lanes[q.Request] = Lanes(self.limit, rules.waiting_max)
        self._is_free = not rules.limits
        self._asked: dict[OrderId, _Asked] = {}
        self._away = TurnedAway(self._ledger)
        self._answers = 0  # that were not counted yet
        self._together = 1  # so many are
        self._pump_at: Nanos = NEVER
        self._is_closed = False
        self.pulse: Pulse | None = None
        if rules.beat_ns and isinstance(venue, Heartbeats):
            self.pulse = Pulse(
                venue, around.time, rules.beat_ns, rules.beats_missed_max, self._turned_alive
            )
        self._refresher: Refresher | None = None
        if rules.dead_man_ns and isinstance(venue, DeadMan):
            self._refresher = Refresher(venue, around.time, rules.dead_man_ns, around.is_halted)

    @property
    def name(self) -> VenueId:
        return self._name

    def connect(self, deliver: Deliver) -> None:
        """Connect the venue, and begin to watch it."""
        self._deliver = deliver
        self.venue.connect(self._hear)
        if self.pulse is not None:
            self.pulse.begin()
        if self._refresher is not None:
            self._refresher.begin()

    def close(self) -> None:
        """Close the venue; what waits in a lane does not leave."""
        self._is_closed = True
        for each in (self.pulse, self._refresher):
            if each is not None:
                each.close()
        self.venue.close()

    # --- out ------------------------------------------------------------------------------

    def send(self, request: q.Request) -> None:
        """Let a request leave, now or when its turn comes; a cancel never waits."""
        kind = type(request)
        if self._is_free and kind is q.PlaceOrder:
            self.venue.send(request)
        elif kind is q.PullOrder:
            self._pull(request)  # type: ignore[arg-type]  # told by its type
        elif kind is q.PlaceOrder or kind is q.AmendOrder:
            self._order(request)  # type: ignore[arg-type]  # told by its type
        else:
            self._ask(request)

    def _order(self, request: _Order) -> None:
        breaker = self.breaker
        if breaker.state is not _CLOSED:
            if breaker.lets():
                self._take(request)
                self.venue.send(request)
            else:
                self._keep(request, CIRCUIT)
        elif self._is_free:
            self.venue.send(request)
        else:
            order = self._ledger.orders[request.order_id]
            lane = Lane.REDUCE if reduces(order) else Lane.NEW
            if self._wait(lane, request.order_id, request):
                self._pump()
            else:
                self._keep(request, f"lane {lane} is full: {self.rules.waiting_max} wait")

    def _pull(self, request: q.PullOrder) -> None:
        """Cancel what may be at the venue; of an order that still waits here nothing is."""
        for lane in (Lane.REDUCE, Lane.NEW):
            waiting = self.lanes.take_out(lane, request.order_id)
            if waiting is not None:
                self._keep(waiting.request, self._why_not(waiting) or "canceled before it left")
                if isinstance(waiting.request, q.PlaceOrder):
                    return
        self._remember(request)
        self._take(request)
        self.venue.send(request)

    def _ask(self, request: q.Request) -> None:
        if isinstance(request, q.QueryOrder):
            self._remember(request)
        if self._is_free or not self.rules.limits:
            self.venue.send(request)
        elif self._wait(Lane.DATA, _asked_name(request), request):
            self._pump()
        else:
            # it is asked again by the desk, and saying that it failed would say too much
            self.dropped += 1

    def _wait(self, lane: Lane, name: str, request: q.Request) -> bool:
        endpoint = ENDPOINTS[type(request)]
        key = key_of(self._ledger, request)
        return self.lanes.put(Waiting(name, lane, endpoint, key, request, self._now()))

    def _pump(self) -> None:
        """Let out every head that may leave, and come back when the next one may."""
        if self._is_closed or self._around.is_halted():
            return
        lanes, now = self.lanes, self._now()
        self._drop_old(now)
        while (head := lanes.ready(now)) is not None:
            lanes.take_out(head.lane, head.name)
            why = self._why_not(head)
            if why:
                self._keep(head.request, why)
                continue
            self.limit.take(head.endpoint, head.key, now)
            self._away.leaves(head)
            self.venue.send(head.request)
        at = lanes.next_at(now)
        if at is not None and (at < self._pump_at or self._pump_at <= now):
            self._pump_at = at
            self._around.time.call_at(at, self._pump_again)

    def _pump_again(self) -> None:
        self._pump_at = NEVER
        self._pump()

    def _drop_old(self, now: Nanos) -> None:
        """Keep here what was approved too long ago; orders that reduce may come late."""
        oldest = now - self.rules.wait_max_ns
        while (head := self.lanes.head(Lane.NEW)) is not None and head.since < oldest:
            self.lanes.take_out(Lane.NEW, head.name)
            self._keep(head.request, f"it waited longer than {self.rules.wait_max_ns} ns")

    def _why_not(self, waiting: Waiting[q.Request]) -> str:
        """Say why a request that has waited may not leave any more, empty where it may."""
        request = waiting.request
        if not isinstance(request, _Order):
            return ""
        if self._around.is_shut():
            return SHUT
        order = self._ledger.orders.get(request.order_id)
        if order is None:
            return "the order is over, and has left the ledger"
        return held_back(self._ledger, order, self._now())

    def _keep(self, request: q.Request, why: str) -> None:
        """Tell that an order or change did not leave."""
        if isinstance(request, _Order):
            self._away.forget(request.order_id)
            report = r.VenueUnreachable(request.order_id, why, self._now(), unsent=True)
            self._deliver(report)

    def _take(self, request: q.Request) -> None:
        if self.rules.limits:
            key = key_of(self._ledger, request)
            self.limit.take(ENDPOINTS[type(request)], key, self._now())

    # --- in -------------------------------------------------------------------------------

    def _hear(self, report: r.Report) -> None:
        """Look at what the venue says, and pass it on."""
        kind = type(report)
        if kind in _ANSWERS:
            self._away.hear(report)
            self._answers += 1
            if self._answers < self._together:
                self._deliver(report)
                return
            self._has_answered(report)
        elif kind in _FAILURES and self._has_failed(report):  # type: ignore[arg-type]
            return
        if self.pulse is not None:
            self.pulse.hear(self._now())
        self._deliver(report)

    def _has_answered(self, report: r.Report) -> None:
        """Count the answers since the last count; while all is well a few are counted together."""
        now = self._now()
        answers, self._answers = self._answers, 0
        if self._asked:
            self._asked.pop(getattr(report, "order_id", ""), None)
        if not self._retells or isinstance(report, r.VenueBeats):
            self.offset.hear(report.at, now)
        if self.breaker.answered(now, answers):
            self._turned()
        is_calm = not self._asked and self.pulse is None and self.breaker.state is _CLOSED
        self._together = TOGETHER if is_calm else 1

    def _has_failed(self, report: _Failure) -> bool:
        """Count a failure; tell whether it is mended here, so that the desk need not hear."""
        of = getattr(report, "order_id", "") or getattr(report, "account", "")
        now, self._together = self._now(), 1
        answers, self._answers = self._answers, 0
        if answers:
            self.breaker.answered(now, answers)
        if self.breaker.failed(now, f"{type(report).__name__} {of}: {report.detail}"):
            self._turned()
        if not isinstance(report, r.VenueUnreachable):
            self._away.hear(report)
            return False
        return self._waits_again(report) or self._tries_again(report)

    # --- what is asked again --------------------------------------------------------------

    def _remember(self, request: q.PullOrder | q.QueryOrder) -> None:
        if self.rules.retry.attempts > 1:
            if len(self._asked) >= ASKED_MAX:
                del self._asked[next(iter(self._asked))]
            self._together = 1
            self._asked[request.order_id] = _Asked(request)

    def _tries_again(self, report: r.VenueUnreachable) -> bool:
        """Tell whether what never left is a cancel or a query that is now tried again."""
        asked = self._asked.get(report.order_id)
        if asked is None or report.unsent:
            return False
        wait_ns = self.rules.retry.wait_ns(asked.sent, self._rng)
        if wait_ns is not None:
            asked.sent += 1
            self._around.time.call_at(self._now() + wait_ns, lambda: self._try_again(asked))
            return True
        del self._asked[report.order_id]
        if isinstance(asked.request, q.QueryOrder):
            # it says nothing of the order that a query of it did not leave
            self._deliver(r.VenueSilent(report.order_id, report.detail, report.at))
            return True
        return False

    def _waits_again(self, report: r.VenueUnreachable) -> bool:
        """Tell whether it is an order or a change that may leave again, and has it wait for that.

        A cancel leaves meanwhile, and takes it out.
        """
        if self.breaker.state is not _CLOSED:
            return False
        again = self._away.again(report, self.rules.wait_max_ns)
        if again is None:
            return False
        if not self.lanes.put(again):
            self._away.forget(report.order_id)
            return False
        self.limit.hold(self._now(), report.again_at)
        self._pump()
        return True

    def _try_again(self, asked: _Asked) -> None:
        order_id = asked.request.order_id
        if self._is_closed or self._around.is_halted() or self._asked.get(order_id) is not asked:
            return
        self._take(asked.request)
        self.venue.send(asked.request)

    # --- the breaker ----------------------------------------------------------------------

    def _turned(self) -> None:
        """Act on the breaker's new state, and have the desk know it."""
        breaker, time = self.breaker, self._around.time
        self._is_free = breaker.state is _CLOSED and not self.rules.limits
        if breaker.state is _OPEN:
            self._keep_all()
            time.call_at(breaker.retry_at, self._retry)
        elif breaker.state is not _CLOSED:
            opened = breaker.openings
            until = self._now() + self.rules.breaker.probe_ns
            time.call_at(until, lambda: self._probe_is_late(opened))
        self._around.deliver(TurnBreaker(self._name, breaker.state, breaker.why, breaker.retry_at))

    def _keep_all(self) -> None:
        for lane in (Lane.REDUCE, Lane.NEW):
            while (head := self.lanes.head(lane)) is not None:
                self.lanes.take_out(lane, head.name)
                self._keep(head.request, CIRCUIT)

    def _retry(self) -> None:
        if self._is_closed or self._around.is_halted():
            return
        if self.breaker.half_open(self._now()):
            self._turned()
            if isinstance(self.venue, Heartbeats):
                self.venue.ping()

    def _probe_is_late(self, opened: int) -> None:
        breaker = self.breaker
        if self._is_closed or breaker.state is not Circuit.HALF_OPEN or breaker.openings != opened:
            return
        if breaker.failed(self._now(), PROBE_LATE):
            self._turned()

    def _turned_alive(self, is_alive: bool) -> None:
        now = self._now()
        if is_alive or self.pulse is None:
            self._deliver(r.VenueConnects(self._name, now))
            return
        why = f"no sign of life for {self.pulse.silence_ns(now) // 1_000_000} ms"
        self._deliver(r.VenueDisconnects(self._name, why, now))
        if self.breaker.trip(now, why):
            self._turned()


def _asked_name(request: q.Request) -> str:
    """Name what is asked: the same question waits once."""
    whose = getattr(request, "order_id", "") or getattr(request, "account", "")
    # what an account is asked for from another time on is another question
    return f"{ENDPOINTS[type(request)]} {whose} {getattr(request, 'since', '')}"
