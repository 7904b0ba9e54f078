"""Refuse an entry whose stop or target the market has passed already: it would close at once."""

from __future__ import annotations

from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.numbers import plain
from holdfast.model.order import Side

_BUY = Side.BUY


def judge(case: Case) -> Finding:
    """Compare stop and target with the entry's own price, or with the mid where it has none.

    Below it lies the stop of a buy and above it the target; of a sale the other way round.
    Without a quote the age check refuses.
    """
    order = case.order
    stop, target = order.stop_loss, order.take_profit
    if stop is None and target is None:
        return PASSES
    entry = order.limit_price or order.stop_price or case.reference
    if entry is None:
        return PASSES
    is_buy = order.side is _BUY
    for field, price, lies_below in (
        ("stop_loss", stop, is_buy),
        ("take_profit", target, not is_buy),
    ):
        if price is not None and (price >= entry if lies_below else price <= entry):
            side = "below" if lies_below else "above"
            detail = f"{field} {plain(price)} must be {side} {plain(entry)}, or it closes at once"
            return case.over(Reason.BRACKET_SIDE, detail, field, price, entry)
    return PASSES


bracket_side = Check("bracket_side", ("RC03",), judge, lets_bare=True)
