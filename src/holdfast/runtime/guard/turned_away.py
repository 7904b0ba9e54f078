"""Orders and changes that a venue turned away for their number: each may leave once more.

That is only where the venue has provably not taken it, and nothing else was asked of it since.
"""

from __future__ import annotations

from holdfast.core.ledger import Ledger, Order
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.ids import OrderId
from holdfast.model.numbers import Nanos
from holdfast.model.order import OrderStatus
from holdfast.transport.lanes import Waiting

LEFT_MAX = 10_000  # without an answer yet

_Waiting = Waiting[q.Request]


class TurnedAway:
    """What has left and was not answered yet; what has left twice is not kept."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._left: dict[OrderId, _Waiting] = {}
        self._twice: set[OrderId] = set()  # they wait to leave for the second time

    def leaves(self, waiting: _Waiting) -> None:
        """Keep what leaves for the first time."""
        request = waiting.request
        if not isinstance(request, q.PlaceOrder | q.AmendOrder):
            return
        if request.order_id in self._twice:
            self._twice.discard(request.order_id)
            return
        if len(self._left) >= LEFT_MAX:
            del self._left[next(iter(self._left))]
        self._left[request.order_id] = waiting

    def hear(self, report: r.Report) -> None:
        """Forget what the venue has spoken of."""
        if self._left:
            self._left.pop(getattr(report, "order_id", ""), None)

    def forget(self, order_id: OrderId) -> None:
        """Forget what does not leave after all."""
        self._twice.discard(order_id)

    def again(self, report: r.VenueUnreachable, wait_max_ns: Nanos) -> _Waiting | None:
        """Return what a report says may leave again in time, once; None for all else."""
        left = self._left.pop(report.order_id, None)
        order = self._ledger.orders.get(report.order_id)
        if not report.unsent or not report.again_at or left is None or order is None:
            return None
        is_late = report.again_at > left.since + wait_max_ns
        if is_late or not _is_as_it_left(order, left.request):
            return None
        self._twice.add(report.order_id)
        return left


def _is_as_it_left(order: Order, request: q.Request) -> bool:
    if isinstance(request, q.AmendOrder):
        return order.status is OrderStatus.PENDING_REPLACE
    return order.status is OrderStatus.SENT and not order.changed_by
