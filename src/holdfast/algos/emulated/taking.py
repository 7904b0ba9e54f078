"""Targets that may not rest beside a stop, watched here and sent to trade at once when touched."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.emulating import Emulator, goal, is_expired, over, until_expiry, without
from holdfast.core.triggers import prices_now
from holdfast.core.working import Parent, Step
from holdfast.model.band import Band, BandSource
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderStatus, TimeInForce
from holdfast.model.times import SECOND_NS

# what did not trade is tried again after so long, doubled each time without a fill
RETRY_NS = SECOND_NS
TRIES_DOUBLED_MAX = 6

_TRIES, _TRIED_AT, _FILLED = "tries", "tried_at", "filled"


class Taking(Emulator):
    """Each time that the other side reaches its price, what is left is sent to trade at once.

    The stop makes way for that (`core.held_back`), and comes back for what did not trade.
    """

    def step(self, parent: Parent) -> Step:
        """Wait for the price, or for what is out; one try at a time."""
        order, memory = parent.order, dict(parent.state.memory)
        if parent.open:
            return Step()
        left = goal(order) - order.cum_qty
        if left <= ZERO:
            return Step(ended="it has filled what was left of it", ended_as=OrderStatus.FILLED)
        if is_expired(parent):
            return over(parent)
        tries = int(memory.get(_TRIES, 0))
        if tries and memory.get(_FILLED) != str(order.cum_qty):
            tries = 1
        pause = RETRY_NS << min(tries - 1, TRIES_DOUBLED_MAX) if tries else 0
        again_at = int(memory.get(_TRIED_AT, 0)) + pause
        if parent.at < again_at:
            return Step(wake_at=again_at)
        level, source = order.limit_price, BandSource.ASK if order.is_buy else BandSource.BID
        if level is None or not _is_met(parent, source, level):
            low, high = (level, None) if order.is_buy else (None, level)
            return until_expiry(parent, Step(bands=(Band(source, low, high),)))
        child = without(parent, qty=left, time_in_force=TimeInForce.IOC, post_only=False)
        memory |= {_TRIES: tries + 1, _TRIED_AT: parent.at, _FILLED: str(order.cum_qty)}
        # asked again where the gate has not let it pass
        return Step((child,), wake_at=parent.at + RETRY_NS, memory=memory)


def _is_met(parent: Parent, source: BandSource, level: Decimal) -> bool:
    prices = prices_now(parent, (source,))
    return any(price <= level if parent.order.is_buy else price >= level for _, price in prices)
