"""Refuse a limit price too far through the market: the fat-finger check."""

from __future__ import annotations

from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import plain, ratio
from holdfast.model.order import Side

_BUY = Side.BUY


def judge(case: Case) -> Finding:
    """Compare how far the limit strays to its aggressive side with the collar, a fraction.

    A passive price cannot trade badly and passes; without a quote the age check refuses.
    """
    collar = case.limits.price_collar
    if collar is None:
        return case.missing("price_collar")
    order = case.order
    if order.stop_loss_limit is not None and order.stop_loss is not None:
        # the exit is sent at a fill, where no quote is at hand, so it is judged with its entry
        strayed = abs(order.stop_loss - order.stop_loss_limit)
        if strayed > collar * order.stop_loss:
            fraction = ratio(strayed, order.stop_loss)
            limit = plain(order.stop_loss_limit)
            detail = f"stop_loss_limit {limit} strays {fraction:.4f} from its stop"
            return case.over(
                Reason.PRICE_COLLAR,
                detail,
                "stop_loss_limit",
                fraction,
                collar,
                scope="price_collar",
            )
    price = order.limit_price
    reference = case.reference
    if price is None or reference is None:
        return PASSES
    stop = case.order.stop_price
    if stop is not None:
        # what waits for a trigger meets the market there, or here if it has passed already
        reference = max(stop, reference) if case.order.side is _BUY else min(stop, reference)
    strayed = price - reference if case.order.side is _BUY else reference - price
    fraction = ratio(strayed, reference)
    if strayed <= collar * reference:
        return Finding(fraction, collar)
    detail = f"limit_price {plain(price)} strays {fraction:.4f} from {plain(reference)}"
    return case.over(
        Reason.PRICE_COLLAR, detail, "limit_price", fraction, collar, scope="price_collar"
    )


price_collar = Check("price_collar", ("RC03",), judge, yields=True)
