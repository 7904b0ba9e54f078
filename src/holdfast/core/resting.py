"""Which own orders rest at which price, kept up to date as they come, change and go.

Orders that can wait in a market with a limit price count from the moment they are sent until
they are over; while a change is in flight an order counts at both its prices.
"""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.ledger import AccountState, Ledger, Order
from holdfast.core.levels import Levels, Resting
from holdfast.model.ids import InstrumentId
from holdfast.model.order import OrderType, Side, TimeInForce

# the hot path: an enum's member costs a look-up at each use
_BUY = Side.BUY
_LIMIT = OrderType.LIMIT
_IOC = TimeInForce.IOC
_FOK = TimeInForce.FOK
_NOTHING: dict[InstrumentId, Resting] = {}


def books_of(ledger: Ledger, state: AccountState) -> dict[InstrumentId, Resting]:
    """Return what the account's trade group has resting; without one it is its own group."""
    group = state.account.trade_group
    if not group:
        return state.resting
    return ledger.trade_groups.get(group, _NOTHING)


def entered(ledger: Ledger, state: AccountState, order: Order) -> None:
    price, terms = order.limit_price, order.terms
    if price is None or (terms.type is not _LIMIT and not order.triggered):
        return
    tif = terms.time_in_force
    # what trades at once or not at all never rests; a parent's slices do, it does not
    if tif is not _IOC and tif is not _FOK and order.id not in ledger.parents:
        _levels(ledger, state, order).add(price, order.id)


def changing(ledger: Ledger, order: Order) -> None:
    """Count an order at its new price too while the change is in flight."""
    price = order.pending_limit_price
    if price is not None and price != order.limit_price and can_rest(ledger, order):
        _levels(ledger, ledger.accounts[order.terms.account], order).add(price, order.id)


def changed(ledger: Ledger, order: Order, before: Decimal | None) -> None:
    """Count an order at the price that it has now, and at no other."""
    state = ledger.accounts[order.terms.account]
    levels = _levels(ledger, state, order)
    for price in (before, order.pending_limit_price):
        if price is not None and price != order.limit_price:
            levels.drop(price, order.id)
    if order.is_open and before != order.limit_price:
        entered(ledger, state, order)


def left(ledger: Ledger, state: AccountState, order: Order) -> None:
    """Count an order that is over no more."""
    price, pending = order.limit_price, order.pending_limit_price
    levels = _levels(ledger, state, order)
    if price is not None and levels.prices:
        levels.drop(price, order.id)
    if pending is not None and pending != price:
        levels.drop(pending, order.id)


def can_rest(ledger: Ledger, order: Order) -> bool:
    """Tell whether an open order may wait in a market with its limit price."""
    terms = order.terms
    if terms.time_in_force in (_IOC, _FOK) or order.id in ledger.parents:
        return False
    return terms.type is _LIMIT or order.triggered


def _levels(ledger: Ledger, state: AccountState, order: Order) -> Levels:
    terms = order.terms
    name, group = terms.instrument, state.account.trade_group
    books = state.resting if not group else ledger.trade_groups.setdefault(group, {})
    resting = books.get(name)
    if resting is None:
        resting = books[name] = Resting()
    return resting.buys if terms.side is _BUY else resting.sells
