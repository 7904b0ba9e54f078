"""Queries whose answers will be old, partial or empty."""

from __future__ import annotations

from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.numbers import Nanos
from holdfast.venues.faulty.kinds import FaultName
from holdfast.venues.faulty.plan import Pick
from holdfast.venues.faulty.scene import Scene, lasting
from holdfast.venues.faulty.unanswered import Key, key_of

Answer = list[tuple[Nanos, r.Report]]
"""What is told instead of a report, each so many nanoseconds from now."""


class Asked:
    """What becomes of the answers that are awaited; an answer's last report ends it."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._picks: dict[Key, Pick] = {}
        self._told: dict[Key, int] = {}

    def spoil(self, request: q.Request, pick: Pick) -> None:
        """Decide what becomes of the answer to a query."""
        key = key_of(request)
        self._picks[key] = pick
        self._told[key] = 0

    def answer(self, report: r.Report) -> Answer | None:
        """Return what is told instead, None where the report is no answer to such a query."""
        if not self._picks:
            return None
        key = _about(report)
        pick = None if key is None else self._picks.get(key)
        if key is None or pick is None:
            return None
        self._told[key] += 1
        is_last = not isinstance(report, r.VenueHolds | r.VenueFills)
        if is_last:
            del self._picks[key]
        told = self._spoiled(report, pick, self._told[key])
        if is_last:
            self._scene.hit(pick.fault, f"the answer to {key[0].__name__} {key[1]}")
        return told

    def _spoiled(self, report: r.Report, pick: Pick, place: int) -> Answer:
        if pick.fault is FaultName.QUERY_STALE:
            return [(lasting(pick.entry, self._scene.spans.stale_ns), report)]
        if pick.fault is FaultName.QUERY_EMPTY:
            return [(0, report)] if isinstance(report, r.VenueHeldAll) else []
        match report:
            case r.VenueHolds():
                # the second page is missing
                return [(0, report)] if place == 1 else []
            case r.VenueHeldAll() | r.VenueFills():
                return []
        return [(0, report)]


def _about(report: r.Report) -> Key | None:
    match report:
        case r.VenueStates() | r.VenueKnowsNot() | r.VenueFills():
            return q.QueryOrder, report.order_id
        case r.VenueHolds() | r.VenueHeldAll():
            return q.QueryPositions, report.account
    return None
