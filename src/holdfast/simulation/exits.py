"""What exits could still trade, by what is true: one of an entry's ends the other."""

from __future__ import annotations

from collections.abc import Container, Mapping
from decimal import Decimal

from holdfast.messages.requests import PlaceOrder
from holdfast.model.order import OrderRole, Side
from holdfast.simulation.truth import Truth

_ZERO = Decimal(0)
_BOTH = (OrderRole.STOP_LOSS, OrderRole.TAKE_PROFIT)


def exits_could(
    truth: Truth, placed: Mapping[str, PlaceOrder], booked: Container[str], account: str, name: str
) -> dict[Side, Decimal]:
    """Add up the larger of stops and targets of each entry, for an account and an instrument.

    Where a fill of one of them is not known to the desk, what the others trade has crossed it:
    such an entry is left out, and so is what the desk works itself.
    """
    open_now: dict[tuple[str, Side], dict[OrderRole | None, Decimal]] = {}
    crossed: set[str] = set()
    for order_id, request in placed.items():
        terms = request.terms
        if not terms.exit_of or (terms.account, terms.instrument) != (account, name):
            continue
        if any(each.exec_id not in booked for each in truth.trades_of(order_id)):
            crossed.add(terms.exit_of)
        order = truth.orders.get(order_id)
        if order is not None and order.is_open:
            could = open_now.setdefault((terms.exit_of, terms.side), {})
            could[terms.role] = could.get(terms.role, _ZERO) + order.leaves
    most = {Side.BUY: _ZERO, Side.SELL: _ZERO}
    for (entry, side), could in open_now.items():
        if entry not in crossed:
            most[side] += max(could.values())
    return most


def crossed_qty(
    truth: Truth, placed: Mapping[str, PlaceOrder], booked: Container[str], account: str, name: str
) -> Decimal:
    """Add up what exits of an entry may have traded too much, as one crossed the end of another.

    That is known to nobody before it happens: no more than the lesser of what stops and targets
    have traded, and no more than what the desk has not been told of.
    """
    traded: dict[str, dict[OrderRole | None, Decimal]] = {}
    untold: dict[str, Decimal] = {}
    for order_id, request in placed.items():
        terms = request.terms
        if not terms.exit_of or (terms.account, terms.instrument) != (account, name):
            continue
        for each in truth.trades_of(order_id):
            of = traded.setdefault(terms.exit_of, dict.fromkeys(_BOTH, _ZERO))
            of[terms.role] += each.qty
            if each.exec_id not in booked:
                untold[terms.exit_of] = untold.get(terms.exit_of, _ZERO) + each.qty
    return sum((min(qty, *traded[entry].values()) for entry, qty in untold.items()), _ZERO)
