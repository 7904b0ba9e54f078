"""What the paper venue can do wrong itself when a rehearsal asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from holdfast.exchange.exchange import Exchange
from holdfast.exchange.session import SessionState
from holdfast.messages.reports import Report, VenueCancels
from holdfast.messages.requests import PullOrder
from holdfast.model.ids import InstrumentId, OrderId
from holdfast.model.numbers import Nanos
from holdfast.venues import Time
from holdfast.venues.paper.broker import Broker

BY_HAND = "canceled at the venue by hand"
Tell = Callable[[list[Report]], None]


class SetSession(Protocol):
    """How an instrument is halted and opened."""

    def __call__(self, instrument: InstrumentId, state: SessionState) -> None: ...


class Misdeeds:
    """Cancels beside the desk, busts, and halts; whatever else is asked for cannot be had here."""

    def __init__(
        self,
        exchange: Exchange,
        broker: Broker,
        time: Time,
        tell: Tell,
        set_session: SetSession,
    ) -> None:
        self._exchange = exchange
        self._broker = broker
        self._time = time
        self._tell = tell
        self._set_session = set_session

    def do(self, fault: str, order_id: OrderId, instrument: InstrumentId, lasts_ns: int) -> str:
        """Do it and say what was done, empty where nothing was."""
        if fault == "outside_cancel":
            return self._cancel(order_id, instrument)
        if fault == "halt":
            return self._halt(instrument, self._time.now() + lasts_ns)
        if fault == "bust":
            return self._bust(order_id)
        return ""

    def _cancel(self, order_id: OrderId, instrument: InstrumentId) -> str:
        for order in self._exchange.open_orders():
            fits = instrument in ("", order.terms.instrument)
            if order_id == order.order_id or (not order_id and fits):
                pull = PullOrder(order.order_id, order.venue_order_id)
                pulled = self._exchange.pull(pull, self._time.now())
                self._tell([_by_hand(report) for report in pulled])
                return f"{order.order_id} is canceled by hand"
        return ""

    def _bust(self, order_id: OrderId) -> str:
        busts = self._broker.bust(order_id)
        self._tell(busts)
        return f"the last fill of {order_id} is taken back" if busts else ""

    def _halt(self, instrument: InstrumentId, until: Nanos) -> str:
        sessions = self._exchange.sessions()
        name = instrument or next(iter(sessions), "")
        if sessions.get(name) is not SessionState.OPEN:
            return ""
        self._set_session(name, SessionState.HALTED)
        self._time.call_at(until, lambda: self._set_session(name, SessionState.OPEN))
        return f"{name} is halted"


def _by_hand(report: Report) -> Report:
    if isinstance(report, VenueCancels):
        return VenueCancels(report.order_id, report.at, BY_HAND, report.cum_qty)
    return report
