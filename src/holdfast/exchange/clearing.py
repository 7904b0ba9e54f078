"""The one price of an auction: the most trades at it, and the least is left over."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from holdfast.model.numbers import ZERO


class Interest(NamedTuple):
    """What somebody would trade, and at which limit; None trades at any price."""

    price: Decimal | None
    qty: Decimal


class Clearing(NamedTuple):
    """The price of an auction and how much trades at it."""

    price: Decimal
    volume: Decimal


def clear(
    buys: Sequence[Interest],
    sells: Sequence[Interest],
    tick: Decimal,
    reference: Decimal | None,
) -> Clearing | None:
    """Return the price at which most trades, None where nothing does.

    Of prices at which the same trades: the one at which least is left over; then, where buyers
    are left over at all of them, the highest that somebody named, and where sellers are, the
    lowest; then the one nearest to the reference, which is the last price, and of two that are
    as near the lower.
    Without any limit or reference there is no price, and nothing trades.
    """
    demand, supply = _Side(buys, rises=False), _Side(sells, rises=True)
    best: list[tuple[Decimal, Decimal]] = []  # price and what buyers have left over at it
    volume, left = ZERO, ZERO
    for price in _candidates(buys, sells, tick, reference):
        wanted, offered = demand.at(price), supply.at(price)
        traded, over = min(wanted, offered), wanted - offered
        if not traded or (traded, -abs(over)) < (volume, -left):
            continue
        if (traded, -abs(over)) > (volume, -left):
            best, volume, left = [], traded, abs(over)
        best.append((price, over))
    if not best:
        return None
    named = {each.price for each in (*buys, *sells)}
    return Clearing(_choose(best, named, reference), volume)


def _choose(
    best: list[tuple[Decimal, Decimal]], named: set[Decimal | None], reference: Decimal | None
) -> Decimal:
    prices = [price for price, _ in best]
    limits = [price for price in prices if price in named]
    if limits and all(over > 0 for _, over in best):
        return max(limits)
    if limits and all(over < 0 for _, over in best):
        return min(limits)
    near = reference if reference is not None else (min(prices) + max(prices)) / 2
    return min(prices, key=lambda price: (abs(price - near), price))


def _candidates(
    buys: Sequence[Interest],
    sells: Sequence[Interest],
    tick: Decimal,
    reference: Decimal | None,
) -> list[Decimal]:
    """Return the prices at which anything can change: limits, their neighbours, the reference."""
    limits = {each.price for each in (*buys, *sells) if each.price is not None}
    found = {price + step for price in limits for step in (-tick, ZERO, tick)}
    if reference is not None:
        found.add(reference)
    return sorted(price for price in found if price > 0)


class _Side:
    """How much of one side trades at a price: buyers at or below their limit, sellers above."""

    def __init__(self, interests: Sequence[Interest], *, rises: bool) -> None:
        limited = sorted((each.price, each.qty) for each in interests if each.price is not None)
        self._rises = rises
        self._prices = [price for price, _ in limited]
        self._sums = [ZERO]
        for _, qty in limited:
            self._sums.append(self._sums[-1] + qty)
        self._always = sum((each.qty for each in interests if each.price is None), ZERO)

    def at(self, price: Decimal) -> Decimal:
        if self._rises:
            return self._always + self._sums[bisect_right(self._prices, price)]
        below = self._sums[bisect_left(self._prices, price)]
        return self._always + self._sums[-1] - below
