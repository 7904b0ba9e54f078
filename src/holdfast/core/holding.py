"""One holding: the open orders of an account in an instrument, and what a side may close of it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from holdfast.core.ledger import Ledger, Order
from holdfast.model.ids import AccountId, InstrumentId
from holdfast.model.numbers import ZERO


def open_in(ledger: Ledger, account: AccountId, instrument: InstrumentId) -> Iterator[Order]:
    """Yield the open orders of a holding, the oldest first, parents with what they gave out."""
    for order_id in ledger.open_orders:
        order = ledger.orders[order_id]
        if (order.terms.account, order.terms.instrument) == (account, instrument):
            yield order


def closable(held: Decimal, is_buy: bool) -> Decimal:
    """Return how many units a side may trade before what is held is flat."""
    return max(-held if is_buy else held, ZERO)
