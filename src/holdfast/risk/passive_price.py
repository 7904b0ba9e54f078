"""Ask again about a limit price so far from the market that it hardly can be meant."""

from __future__ import annotations

from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import plain, ratio


def judge(case: Case) -> Finding:
    """Compare how far the limit lies on its passive side with the collar of that side.

    Such a price cannot trade badly, so this is a soft block, and only where a scope sets it.
    """
    collar = case.limits.passive_collar
    if collar is None or case.order.exit_of:
        return PASSES
    price, reference = case.order.limit_price, case.reference
    if price is None or reference is None:
        return PASSES
    base, strayed = case.strayed(price, reference)
    fraction = ratio(-strayed, base)
    if -strayed <= collar * base:
        return Finding(fraction, collar)
    detail = f"limit_price {plain(price)} lies {fraction:.4f} behind {plain(base)}"
    return case.over(
        Reason.PASSIVE_PRICE, detail, "limit_price", fraction, collar, scope="passive_collar"
    )


passive_price = Check(
    "passive_price", ("RC03", "RC25"), judge, is_soft=True, where=("passive_collar",)
)
