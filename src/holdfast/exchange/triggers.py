"""Orders that wait for a price: which price it is, and from which side it must come."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from holdfast.exchange.ladder import Ladder
from holdfast.exchange.working import TOUCHED, WorkingOrder
from holdfast.model.instructions import TriggerSource

Seen = Callable[[TriggerSource | None, bool], tuple[Decimal, ...]]
"""The prices of a source for a buy (True) or a sale; of None, those that the venue's rule names."""

_Key = tuple[TriggerSource | None, bool, bool]

_SOURCES: tuple[TriggerSource | None, ...] = (None, *TriggerSource)
# served in this order: buys first, of these what the price rises to
_KEYS: tuple[_Key, ...] = tuple(
    (source, is_buy, goes_up)
    for is_buy in (True, False)
    for goes_up in (is_buy, not is_buy)
    for source in _SOURCES
)


def goes_up(order: WorkingOrder) -> bool:
    """Tell whether the order waits for a price to rise: stops of buys, touches of sales."""
    return order.is_buy is not (order.terms.type in TOUCHED)


class Triggers:
    """One ladder for each source, side and direction that is waited for, none of them empty."""

    __slots__ = ("_ladders", "_present")

    def __init__(self) -> None:
        self._ladders: dict[_Key, Ladder] = {}
        self._present: tuple[_Key, ...] = ()

    def __bool__(self) -> bool:
        return bool(self._present)

    def arm(self, order: WorkingOrder) -> None:
        """Let the order wait for its level; without one there is nothing to wait for yet."""
        level = order.level
        if level is None:
            return
        key = _key(order)
        ladder = self._ladders.get(key)
        if ladder is None:
            # what rises past several levels meets the lowest first
            ladder = self._ladders[key] = Ladder(highest_first=not key[2])
            self._present = tuple(each for each in _KEYS if each in self._ladders)
        ladder.add(order, level)

    def remove(self, order: WorkingOrder) -> bool:
        """Take the order out; tell whether it waited here."""
        if not order.waits_for_price:
            return False
        key, level = _key(order), order.level
        ladder = self._ladders.get(key)
        if ladder is None or level is None or not ladder.remove(order, level):
            return False
        self._drop_if_empty(key, ladder)
        return True

    def touched(self, seen: Seen) -> WorkingOrder | None:
        """Return the next order whose level one of its source's prices touches."""
        for key in self._present:
            source, is_buy, rises = key
            order = self._ladders[key].orders[-1]
            level = order.level
            for price in seen(source, is_buy):
                if level is not None and (price >= level if rises else price <= level):
                    return order
        return None

    def nearest(self, *, rises: bool) -> WorkingOrder | None:
        """Return the order whose level a rising or falling price meets first, whatever source."""
        found: WorkingOrder | None = None
        for key in self._present:
            if key[2] is rises:
                order = self._ladders[key].orders[-1]
                if found is None or _comes_first(order, found, rises=rises):
                    found = order
        return found

    def _drop_if_empty(self, key: _Key, ladder: Ladder) -> None:
        if not ladder.orders:
            del self._ladders[key]
            self._present = tuple(each for each in self._present if each != key)


def _key(order: WorkingOrder) -> _Key:
    return order.terms.trigger, order.is_buy, goes_up(order)


def _comes_first(one: WorkingOrder, other: WorkingOrder, *, rises: bool) -> bool:
    first, second = one.level, other.level
    if first is None or second is None or first == second:
        return one.seq < other.seq
    return first < second if rises else first > second
