"""What a message is about: its kind, and its order's instrument and side where they are known."""

from __future__ import annotations

import msgspec

from holdfast.messages.commands import SubmitOrder
from holdfast.messages.reports import Report
from holdfast.messages.requests import PlaceOrder, Request
from holdfast.model.ids import InstrumentId, OrderId
from holdfast.model.numbers import Nanos
from holdfast.model.order import Side

ORDERS_KEPT_MAX = 10_000


class Case(msgspec.Struct, frozen=True, gc=False):
    """A message as a script sees it."""

    kind: type
    order_id: OrderId
    instrument: InstrumentId
    side: Side | None


class Placed(msgspec.Struct, frozen=True, gc=False):
    """An order as it was asked for, and when."""

    request: PlaceOrder
    at: Nanos


class Cases:
    """The orders that were sent through here, the youngest of them: older ones are forgotten."""

    def __init__(self) -> None:
        self._placed: dict[OrderId, Placed] = {}

    def note(self, request: PlaceOrder, at: Nanos) -> None:
        self._placed[request.order_id] = Placed(request, at)
        if len(self._placed) > ORDERS_KEPT_MAX:
            del self._placed[next(iter(self._placed))]

    def placed(self, order_id: OrderId) -> Placed | None:
        return self._placed.get(order_id)

    def of(self, message: Request | Report) -> Case:
        order_id: OrderId = getattr(message, "order_id", "")
        terms = self._terms(order_id)
        if terms is None:
            return Case(type(message), order_id, getattr(message, "instrument", ""), None)
        return Case(type(message), order_id, terms.instrument, terms.side)

    def _terms(self, order_id: OrderId) -> SubmitOrder | None:
        placed = self._placed.get(order_id)
        return None if placed is None else placed.request.terms
