"""Orders of several legs at the simulated venue: all legs trade at once, or none does."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING

from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.combo import Combo
from holdfast.model.order import OrderStatus, OrderType, Side
from holdfast.simulation.standing import AT_ONCE, Standing

if TYPE_CHECKING:
    from holdfast.simulation.truth import Truth


class Wholes:
    """What the books have of combos; each leg stands in them as an order, too."""

    def __init__(self, truth: Truth) -> None:
        self._truth = truth
        self._waiting: dict[str, dict[str, q.PlaceOrder]] = {}

    def place(self, request: q.PlaceOrder, combo: Combo, rng: Random) -> list[r.Report]:
        """Keep a leg until all of its combo are here: a part of one is never placed."""
        legs = self._waiting.setdefault(combo.id, {})
        legs[request.order_id] = request
        if len(legs) < combo.legs:
            return []
        del self._waiting[combo.id]
        truth = self._truth
        orders = [truth.stand(each.order_id, each.terms) for each in legs.values()]
        told: list[r.Report] = [
            r.VenueAccepts(each.order_id, each.venue_order_id, truth.now()) for each in orders
        ]
        told += self.work(orders[0], rng)
        if orders[0].terms.time_in_force in AT_ONCE:
            told += self.end(orders[0], orders[0].terms.time_in_force)
        return told

    def forget(self, order_id: str) -> bool:
        """Place a leg that waits for others no more; tell whether it did."""
        for name, legs in self._waiting.items():
            if order_id in legs:
                del self._waiting[name]
                return True
        return False

    def end(self, order: Standing, why: str) -> list[r.Report]:
        """Cancel what is left of a whole, each leg of it."""
        told: list[r.Report] = []
        for leg in self._legs(order):
            if leg.is_open:
                leg.status = OrderStatus.CANCELED
                told.append(r.VenueCancels(leg.order_id, self._truth.now(), why, leg.cum))
        return told

    def work(self, order: Standing, rng: Random) -> Iterator[r.Report]:
        """Trade a whole as far as its net price allows, now or in parts."""
        truth, legs = self._truth, self._legs(order)
        net, units, prices = Decimal(0), Decimal(10**9), []
        for leg in legs:
            combo, name = _combo(leg), leg.terms.instrument
            is_buy = leg.terms.side is Side.BUY
            price = (truth.ask if is_buy else truth.bid).get(name)
            if price is None or name in truth.halted:
                return
            net += combo.ratio * (price if is_buy else -price)
            units = min(units, leg.leaves // combo.ratio)
            prices.append(price)
        limit = _combo(order).limit_price
        if units < 1 or (limit is not None and net > limit):
            return
        if rng.random() >= 0.6 and order.terms.type is not OrderType.MARKET:
            units = Decimal(rng.randint(1, int(units)))
        for leg, price in zip(legs, prices, strict=True):
            yield truth.trade(leg, units * _combo(leg).ratio, price)

    def _legs(self, order: Standing) -> list[Standing]:
        name = _combo(order).id
        return [
            each
            for each in self._truth.orders.values()
            if each.terms.combo is not None and each.terms.combo.id == name
        ]


def _combo(order: Standing) -> Combo:
    combo = order.terms.combo
    if combo is None:
        raise TypeError(f"{order.order_id} is no leg")
    return combo
