"""From the desk to the venue: requests lost, rejected, cut off, turned away, or passed on."""

from __future__ import annotations

from collections.abc import Callable

from holdfast.exchange.line import Line
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.ids import OrderId
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderStatus
from holdfast.venues.faulty.cases import ORDERS_KEPT_MAX
from holdfast.venues.faulty.expelled import CODE, DETAIL
from holdfast.venues.faulty.inward import AckFate, Inward
from holdfast.venues.faulty.kinds import FAULTS, FaultName, Stage
from holdfast.venues.faulty.plan import Pick
from holdfast.venues.faulty.scene import Scene, lasting
from holdfast.venues.faulty.unanswered import Unanswered, key_of

_F = FaultName
_ACTS = (q.PlaceOrder, q.PullOrder, q.AmendOrder)
UNDER_WAY_MAX = 100_000  # messages in one direction, where the line is not slow
_REPLACED = (r.VenueFills,)


class Outward:
    """Every request goes this way; a query that cannot leave is silent.

    To say that it is unreachable would sound as if the order were.
    """

    def __init__(self, scene: Scene, inward: Inward, unanswered: Unanswered) -> None:
        self._scene = scene
        self._inward = inward
        self._unanswered = unanswered
        self._line: Line[q.Request] = Line(scene.time.now, scene.time.call_at, self._arrive)
        self._turned_away: dict[OrderId, q.PlaceOrder] = {}

    def send(self, request: q.Request) -> None:
        """Let a request leave, if there is a way."""
        scene, now = self._scene, self._scene.time.now()
        if isinstance(request, q.PlaceOrder):
            scene.cases.note(request, now)
        elif not isinstance(request, _ACTS):
            self._inward.asked.forget(request)
        why = self._closed()
        pick = None if why else scene.plan.pick(scene.cases.of(request), now)
        if pick is not None and FAULTS[pick.fault].stage is Stage.SPAN:
            scene.begin(pick, f"as {_asked(request)} leaves")
            pick, why = None, self._closed()
        if why:
            self._cannot_leave(request, why)
        elif scene.line.is_in(_F.PARTITION_OUT, now):
            scene.tally.hit(_F.PARTITION_OUT, f"{_asked(request)} is lost", now)
            self._unanswered.expect(request)
        elif pick is None:
            self._leave(request)
        else:
            _DOES[pick.fault](self, request, pick)

    def close(self) -> None:
        self._line.cut()

    # --- the way ---------------------------------------------------------------------------

    def _closed(self) -> str:
        scene, now = self._scene, self._scene.time.now()
        why = scene.line.closed(now)
        if why:
            return why
        most = UNDER_WAY_MAX
        if scene.line.is_in(_F.SLOW, now):
            most = scene.spans.under_way_max
        if max(len(self._line), len(self._inward)) >= most:
            return f"{most} messages are under way"
        return ""

    def _leave(self, request: q.Request) -> None:
        known = self._turned_away.get(request.order_id) if type(request) is q.QueryOrder else None
        if known is not None:
            self._inward.tell_own(_as_rejected(known, self._scene.time.now()))
            return
        self._unanswered.expect(request)
        self._line.put(request, self._scene.time.now() + self._scene.delay())

    def _arrive(self, request: q.Request) -> None:
        self._scene.inner.send(request)

    def _cannot_leave(self, request: q.Request, why: str) -> None:
        if isinstance(request, q.QueryOrder | q.QueryPositions | q.QueryAccount):
            # at once would be asked again at once, without end
            self._unanswered.expect(request, why)
            return
        # of a cancel it would say that the order itself had not left
        unsent = not isinstance(request, q.PullOrder)
        now = self._scene.time.now()
        self._inward.tell_own(r.VenueUnreachable(request.order_id, why, now, unsent))

    def _silent(self, request: q.Request, why: str) -> None:
        self._unanswered.done(request)
        if isinstance(request, _ACTS):
            self._inward.tell_own(r.VenueSilent(request.order_id, why, self._scene.time.now()))

    # --- what can befall a request -----------------------------------------------------------

    def _reject(self, request: q.Request, pick: Pick) -> None:
        self._scene.hit(pick.fault, _asked(request))
        at = self._scene.time.now()
        match request:
            case q.PlaceOrder():
                self._turned_away[request.order_id] = request
                if len(self._turned_away) > ORDERS_KEPT_MAX:
                    del self._turned_away[next(iter(self._turned_away))]
                self._inward.tell_own(r.VenueRejects(request.order_id, CODE, DETAIL, at))
            case q.PullOrder():
                self._inward.tell_own(r.VenueRejectsCancel(request.order_id, CODE, DETAIL, at))
            case q.AmendOrder():
                self._inward.tell_own(r.VenueRejectsReplace(request.order_id, CODE, DETAIL, at))

    def _lose(self, request: q.Request, pick: Pick) -> None:
        self._scene.hit(pick.fault, _asked(request))
        self._unanswered.expect(request)

    def _lose_ack(self, request: q.Request, pick: Pick) -> None:
        self._inward.fate(request, AckFate(pick.fault))
        self._leave(request)

    def _delay_ack(self, request: q.Request, pick: Pick) -> None:
        spans = self._scene.spans
        late = spans.silent_after_ns + lasting(pick.entry, spans.late_ns)
        self._inward.fate(request, AckFate(pick.fault, self._scene.time.now() + late))
        self._leave(request)

    def _fail_after(self, request: q.Request, pick: Pick) -> None:
        self._lose_ack(request, pick)
        self._silent(request, "504")

    def _expel(self, request: q.Request, pick: Pick) -> None:
        if isinstance(request, q.PlaceOrder):
            self._inward.expelled.mark(request.order_id)
        self._leave(request)

    def _take_long(self, request: q.Request, pick: Pick) -> None:
        """Hold the change back, then its answer: fills meet the old terms, then the new."""
        time = self._scene.time
        lasts = lasting(pick.entry, self._scene.spans.hold_ns)
        self._inward.fate(request, AckFate(pick.fault, time.now() + lasts, _REPLACED))
        self._unanswered.expect(request)
        time.call_at(time.now() + lasts // 2, lambda: self._arrive(request))

    def _cut_before(self, request: q.Request, pick: Pick) -> None:
        self._scene.begin(pick, _asked(request))
        self._cannot_leave(request, "the connection broke before it left")

    def _cut_within(self, request: q.Request, pick: Pick) -> None:
        self._scene.begin(pick, _asked(request))
        self._silent(request, "the connection broke while it left")

    def _cut_after(self, request: q.Request, pick: Pick) -> None:
        self._inward.fate(request, AckFate(pick.fault))
        self._leave(request)
        self._scene.begin(pick, _asked(request))
        self._silent(request, "the connection broke before an answer came")

    # --- what can befall a query -------------------------------------------------------------

    def _fail_query(self, request: q.Request, pick: Pick) -> None:
        self._scene.hit(pick.fault, _asked(request))
        why = "the query failed"
        self._unanswered.expect(request, why)
        if isinstance(request, q.QueryAccount):
            at = self._scene.time.now() + self._scene.spans.slow_ns
            failed = r.VenueSnapshotFails(request.venue, request.account, why, at)
            self._scene.time.call_at(at, lambda: self._inward.tell_own(failed))

    def _find_not(self, request: q.Request, pick: Pick) -> None:
        now = self._scene.time.now()
        if not isinstance(request, q.QueryOrder):
            return
        placed = self._scene.cases.placed(request.order_id)
        settles = lasting(pick.entry, self._scene.spans.settle_ns)
        if placed is None or now - placed.at > settles:
            self._leave(request)
            return
        self._scene.hit(pick.fault, _asked(request))
        self._inward.tell_own(r.VenueKnowsNot(request.order_id, False, now))

    def _spoil(self, request: q.Request, pick: Pick) -> None:
        self._inward.asked.spoil(request, pick)
        self._leave(request)


def _as_rejected(request: q.PlaceOrder, at: int) -> r.VenueStates:
    terms = request.terms
    return r.VenueStates(
        request.order_id,
        "",
        OrderStatus.REJECTED,
        terms.qty,
        ZERO,
        terms.limit_price,
        terms.stop_price,
        at,
    )


def _asked(request: q.Request) -> str:
    """Name a request in a trace."""
    kind, about = key_of(request)
    return f"{kind.__name__} {about}"


_DOES: dict[FaultName, Callable[[Outward, q.Request, Pick], None]] = {
    _F.REJECTED: Outward._reject,
    _F.ACK_LOST: Outward._lose_ack,
    _F.REQUEST_LOST: Outward._lose,
    _F.ACK_LATE: Outward._delay_ack,
    _F.ERROR_AFTER_ACCEPT: Outward._fail_after,
    _F.REJECTED_AFTER_ACCEPT: Outward._expel,
    _F.FILL_IN_REPLACE: Outward._take_long,
    _F.CUT_BEFORE_SEND: Outward._cut_before,
    _F.CUT_MID_SEND: Outward._cut_within,
    _F.CUT_AFTER_SEND: Outward._cut_after,
    _F.QUERY_STALE: Outward._spoil,
    _F.QUERY_PARTIAL: Outward._spoil,
    _F.QUERY_EMPTY: Outward._spoil,
    _F.QUERY_FAILS: Outward._fail_query,
    _F.NOT_FOUND_YET: Outward._find_not,
}
