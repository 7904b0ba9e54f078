"""What strategies are told, and what they leave: fills, changes of orders, log lines, faults."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import msgspec

from holdfast.core.ledger import TERMINAL
from holdfast.model.ids import InstrumentId, OrderId
from holdfast.model.numbers import Nanos
from holdfast.model.order import Liquidity, OrderStatus, Side


class Fill(msgspec.Struct, frozen=True):
    """One trade of one of the strategy's orders; `price` is per unit, `at` the venue's clock."""

    order_id: OrderId
    instrument: InstrumentId
    side: Side
    qty: Decimal
    price: Decimal
    fee: Decimal
    fee_currency: str
    liquidity: Liquidity
    at: Nanos


class OrderChange(msgspec.Struct, frozen=True):
    """An order of the strategy has another status; `detail` is the venue's or the desk's reason."""

    order_id: OrderId
    instrument: InstrumentId
    status: OrderStatus
    cum_qty: Decimal
    leaves_qty: Decimal
    detail: str = ""

    @property
    def is_open(self) -> bool:
        """Tell whether it may still trade."""
        return self.status not in TERMINAL


class LogLine(msgspec.Struct, frozen=True):
    """What a strategy had to say, and when."""

    at: Nanos
    text: str


class Fault(msgspec.Struct, frozen=True):
    """Why a strategy was stopped: which of its methods failed, with what, and on which line."""

    method: str
    error: str
    where: str  # file:line, of the innermost line that is the user's own
    at: Nanos


class Ending(StrEnum):
    """What becomes of what a strategy leaves when it stops, at the end or by a fault."""

    CANCEL = "cancel"  # its open orders are cancelled, its positions stay
    FLATTEN = "flatten"  # cancelled, and its positions closed by market orders
    KEEP = "keep"  # nothing is touched
