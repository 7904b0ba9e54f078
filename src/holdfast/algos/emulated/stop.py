"""Stops and stop-limits, held here: once the stop price is met, a market or limit order leaves."""

from __future__ import annotations

from holdfast.core.emulating import Emulator, without
from holdfast.core.triggers import held_until
from holdfast.core.working import Parent, Step
from holdfast.model.order import OrderType


class Stop(Emulator):
    """A sale waits for a price at or below its stop, a buy for one at or above."""

    def step(self, parent: Parent) -> Step:
        """Wait, or work what the stop has become."""
        is_limit = parent.order.terms.type is OrderType.STOP_LIMIT
        kind = OrderType.LIMIT if is_limit else OrderType.MARKET
        terms = without(parent, type=kind, stop_price=None, trigger=None)
        return held_until(parent, is_high=parent.order.is_buy, terms=terms)
