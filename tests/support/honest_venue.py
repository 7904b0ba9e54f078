"""A venue that does what reaches it, in the order in which it left, and never lies."""

from __future__ import annotations

from decimal import Decimal as D

from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.order import Liquidity, OrderStatus

OPEN = (OrderStatus.NEW, OrderStatus.PARTIALLY_FILLED)
PRICE = D(100)


class Known:
    """An order as the venue has it."""

    def __init__(self, request: q.PlaceOrder) -> None:
        terms = request.terms
        self.qty, self.cum = terms.qty, D(0)
        self.limit, self.stop = terms.limit_price, terms.stop_price
        self.status = OrderStatus.NEW
        self.fills: list[r.VenueFills] = []

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


class HonestVenue:
    """Its books, and its answers; nothing is told by itself."""

    def __init__(self) -> None:
        self.orders: dict[str, Known] = {}
        self.places: list[str] = []
        self.execs = 0

    def answer(self, request: q.Request, at: int) -> list[r.Report]:
        match request:
            case q.PlaceOrder():
                self.places.append(request.order_id)
                self.orders[request.order_id] = Known(request)
                return [r.VenueAccepts(request.order_id, f"V{request.order_id}", at)]
            case q.PullOrder():
                known = self.orders.get(request.order_id)
                if known is None or not known.is_open:
                    return [r.VenueRejectsCancel(request.order_id, "CLOSED", "", at)]
                known.status = OrderStatus.CANCELED
                return [r.VenueCancels(request.order_id, at)]
            case q.AmendOrder():
                return self._amend(request, at)
            case q.QueryOrder():
                return self._tell(request, at)
        return []

    def _amend(self, request: q.AmendOrder, at: int) -> list[r.Report]:
        known = self.orders.get(request.order_id)
        if known is None or not known.is_open or request.qty <= known.cum:
            return [r.VenueRejectsReplace(request.order_id, "CLOSED", "", at)]
        known.qty, known.limit, known.stop = request.qty, request.limit_price, request.stop_price
        name = f"V{request.order_id}"
        return [r.VenueReplaces(request.order_id, name, known.qty, known.limit, known.stop, at)]

    def _tell(self, request: q.QueryOrder, at: int) -> list[r.Report]:
        order_id = request.order_id
        known = self.orders.get(order_id)
        if known is None:
            # requests keep their order, so the place can no longer come
            return [r.VenueKnowsNot(order_id, final=True, at=at)]
        state = r.VenueStates(
            order_id, f"V{order_id}", known.status, known.qty, known.cum, known.limit,
            known.stop, at, request.number,
        )  # fmt: skip
        return [*known.fills, state]

    def fill(self, order_id: str, qty: D, at: int) -> r.VenueFills:
        known = self.orders[order_id]
        qty = min(qty, known.qty - known.cum)
        self.execs += 1
        known.cum += qty
        known.status = OrderStatus.FILLED if known.cum >= known.qty else OPEN[1]
        told = r.VenueFills(
            order_id, f"x{self.execs}", qty, PRICE, D(0), "USD", Liquidity.MAKER, at
        )
        known.fills.append(told)
        return told
