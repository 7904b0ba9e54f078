"""What the simulated venue's books hold: orders as they stand, and their executions."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.messages.commands import SubmitOrder
from holdfast.model.numbers import Nanos
from holdfast.model.order import OrderStatus, TimeInForce

AT_ONCE = (TimeInForce.IOC, TimeInForce.FOK)
_OPEN = (OrderStatus.NEW, OrderStatus.PARTIALLY_FILLED)
_ZERO = Decimal(0)


class Trade(msgspec.Struct):
    """One execution; a busted one counts no more."""

    exec_id: str
    order_id: str
    qty: Decimal
    price: Decimal
    fee: Decimal
    at: Nanos
    is_busted: bool = False


class Standing(msgspec.Struct):
    """One order as the venue has it."""

    order_id: str  # the client's; of a person's own order the venue's
    venue_order_id: str
    terms: SubmitOrder
    qty: Decimal
    limit: Decimal | None
    stop: Decimal | None
    status: OrderStatus = OrderStatus.NEW
    cum: Decimal = _ZERO
    triggered: bool = False
    placed_at: Nanos = 0
    is_external: bool = False

    @property
    def is_open(self) -> bool:
        return self.status in _OPEN

    @property
    def leaves(self) -> Decimal:
        return max(self.qty - self.cum, _ZERO) if self.is_open else _ZERO
