"""Market- and limit-if-touched, held here until a better price is met."""

from __future__ import annotations

from holdfast.core.emulating import Emulator, without
from holdfast.core.triggers import held_until
from holdfast.core.working import Parent, Step
from holdfast.model.order import OrderType


class Touched(Emulator):
    """A sale waits for a price at or above its stop price, a buy for one at or below."""

    def step(self, parent: Parent) -> Step:
        """Wait, or work what the order has become."""
        is_limit = parent.order.terms.type is OrderType.LIMIT_IF_TOUCHED
        kind = OrderType.LIMIT if is_limit else OrderType.MARKET
        terms = without(parent, type=kind, stop_price=None, trigger=None)
        return held_until(parent, is_high=not parent.order.is_buy, terms=terms)
