"""The venue's pen: it numbers orders and fills, keeps our orders, and writes the reports."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from decimal import Decimal
from random import Random

from holdfast.exchange.floor import Floor
from holdfast.exchange.more import Marks
from holdfast.exchange.rules import ExchangeConfig
from holdfast.exchange.working import WorkingOrder
from holdfast.messages.reports import (
    Report,
    VenueCancels,
    VenueExpires,
    VenueFills,
    VenueReplaces,
    VenueTriggers,
)
from holdfast.model.ids import AccountId, InstrumentId, OrderId
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.order import Liquidity, OrderStatus, TimeInForce
from holdfast.model.quote import Quote, Trade

Positions = Callable[[AccountId, InstrumentId], Decimal]
"""Who knows what an account held before anything was counted here."""

_GTD = TimeInForce.GTD
_FILLED = OrderStatus.FILLED
_PARTIALLY_FILLED = OrderStatus.PARTIALLY_FILLED


class Executions:
    """All our orders at one venue, open ones in order of arrival, and what the public sees."""

    def __init__(self, config: ExchangeConfig, rng: Random) -> None:
        self.config = config
        self.rng = rng
        self.positions: Positions = self._traded
        self.open: dict[OrderId, WorkingOrder] = {}
        self.closed: dict[OrderId, WorkingOrder] = {}
        self.marked: dict[OrderId, WorkingOrder] = {}  # whose marks have changed, until read
        self.public: deque[Quote | Trade] = deque(maxlen=config.market_backlog_max)
        self.order_count = 0
        self.exec_count = 0
        self._closed_ids: deque[OrderId] = deque()
        self._places = 0
        self._closed_max = config.closed_orders_max
        self._exec_prefix = f"{config.id_prefix}E"

    def next_place(self) -> int:
        """Return the next number in the order of arrival, which decides priority."""
        self._places += 1
        return self._places

    def fill(
        self,
        order: WorkingOrder,
        qty: Decimal,
        price: Decimal,
        liquidity: Liquidity,
        at: Nanos,
        out: list[Report],
    ) -> None:
        """Trade `qty`, no more than leaves; an order with nothing left is closed."""
        order.cum += qty
        if order.floor.holdings is not None:
            self.hold(order.floor, order.terms.account, qty if order.is_buy else -qty)
        left = order.leaves = order.leaves - qty
        self.exec_count = number = self.exec_count + 1
        meter = order.meter
        fee = ZERO if meter is None else meter.charge(qty, price, liquidity, at)
        out.append(
            VenueFills(
                order.order_id,
                f"{self._exec_prefix}{number}",
                qty,
                price,
                fee,
                order.floor.currency,
                liquidity,
                at,
            )
        )
        if left:
            order.status = _PARTIALLY_FILLED
        else:
            self._close(order, _FILLED)

    def holding(self, order: WorkingOrder) -> Decimal:
        """Return what the order's account holds of its instrument; asked once, then counted."""
        floor, account = order.floor, order.terms.account
        if floor.holdings is None:
            floor.holdings = {}
        if account not in floor.holdings:
            floor.holdings[account] = self.positions(account, floor.instrument_id)
        return floor.holdings[account]

    def hold(self, floor: Floor, account: AccountId, qty: Decimal) -> None:
        """Count a change of what an account holds, where that is counted."""
        if floor.holdings is not None and account in floor.holdings:
            floor.holdings[account] += qty

    def cancel(self, order: WorkingOrder, at: Nanos, detail: str, out: list[Report]) -> None:
        """Close what is left; whoever calls has taken the order out of its book."""
        self._close(order, OrderStatus.CANCELED)
        out.append(VenueCancels(order.order_id, at, detail, order.cum))

    def expire(self, order: WorkingOrder, at: Nanos, detail: str, out: list[Report]) -> None:
        """Close what is left because its time ran out."""
        self._close(order, OrderStatus.EXPIRED)
        out.append(VenueExpires(order.order_id, at, detail, order.cum))

    def mark(self, order: WorkingOrder) -> None:
        """Note that what no report tells of an order has changed."""
        self.marked[order.order_id] = order

    def drain_marks(self) -> list[tuple[OrderId, Marks]]:
        """Return the orders whose marks have changed since the last call."""
        marked = self.marked
        if not marked:
            return []
        changed = [(o.order_id, o.more.marks()) for o in marked.values() if o.more and o.is_open]
        marked.clear()
        return changed

    def tell_change(self, order: WorkingOrder, at: Nanos, out: list[Report]) -> None:
        """Say what quantity and prices an order has now."""
        prices = order.asked_limit, order.stop_price
        out.append(VenueReplaces(order.order_id, order.venue_order_id, order.qty, *prices, at))

    def due(self, at: Nanos) -> tuple[list[WorkingOrder], Nanos | None]:
        """Return the GTD orders whose time has come, and when the next one's does."""
        due: list[WorkingOrder] = []
        later: Nanos | None = None
        for order in self.open.values():
            expire_at = order.terms.expire_at
            if expire_at is None or order.terms.time_in_force is not _GTD:
                continue
            if expire_at <= at:
                due.append(order)
            else:
                later = expire_at if later is None else min(later, expire_at)
        return due, later

    def trigger(self, order: WorkingOrder, at: Nanos, out: list[Report]) -> None:
        """Tell that an order's trigger was touched; its place in the queue is of now."""
        order.triggered = True
        order.seq = self.next_place()
        out.append(VenueTriggers(order.order_id, at))

    def _traded(self, account: AccountId, instrument: InstrumentId) -> Decimal:
        """Add up what the orders that are remembered have traded."""
        held = ZERO
        for order in (*self.open.values(), *self.closed.values()):
            if order.terms.account == account and order.floor.instrument_id == instrument:
                held += order.cum if order.is_buy else -order.cum
        return held

    def _close(self, order: WorkingOrder, status: OrderStatus) -> None:
        order.status = status
        order_id = order.order_id
        del self.open[order_id]
        if order.more is not None:
            self.marked.pop(order_id, None)
        self.closed[order_id] = order
        ids = self._closed_ids
        ids.append(order_id)
        if len(ids) > self._closed_max:
            del self.closed[ids.popleft()]
