"""Queries whose answers will be old, partial or empty."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.numbers import Nanos
from holdfast.venues.faulty.cases import ORDERS_KEPT_MAX
from holdfast.venues.faulty.kinds import FaultName
from holdfast.venues.faulty.plan import Pick
from holdfast.venues.faulty.scene import Scene, lasting
from holdfast.venues.faulty.unanswered import Key, key_of

_PARTS = (r.VenueHolds, r.VenueFills)
Answer = list[tuple[Nanos, r.Report]]
"""What is told instead of a report, each so many nanoseconds from now."""


class _Spoilt(msgspec.Struct):
    """An answer that is awaited, and how many reports of it have come."""

    pick: Pick
    told: int = 0


class Asked:
    """What becomes of the answers that are awaited; an answer's last report ends it."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._spoilt: dict[Key, _Spoilt] = {}

    def spoil(self, request: q.Request, pick: Pick) -> None:
        """Decide what becomes of the answer to a query."""
        self._spoilt[key_of(request)] = _Spoilt(pick)
        if len(self._spoilt) > ORDERS_KEPT_MAX:
            del self._spoilt[next(iter(self._spoilt))]

    def forget(self, request: q.Request) -> None:
        """Leave the answer alone: the one to a query before it was lost."""
        self._spoilt.pop(key_of(request), None)

    def calm(self) -> None:
        """Tell every answer as it is."""
        self._spoilt.clear()

    def answer(self, report: r.Report) -> Answer | None:
        """Return what is told instead, None where the report is no answer to such a query."""
        key = _about(report) if self._spoilt else None
        spoilt = None if key is None else self._spoilt.get(key)
        if key is None or spoilt is None:
            return None
        spoilt.told += 1
        told = self._spoiled(report, spoilt.pick, spoilt.told)
        if not isinstance(report, _PARTS):
            del self._spoilt[key]
            self._scene.hit(spoilt.pick.fault, f"the answer to {key[0].__name__} {key[1]}")
        return told

    def _spoiled(self, report: r.Report, pick: Pick, place: int) -> Answer:
        if pick.fault is FaultName.QUERY_STALE:
            return [(lasting(pick.entry, self._scene.spans.stale_ns), report)]
        told = _emptied(report) if pick.fault is FaultName.QUERY_EMPTY else _part(report, place)
        return [] if told is None else [(0, told)]


def _emptied(report: r.Report) -> r.Report | None:
    """Leave nothing in an answer that is there: the worst way to fail."""
    match report:
        case r.VenueHolds():
            return None
        case r.VenueSnapshot():
            return replace(report, orders=(), fills=(), positions={}, cash={}, buying_power=None)
    return report


def _part(report: r.Report, place: int) -> r.Report | None:
    """Leave the second page out of an answer; an account's picture says that it is partial."""
    match report:
        case r.VenueHolds():
            return report if place == 1 else None
        case r.VenueHeldAll() | r.VenueFills():
            return None
        case r.VenueSnapshot():
            return replace(
                report,
                orders=report.orders[: len(report.orders) // 2],
                fills=report.fills[: len(report.fills) // 2],
                positions=dict([*report.positions.items()][: len(report.positions) // 2]),
                is_complete=False,
            )
    return report


def _about(report: r.Report) -> Key | None:
    match report:
        case r.VenueStates() | r.VenueKnowsNot() | r.VenueFills():
            return q.QueryOrder, report.order_id
        case r.VenueHolds() | r.VenueHeldAll():
            return q.QueryPositions, report.account
        case r.VenueSnapshot() | r.VenueSnapshotFails():
            return q.QueryAccount, report.account
    return None
