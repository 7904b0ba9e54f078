"""The witness of ends: no order is over for the desk before what it was told to have traded."""

from __future__ import annotations

from decimal import Decimal

from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.entry import Entry
from holdfast.simulation.broken import hold

_ZERO = Decimal(0)
_OVER = (e.OrderCanceled, e.OrderExpired)


class Endings:
    """What each order has traded as the journal has it, and what was told with its end."""

    def __init__(self) -> None:
        self.traded: dict[str, Decimal] = {}
        self.fills: dict[str, Decimal] = {}

    def durable(self, entry: Entry) -> None:
        """Hold an end to its fills, and count those that were booked."""
        report = entry.report
        if isinstance(report, r.VenueCancels | r.VenueExpires) and report.cum_qty is not None:
            order_id, known = report.order_id, self.traded.get(report.order_id, _ZERO)
            is_over = any(
                isinstance(each, _OVER) and each.order_id == order_id for each in entry.events
            )
            told = f"{order_id} is over with {known} known of the {report.cum_qty} that traded"
            hold("I11", known >= report.cum_qty or not is_over, told)
        for event in entry.events:
            match event:
                case e.OrderFilled():
                    self._add(event.order_id, event.qty)
                    self.fills[event.exec_id] = event.qty
                case e.FillBusted() if event.exec_id in self.fills:
                    self._add(event.order_id, -self.fills.pop(event.exec_id))

    def _add(self, order_id: str, qty: Decimal) -> None:
        self.traded[order_id] = self.traded.get(order_id, _ZERO) + qty
