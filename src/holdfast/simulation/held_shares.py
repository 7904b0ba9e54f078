"""What a venue keeps back for open orders, where it does: shares, and the other side."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from holdfast.messages.commands import SubmitOrder
from holdfast.model.order import OrderType, Side

_STOPS = (OrderType.STOP, OrderType.STOP_LIMIT)
_ZERO = Decimal(0)


class Known(Protocol):
    """An order in the venue's books."""

    order_id: str
    terms: SubmitOrder

    @property
    def is_open(self) -> bool: ...
    @property
    def leaves(self) -> Decimal: ...


def held_back(orders: Iterable[Known], held: Decimal, terms: SubmitOrder) -> str:
    """Say what of an account forbids an order of it, empty where nothing does.

    What would close more than is free is refused, and so is a stop opposite to open orders, or
    an order opposite to a stop.
    """
    taken = _ZERO
    for other in orders:
        asked = other.terms
        if (asked.account, asked.instrument) != (terms.account, terms.instrument):
            continue
        if asked.side is terms.side:
            taken += other.leaves
        elif other.is_open and (terms.type in _STOPS or asked.type in _STOPS):
            return f"{other.order_id} of the other side is open"
    closes = held if terms.side is Side.SELL else -held
    if closes > 0 and terms.qty > closes - taken:
        return f"{terms.qty} of {closes} held, {taken} of it for orders"
    return ""
