"""Orders of which one ends the other, within one bar: exits of an entry, siblings of a list.

A bar does not tell which of two prices came first, and the desk hears of it only afterwards. So
that no bar fills both, a group has room for its largest order (or all of its entry's targets
together), and who finds none waits for the next bar.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from holdfast.exchange.rules import BarExits
from holdfast.exchange.waiting import Waiting
from holdfast.exchange.working import WorkingOrder
from holdfast.model.numbers import ZERO
from holdfast.model.quote import Bar


class _Group:
    """Orders that end each other, and how much they may still trade together."""

    __slots__ = ("orders", "room")

    def __init__(self) -> None:
        self.orders: list[WorkingOrder] = []
        self.room = ZERO


class Exclusive:
    """The groups among the orders that wait as a bar begins; `aside` are those that sit it out."""

    def __init__(self, waiting: Waiting) -> None:
        self.aside: list[WorkingOrder] = []
        self._waiting = waiting
        self._groups: dict[str, _Group] = {}
        for order in _everyone(waiting):
            key = _key(order)
            if key:
                self._groups.setdefault(key, _Group()).orders.append(order)
        for group in self._groups.values():
            stops, others = ZERO, ZERO
            for order in group.orders:
                is_one_of_many = bool(order.terms.exit_of)
                if order.waits_for_price:
                    stops = stops + order.leaves if is_one_of_many else max(stops, order.leaves)
                else:
                    others = others + order.leaves if is_one_of_many else max(others, order.leaves)
            group.room = max(stops, others)

    def room(self, order: WorkingOrder) -> Decimal:
        """Say how much of an order may trade in this bar."""
        group = self._groups.get(_key(order))
        return order.leaves if group is None else min(order.leaves, group.room)

    def filled(self, order: WorkingOrder, qty: Decimal) -> None:
        """Count a fill; once the group has no room, the rest of it sits out the bar."""
        group = self._groups.get(_key(order))
        if group is None:
            return
        group.room -= qty
        if group.room <= ZERO:
            self._set_aside(each for each in group.orders if each.leaves)

    def prefer(self, which: BarExits, bar: Bar) -> list[WorkingOrder]:
        """Set aside who comes second where the bar crosses both; return those for the bar's end."""
        second: list[WorkingOrder] = []
        if which is BarExits.PATH:
            return second
        for group in self._groups.values():
            stops = [each for each in group.orders if each.waits_for_price and _is_met(each, bar)]
            others = [
                each
                for each in group.orders
                if not each.waits_for_price and each.leaves and _is_met(each, bar)
            ]
            if stops and others:
                second += others if which is BarExits.STOP_FIRST else stops
        self._set_aside(second)
        return second

    def sits_out(self, order: WorkingOrder) -> bool:
        return any(each is order for each in self.aside)

    def _set_aside(self, orders: Iterator[WorkingOrder] | list[WorkingOrder]) -> None:
        for order in tuple(orders):
            self._waiting.remove(order)
            if not self.sits_out(order):
                self.aside.append(order)


def _everyone(waiting: Waiting) -> Iterator[WorkingOrder]:
    resting = (*waiting.buys.orders, *waiting.sells.orders)
    yield from resting
    yield from (each for each in waiting.watched.values() if each not in resting)


def _key(order: WorkingOrder) -> str:
    terms = order.terms
    # the slices of a list's member belong to it alone
    return terms.exit_of or ("" if terms.parent_id else terms.list_id)


def _is_met(order: WorkingOrder, bar: Bar) -> bool:
    price = order.level if order.waits_for_price else order.limit_price
    return price is not None and bar.low <= price <= bar.high
