"""Orders that the venue accepts and then rejects after all: pulled there, and told otherwise."""

from __future__ import annotations

import msgspec

from holdfast.messages import reports as r
from holdfast.messages.requests import PullOrder
from holdfast.model.ids import OrderId
from holdfast.venues.faulty.cases import ORDERS_KEPT_MAX
from holdfast.venues.faulty.kinds import FaultName
from holdfast.venues.faulty.scene import Scene

CODE = "FAULT"
DETAIL = "rejected by the fault settings"


class _Way(msgspec.Struct):
    """How far an order is on its way out."""

    pulled: bool = False
    traded: bool = False


class Expelled:
    """Orders on their way out; one that has traded by then is canceled, and told so."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._ways: dict[OrderId, _Way] = {}

    def mark(self, order_id: OrderId) -> None:
        """Have an order rejected once it has been accepted."""
        self._ways[order_id] = _Way()
        if len(self._ways) > ORDERS_KEPT_MAX:
            del self._ways[next(iter(self._ways))]

    def judge(self, report: r.Report) -> r.Report | None:
        """Return what is told instead of a report, None if nothing is."""
        order_id: OrderId = getattr(report, "order_id", "")
        way = self._ways.get(order_id)
        if way is None:
            return report
        match report:
            case r.VenueAccepts():
                self._pull(report, way)
            case r.VenueFills():
                way.traded = True
            case r.VenueRejectsCancel() if way.pulled:
                del self._ways[order_id]
                return None
            case r.VenueCancels() | r.VenueExpires() | r.VenueRejects():
                del self._ways[order_id]
                if way.pulled and not way.traded and isinstance(report, r.VenueCancels):
                    return self._rejected(order_id)
        return report

    def _pull(self, accepted: r.VenueAccepts, way: _Way) -> None:
        way.pulled = True
        pull = PullOrder(accepted.order_id, accepted.venue_order_id)
        # not from within what the venue is doing now
        time = self._scene.time
        time.call_at(time.now(), lambda: self._scene.inner.send(pull))

    def _rejected(self, order_id: OrderId) -> r.Report:
        self._scene.hit(FaultName.REJECTED_AFTER_ACCEPT, order_id)
        return r.VenueRejects(order_id, CODE, DETAIL, self._scene.time.now())
