"""A percentage of equity that shrinks as the account falls from its peak: less risk when losing."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.policy import SizeCase
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.numbers import ZERO, plain, ratio


def pct_equity_drawdown(case: SizeCase) -> Decimal | Refusal:
    """Scale the percentage down in a straight line: whole at the peak, nothing at `drawdown_max`.

    The drawdown is the fall of equity from the highest that it was at any valuation, as a
    fraction of that. Without the limit there is nothing to scale by.
    """
    limit = case.limits.drawdown_max
    if limit is None:
        detail = f"account {case.state.account.id} has no limit drawdown_max"
        return Refusal(Reason.LIMIT_MISSING, detail, "drawdown_max")
    whole = case.share_of_equity(case.size.value)
    if isinstance(whole, Refusal):
        return whole
    drawdown = _drawdown(case)
    if drawdown >= limit:
        detail = f"the account is {drawdown:.4f} below its peak, and {plain(limit)} ends all sizes"
        return Refusal(Reason.DRAWDOWN_MAX, detail, "size", drawdown, limit, ZERO)
    return case.units_for(ratio(whole * (limit - drawdown), limit))


def _drawdown(case: SizeCase) -> Decimal:
    state = case.state
    peak = state.opening.get(state.account.base_currency, ZERO) + state.scope.tally.peak
    if case.equity is None or peak <= case.equity:
        return ZERO
    return ratio(peak - case.equity, peak)
