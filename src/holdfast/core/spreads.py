"""The multi-leg orders that the ledger has: each with its legs, which are parents of their own."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.model.ids import AccountId, ClientOrderId, OrderId
from holdfast.model.numbers import ZERO, Nanos
from holdfast.model.spread import SpreadStatus, SpreadTerms

CLOSED_MAX = 1_000  # of those that are over, the newest are kept


class Spread(msgspec.Struct, array_like=True, gc=False):
    """One multi-leg order. While it works, its legs tell what has traded; then `filled` does."""

    id: OrderId
    terms: SpreadTerms
    legs: tuple[OrderId, ...]
    at: Nanos
    status: SpreadStatus = SpreadStatus.WORKING
    done: Decimal = ZERO
    filled: tuple[Decimal, ...] = ()
    detail: str = ""
    unwound_by: tuple[OrderId, ...] | None = None  # None: nothing was to be unwound, or not yet

    @property
    def alone(self) -> tuple[Decimal, ...]:
        """What each leg of an ended one traded beyond its whole units, nothing once closed."""
        if self.is_open or self.unwound_by is not None:
            return ()
        left = stranded(self.filled, tuple(leg.ratio for leg in self.terms.legs), self.done)
        return left if any(left) else ()

    @property
    def is_open(self) -> bool:
        return self.status is SpreadStatus.WORKING


class Spreads(msgspec.Struct, gc=False):
    """All of them, by id. `of` names the one that an open leg belongs to."""

    made: int = 0
    all: dict[OrderId, Spread] = {}
    of: dict[OrderId, OrderId] = {}
    closed: list[OrderId] = []
    client_ids: dict[AccountId, dict[ClientOrderId, OrderId]] = {}

    def legs_with(self, order_id: OrderId) -> tuple[OrderId, ...]:
        """Name the orders that end with this one: itself, and the legs beside it."""
        spread_id = self.of.get(order_id)
        return (order_id,) if spread_id is None else self.all[spread_id].legs

    def spread_of(self, order_id: OrderId) -> Spread | None:
        """Return the working multi-leg order that an order is a leg of."""
        spread_id = self.of.get(order_id)
        return None if spread_id is None else self.all[spread_id]

    def called(self, name: str) -> Spread | None:
        """Find one by its id, or by a client order id that one account alone has given."""
        named = {known.get(name, "") for known in self.client_ids.values()} - {""}
        by_client = named.pop() if len(named) == 1 else ""
        return self.all.get(name) or self.all.get(by_client)


def whole_units(filled: tuple[Decimal, ...], ratios: tuple[int, ...]) -> Decimal:
    """Return how many units of the whole have all their legs."""
    return min(qty // ratio for qty, ratio in zip(filled, ratios, strict=True))


def stranded(
    filled: tuple[Decimal, ...], ratios: tuple[int, ...], done: Decimal
) -> tuple[Decimal, ...]:
    """Return what each leg has traded beyond `done` whole units."""
    return tuple(qty - done * ratio for qty, ratio in zip(filled, ratios, strict=True))
