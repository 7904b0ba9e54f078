"""Refuse a sale of shares that are neither held nor borrowed, and one that is wrongly marked."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.policy import PASSES, Case, Check, Finding
from holdfast.messages.refusals import Reason
from holdfast.model.instrument import InstrumentKind
from holdfast.model.numbers import plain
from holdfast.model.order import Side

_SELL = Side.SELL
_EQUITY = InstrumentKind.EQUITY


def judge(case: Case) -> Finding:
    """Compare what the sale and all open sales come to with what is held.

    More than is held must be marked `short_sale` and name a locate; what is held must not be
    marked, since the mark is a statement to the market. Where `locate_needed` is False sales
    may go short unmarked and without a locate, and missing it is needed. A bracket's exits sell
    what their entry has bought.
    """
    order = case.order
    if order.side is not _SELL:
        if order.short_sale:
            detail = "short_sale True does not belong to a BUY order"
            return case.refused(Reason.SHORT_SALE, detail, "short_sale")
        return PASSES
    if case.instrument.kind is not _EQUITY or order.exit_of:
        return PASSES
    held, used = case.position.qty, case.sells
    sold = used + case.qty
    if case.reduces or sold <= held:
        # what its parent was when it was marked may not be so any more
        if not order.short_sale or order.parent_id:
            return Finding(sold, held, used) if case.tells else PASSES
        detail = f"{plain(held)} are held, so selling {plain(case.qty)} is no short sale"
        return case.over(Reason.SHORT_SALE, detail, "short_sale", sold, held, used)
    if case.limits.locate_needed is False:
        return PASSES
    return _goes_short(case, sold, held, used)


def _goes_short(case: Case, sold: Decimal, held: Decimal, used: Decimal) -> Finding:
    order = case.order
    if not order.short_sale:
        detail = f"sales come to {plain(sold)}, {plain(held)} are held: mark it short_sale"
        return case.over(Reason.SHORT_SALE, detail, "short_sale", sold, held, used)
    if not order.locate_id:
        return case.refused(Reason.SHORT_SALE, "a short sale needs a locate_id", "locate_id")
    return PASSES


short_sale = Check("short_sale", ("RC15",), judge)
