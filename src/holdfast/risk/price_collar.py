"""Refuse a limit price too far through the market: the fat-finger check."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import plain, ratio


def judge(case: Case) -> Finding:
    """Compare how far the limit strays to its aggressive side with the collar, a fraction.

    The passive side has a check of its own; without a quote the age check refuses.
    """
    collar = case.limits.price_collar
    if collar is None:
        return case.missing("price_collar")
    order = case.order
    stop, limit = order.stop_loss, order.stop_loss_limit
    if order.bracket is not None:
        stop, limit = order.bracket.stop, order.bracket.stop_limit
    if limit is not None and stop is not None and abs(stop - limit) > collar * stop:
        # the exit is sent at a fill, where no quote is at hand, so it is judged with its entry
        return _exit_over(case, stop, limit, collar)
    price, reference = order.limit_price, case.reference
    if price is None or reference is None:
        return PASSES
    base, strayed = case.strayed(price, reference)
    if strayed <= collar * base:
        return Finding(ratio(strayed, base), collar) if case.tells else PASSES
    fraction = ratio(strayed, base)
    detail = f"limit_price {plain(price)} strays {fraction:.4f} from {plain(base)}"
    return case.over(
        Reason.PRICE_COLLAR, detail, "limit_price", fraction, collar, scope="price_collar"
    )


def _exit_over(case: Case, stop: Decimal, limit: Decimal, collar: Decimal) -> Finding:
    fraction = ratio(abs(stop - limit), stop)
    detail = f"stop_loss_limit {plain(limit)} strays {fraction:.4f} from its stop"
    return case.over(
        Reason.PRICE_COLLAR, detail, "stop_loss_limit", fraction, collar, scope="price_collar"
    )


price_collar = Check(
    "price_collar", ("RC03",), judge, yields=True, lets_bare=True, insists=("price_collar",)
)
