"""Orders that the venue accepts and then rejects after all: pulled there, and told otherwise."""

from __future__ import annotations

from holdfast.messages import reports as r
from holdfast.messages.requests import PullOrder
from holdfast.model.ids import OrderId
from holdfast.venues.faulty.kinds import FaultName
from holdfast.venues.faulty.scene import Scene

CODE = "FAULT"
DETAIL = "rejected by the fault settings"


class Expelled:
    """Orders on their way out; one that has traded by then is canceled, and told so."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._marked: set[OrderId] = set()
        self._pulled: set[OrderId] = set()
        self._traded: set[OrderId] = set()

    def mark(self, order_id: OrderId) -> None:
        """Have an order rejected once it has been accepted."""
        self._marked.add(order_id)

    def judge(self, report: r.Report) -> r.Report | None:
        """Return what is told instead of a report, None if nothing is."""
        if not self._marked:
            return report
        order_id: OrderId = getattr(report, "order_id", "")
        if order_id not in self._marked:
            return report
        match report:
            case r.VenueAccepts():
                pull = PullOrder(order_id, report.venue_order_id)
                self._pulled.add(order_id)
                # not from within what the venue is doing now
                self._scene.time.call_at(
                    self._scene.time.now(), lambda: self._scene.inner.send(pull)
                )
            case r.VenueFills():
                self._traded.add(order_id)
            case r.VenueRejectsCancel() if order_id in self._pulled:
                self._forget(order_id)
                return None
            case r.VenueCancels() | r.VenueExpires() | r.VenueRejects():
                return self._over(report, order_id)
        return report

    def _over(self, report: r.Report, order_id: OrderId) -> r.Report:
        is_rejected = isinstance(report, r.VenueCancels) and order_id in self._pulled
        is_rejected = is_rejected and order_id not in self._traded
        self._forget(order_id)
        if not is_rejected:
            return report
        self._scene.hit(FaultName.REJECTED_AFTER_ACCEPT, order_id)
        return r.VenueRejects(order_id, CODE, DETAIL, self._scene.time.now())

    def _forget(self, order_id: OrderId) -> None:
        for each in (self._marked, self._pulled, self._traded):
            each.discard(order_id)
