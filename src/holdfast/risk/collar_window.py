"""Refuse a price too far from where the market was: own orders may not walk it, step by step."""

from __future__ import annotations

from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import plain, ratio
from holdfast.model.order import Side

_BUY = Side.BUY


def judge(case: Case) -> Finding:
    """Compare the limit, or the touch that an order without one meets, with the collar.

    It is measured from the reference at the start of the window. The stamp says how the market
    has moved where that could matter; where it does not, the price is within the collar. What
    only reduces may go at the market, or nobody could leave one that runs. The leg of what a venue
    trades as one has no price of its own there, so the mid is compared.
    """
    limits = case.limits
    if limits.collar_window_ns is None:
        return case.missing("collar_window_ns")
    order, quote = case.order, case.quote
    move = case.move
    collar = limits.price_collar
    if move is None or quote is None or collar is None:
        return PASSES
    price = order.limit_price if order.combo is None else case.reference
    if price is None:
        if case.reduces or order.stop_price is not None:
            return PASSES
        price = quote.ask if order.side is _BUY else quote.bid
    base, strayed = case.strayed(price, move.anchor)
    fraction = ratio(strayed, base)
    if strayed <= collar * base:
        return Finding(fraction, collar)
    field, what = ("type", "the touch") if order.limit_price is None else ("limit_price",) * 2
    detail = f"{what} {plain(price)} strays {fraction:.4f} from {plain(base)}, where it began"
    return case.over(Reason.COLLAR_WINDOW, detail, field, fraction, collar, scope="price_collar")


collar_window = Check(
    "collar_window", ("RC04",), judge, yields=True, lets_calm=True, insists=("collar_window_ns",)
)
