"""What open orders could still do: reserved until the venue proves that they cannot.

In flight and unknown count like open, and a replace in flight counts the worse of old and
new. A parent reserves what it has not yet given to its children. A target whose entry has a
stop too is not counted: one of the two ends the other.
"""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.ledger import TERMINAL, Ledger, Order, Position
from holdfast.core.tally import reserved
from holdfast.model.numbers import ONE, ZERO
from holdfast.model.order import OrderRole, Side

ROWS = ("RC08", "RC09")  # the controls that it holds, by their ids

_BUY = Side.BUY


def reserve(ledger: Ledger, order: Order) -> None:
    """Bring the reservation of one order in line with what it could still trade."""
    set_reserved(ledger, order, _could_trade(ledger, order))


def set_reserved(ledger: Ledger, order: Order, wanted: Decimal) -> None:
    """Reserve this much of an order, where it is known: all of a new one, nothing of an ended."""
    before = order.reserved_qty
    if wanted == before:
        return
    delta = wanted - before if before else wanted
    order.reserved_qty = wanted
    terms = order.terms
    account = ledger.accounts[terms.account]
    position = account.positions.get(terms.instrument)
    if position is None:
        position = account.positions[terms.instrument] = Position()
    price = order.reserve_price
    value = ZERO
    if price:
        multiplier = ledger.instruments[terms.instrument].multiplier
        value = delta * price if multiplier == ONE else delta * price * multiplier
    if terms.side is _BUY:
        position.buy_open += delta
        if price:
            account.scope.tally.open_buys += value
    else:
        position.sell_open += delta
        if price:
            account.scope.tally.open_sells += value
    if ledger.scopes:
        reserved(ledger, terms, delta, value)


def raise_reserve_price(ledger: Ledger, order: Order, price: Decimal) -> None:
    """Value what is reserved of an order at a higher price from now on."""
    terms = order.terms
    rise = (price - order.reserve_price) * ledger.instruments[terms.instrument].multiplier
    value = order.reserved_qty * rise
    tally = ledger.accounts[terms.account].scope.tally
    if terms.side is _BUY:
        tally.open_buys += value
    else:
        tally.open_sells += value
    if ledger.scopes:
        reserved(ledger, terms, ZERO, value)
    order.reserve_price = price


def _could_trade(ledger: Ledger, order: Order) -> Decimal:
    if order.status in TERMINAL:
        return ZERO
    terms = order.terms
    if terms.tactic is not None:
        # late fills of children that were over may have given out more than was asked
        return max(order.qty - ledger.parents[order.id].committed, ZERO)
    if terms.exit_of and terms.role is OrderRole.TAKE_PROFIT:
        if ledger.orders[terms.exit_of].terms.stop_loss is not None:
            return ZERO
    qty = order.qty
    if order.pending_qty is not None and order.pending_qty > qty:
        qty = order.pending_qty
    cum = order.cum_qty
    if not cum:
        return qty
    leaves = qty - cum
    return leaves if leaves > 0 else ZERO
