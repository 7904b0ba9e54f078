"""The best price of one side, and what a taker pays beyond what is displayed there."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from holdfast.exchange.rules import ExchangeConfig
from holdfast.exchange.slippage import Circumstances, slipped
from holdfast.model.numbers import ZERO


class Touch:
    """The best price of one side: what is displayed, and what we have left of it."""

    __slots__ = ("left", "price", "size", "walked")

    def __init__(self) -> None:
        self.price = self.size = self.left = ZERO
        self.walked = ZERO  # sold to us beyond the display


class Beyond(NamedTuple):
    """What the price beyond the display depends on; `volume` is that of the last bar, if any."""

    config: ExchangeConfig
    tick: Decimal
    spread: Decimal
    volume: Decimal | None


def beyond_display(
    market: Beyond, touch: Touch, qty: Decimal, *, is_buy: bool
) -> tuple[Decimal, Decimal]:
    """Return the price beyond the display and how much trades there."""
    config = market.config
    room = min(qty, max(touch.size * config.beyond_display_max - touch.walked, ZERO))
    trade = Circumstances(room, touch.price, market.spread, None, market.volume)
    return slipped(config.slippage, trade, is_buy=is_buy, tick=market.tick), room
