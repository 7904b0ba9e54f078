"""What a print does to our resting orders where only the best quote is known."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from holdfast.exchange.ladder import Ladder
from holdfast.exchange.working import WorkingOrder
from holdfast.messages.reports import Report
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.quote import Trade


class Fills(Protocol):
    """A market that fills resting orders."""

    def fill_resting(
        self, order: WorkingOrder, left: Decimal, at: Nanos, out: list[Report]
    ) -> Decimal: ...


def print_through(
    market: Fills, ladder: Ladder, trade: Trade, left: Decimal, out: list[Report]
) -> Decimal:
    """Fill resting orders by a print, up to its size; return what is left of it.

    A print at an order's own price first uses up what was displayed before it. A print
    of a hidden order's execution counts only where it goes through the price.
    """
    passed = ZERO  # of others in the queue at this very price
    queue = list(ladder)
    for order in queue:
        limit = order.limit_price
        if limit is None:
            continue
        if not left or not order.accepts(trade.price):
            break
        if limit == trade.price:
            if trade.hidden or order.ahead is None:
                continue
            before = min(max(order.ahead - passed, ZERO), left)
            passed += before
            left -= before
        if left:
            left -= market.fill_resting(order, left, trade.at, out)
            if order.is_open and left and limit != trade.price:
                # what was hidden comes up behind the others at its price
                same = [n for n, each in enumerate(queue) if each.limit_price == limit]
                queue.insert(same[-1] + 1, order)
    if passed:
        _pass_by(ladder, trade.price, passed)
    return left


def _pass_by(ladder: Ladder, price: Decimal, passed: Decimal) -> None:
    """Shorten the queues at a price by what others traded there."""
    for order in ladder:
        if order.limit_price == price and order.ahead is not None:
            order.ahead = max(order.ahead - passed, ZERO)
