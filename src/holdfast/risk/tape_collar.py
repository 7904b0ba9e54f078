"""Refuse a limit price too far through what just traded: the fat-finger check on the tape."""

from __future__ import annotations

from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import plain, ratio


def judge(case: Case) -> Finding:
    """Compare how far the limit strays from the last print with the collar.

    Quotes may be wide or wrong where trades are not, so both count. The stamp has the print
    where it is fresh and could matter; an old one is no evidence of the present. The leg of what a
    venue trades as one has no price of its own there.
    """
    collar = case.limits.price_collar
    if collar is None:
        return case.missing("price_collar")
    price, move = case.order.limit_price, case.move
    if price is None or case.order.combo is not None or move is None or move.last is None:
        return PASSES
    base, strayed = case.strayed(price, move.last)
    if strayed <= collar * base:
        return Finding(ratio(strayed, base), collar) if case.tells else PASSES
    fraction = ratio(strayed, base)
    detail = f"limit_price {plain(price)} strays {fraction:.4f} from {plain(base)}, the last print"
    return case.over(
        Reason.TAPE_COLLAR, detail, "limit_price", fraction, collar, scope="price_collar"
    )


tape_collar = Check(
    "tape_collar", ("RC03",), judge, yields=True, lets_calm=True, insists=("price_collar",)
)
