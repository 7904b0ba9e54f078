"""Protected market orders: what a market order with a slippage limit says to its venue."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from holdfast.messages.commands import SubmitOrder
from holdfast.messages.events import OrderSent
from holdfast.model.numbers import ONE, ratio, round_down
from holdfast.model.order import OrderType, Side, TimeInForce

_BPS = Decimal(10_000)


def leaving(sent: OrderSent, tick: Decimal) -> SubmitOrder:
    """Return the terms that leave for an order: as asked, but for what the gate took off it."""
    terms = sent.terms if sent.qty is None else replace(sent.terms, qty=sent.qty)
    return on_the_wire(terms, sent.arrival_price, tick)


def on_the_wire(terms: SubmitOrder, arrival_price: Decimal | None, tick: Decimal) -> SubmitOrder:
    """Return the terms that leave: a market order that may not slip goes at once with a limit.

    The limit is the arrival mid moved by `max_slippage_bps`, rounded to the tick on the near
    side; what is not to be had within it is cancelled. Other orders leave as they are.
    """
    slippage_bps = terms.max_slippage_bps
    if slippage_bps is None or arrival_price is None or terms.type is not OrderType.MARKET:
        return terms
    worst = moved(arrival_price, slippage_bps, terms.side)
    limit = round_down(worst, tick)
    if terms.side is Side.SELL and limit < worst:
        limit += tick
    if limit <= 0:
        return terms
    # one for all or nothing stays so
    time = TimeInForce.FOK if terms.time_in_force is TimeInForce.FOK else TimeInForce.IOC
    return replace(terms, type=OrderType.LIMIT, limit_price=limit, time_in_force=time)


def moved(price: Decimal, slippage_bps: Decimal, side: Side) -> Decimal:
    """Return a price that is so much worse for this side."""
    share = ratio(slippage_bps, _BPS)
    return price * (ONE + share if side is Side.BUY else ONE - share)
