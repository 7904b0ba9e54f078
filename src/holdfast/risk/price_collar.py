"""Refuse a limit price too far through the market: the fat-finger check."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.combo import Combo
from holdfast.model.numbers import ZERO, plain, ratio


def judge(case: Case) -> Finding:
    """Compare how far the limit strays to its aggressive side with the collar, a fraction.

    The passive side has a check of its own; without a quote the age check refuses. Of what a venue
    trades as one the net price is compared, with the collar's share of what its legs come to.
    """
    collar = case.limits.price_collar
    if collar is None:
        return case.missing("price_collar")
    order = case.order
    if order.combo is not None:
        return _net_over(case, order.combo, collar)
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


def _net_over(case: Case, combo: Combo, collar: Decimal) -> Finding:
    """Compare the net price of a whole with the mids of its legs, each in its ratio."""
    spread = case.ledger.spreads.spread_of(case.order.parent_id)
    if spread is None or combo.limit_price is None:
        return PASSES
    net = gross = ZERO
    for leg in spread.terms.legs:
        quote = case.stamp.quotes.get(leg.instrument)
        if quote is None or not quote.bid or not quote.ask:
            detail = f"no two-sided quote of {leg.instrument}"
            return case.refused(Reason.NO_REFERENCE, detail, "instrument")
        net += quote.mid * leg.factor
        gross += quote.mid * leg.ratio
    strayed = combo.limit_price - net
    if strayed <= collar * gross:
        return Finding(ratio(strayed, gross), collar) if case.tells else PASSES
    fraction = ratio(strayed, gross)
    detail = (
        f"net price {plain(combo.limit_price)} strays from {plain(net)} by {fraction:.4f} of what "
        f"its legs come to"
    )
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
