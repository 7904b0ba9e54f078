"""What exits could still trade, by what is true: one of an entry's ends the other."""

from __future__ import annotations

from collections.abc import Container, Mapping
from decimal import Decimal

from holdfast.messages.requests import PlaceOrder
from holdfast.model.order import OrderRole, Side
from holdfast.simulation.truth import Truth

_ZERO = Decimal(0)


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
