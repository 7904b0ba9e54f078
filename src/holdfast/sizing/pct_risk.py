"""A percentage of equity that is lost if the stop is hit: a far stop makes a small position."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.policy import SizeCase
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.numbers import plain, ratio


def pct_risk(case: SizeCase) -> Decimal | Refusal:
    """Divide the money at risk by what a unit loses between the expected entry and the stop.

    Fixed-fractional sizing (Vince, "Portfolio Management Formulas", 1990). Slippage past the
    stop, gaps and fees are not in it.
    """
    if case.stop is None:
        return Refusal(Reason.INVALID_ORDER, "a size in PCT_RISK needs a stop_loss", "stop_loss")
    amount = case.share_of_equity(case.size.value)
    if isinstance(amount, Refusal):
        return amount
    if case.price is None:
        return case.units_for(amount)
    distance = abs(case.price - case.stop)
    if not distance:
        detail = f"stop_loss {plain(case.stop)} is where the order enters, so nothing is at risk"
        return Refusal(Reason.INVALID_ORDER, detail, "stop_loss")
    return ratio(amount, distance * case.instrument.multiplier)
