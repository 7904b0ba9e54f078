"""The best price of one side, and how much trades beyond what is displayed there."""

from __future__ import annotations

from decimal import Decimal

from holdfast.exchange.rules import ExchangeConfig
from holdfast.model.numbers import ZERO


class Touch:
    """The best price of one side: what is displayed, and what we have left of it."""

    __slots__ = ("left", "price", "size", "walked")

    def __init__(self) -> None:
        self.price = self.size = self.left = ZERO
        self.walked = ZERO  # sold to us beyond the display


def room_beyond(config: ExchangeConfig, touch: Touch, qty: Decimal) -> Decimal:
    """Return how much of a quantity trades beyond what is displayed."""
    return min(qty, max(touch.size * config.beyond_display_max - touch.walked, ZERO))
