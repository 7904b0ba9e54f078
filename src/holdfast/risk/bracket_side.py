"""Refuse an entry whose stop or target the market has passed already: it would close at once."""

from __future__ import annotations

from holdfast.core.exits import has_exits, targets_of
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
    if not has_exits(order):
        return PASSES
    is_long_form = order.bracket is not None
    stop = order.stop_loss if order.bracket is None else order.bracket.stop
    targets = targets_of(order)
    target = targets[0].price if targets else None
    entry = order.limit_price or order.stop_price or case.reference
    if entry is None:
        return PASSES
    is_buy = order.side is _BUY
    for field, price, lies_below in (
        ("bracket.stop" if is_long_form else "stop_loss", stop, is_buy),
        ("bracket.targets[0].price" if is_long_form else "take_profit", target, not is_buy),
    ):
        if price is not None and (price >= entry if lies_below else price <= entry):
            side = "below" if lies_below else "above"
            detail = f"{field} {plain(price)} must be {side} {plain(entry)}, or it closes at once"
            return case.over(Reason.BRACKET_SIDE, detail, field, price, entry)
    return PASSES


bracket_side = Check("bracket_side", ("RC03",), judge, lets_bare=True)
