"""A percentage of the account's equity, 5 meaning 5 %."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.policy import SizeCase
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.numbers import ZERO, ratio


def pct_equity(case: SizeCase) -> Decimal | Refusal:
    """Take the share of cash plus marked positions; one without a mark makes it unknown."""
    if case.equity is None:
        detail = "equity is not known: a position has no two-sided quote"
        return Refusal(Reason.NO_REFERENCE, detail, "size")
    if case.equity <= ZERO:
        return Refusal(Reason.BUYING_POWER, f"equity is {case.equity}", "size")
    return case.units_for(ratio(case.equity * case.size.value, Decimal(100)))
