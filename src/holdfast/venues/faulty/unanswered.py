"""The adapter's time-out: a request that nothing has answered in time is told as silent."""

from __future__ import annotations

import msgspec

from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.ids import AccountId, OrderId
from holdfast.model.numbers import Nanos
from holdfast.venues import Deliver, Time

Key = tuple[type, OrderId | AccountId]

_ANSWERS: dict[type, tuple[type, ...]] = {
    r.VenueAccepts: (q.PlaceOrder,),
    r.VenueRejects: (q.PlaceOrder,),
    r.VenueCancels: (q.PullOrder,),
    r.VenueExpires: (q.PullOrder,),
    r.VenueRejectsCancel: (q.PullOrder,),
    r.VenueReplaces: (q.AmendOrder,),
    r.VenueRejectsReplace: (q.AmendOrder,),
    r.VenueKnowsNot: (q.QueryOrder,),
    # an order that is placed again is answered by its state
    r.VenueStates: (q.QueryOrder, q.PlaceOrder),
    r.VenueHeldAll: (q.QueryPositions,),
    r.VenueSnapshot: (q.QueryAccount,),
    r.VenueSnapshotFails: (q.QueryAccount,),
}


def key_of(request: q.Request) -> Key:
    """Name what an answer to this request answers."""
    if isinstance(request, q.QueryPositions | q.QueryAccount):
        return type(request), request.account
    return type(request), request.order_id


def answered_by(report: r.Report) -> tuple[Key, ...]:
    """Name what a report may be the answer to."""
    kinds = _ANSWERS.get(type(report), ())
    if not kinds:
        return ()
    about: str = getattr(report, "order_id", "") or getattr(report, "account", "")
    return tuple((kind, about) for kind in kinds)


class _Due(msgspec.Struct, frozen=True, eq=False):
    request: q.Request
    why: str


class Unanswered:
    """Requests under way, each until its answer is told or its time is over."""

    def __init__(self, time: Time, deliver: Deliver, silent_after_ns: int) -> None:
        self._time = time
        self._deliver = deliver
        self._silent_after_ns = silent_after_ns
        self._due: dict[Key, _Due] = {}

    def expect(self, request: q.Request, why: str = "no answer came") -> None:
        key, due = key_of(request), _Due(request, why)
        self._due[key] = due
        at: Nanos = self._time.now() + self._silent_after_ns
        self._time.call_at(at, lambda: self._lapse(key, due))

    def done(self, request: q.Request) -> None:
        """Wait no more: what became of it has been told."""
        self._due.pop(key_of(request), None)

    def heard(self, report: r.Report) -> None:
        if self._due:
            for key in answered_by(report):
                self._due.pop(key, None)

    def close(self) -> None:
        self._due.clear()

    def _lapse(self, key: Key, due: _Due) -> None:
        if self._due.get(key) is not due:
            return
        del self._due[key]
        request, now = due.request, self._time.now()
        if isinstance(request, q.QueryAccount):
            failed = r.VenueSnapshotFails(request.venue, request.account, due.why, now)
            self._deliver(failed)
        elif not isinstance(request, q.QueryPositions):
            self._deliver(r.VenueSilent(request.order_id, due.why, now))
