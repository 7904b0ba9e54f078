"""A percentage of the account's equity, 5 meaning 5 %."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.policy import SizeCase
from holdfast.messages.refusals import Refusal


def pct_equity(case: SizeCase) -> Decimal | Refusal:
    """Take the share of cash plus marked positions; one without a mark makes it unknown."""
    amount = case.share_of_equity(case.size.value)
    return amount if isinstance(amount, Refusal) else case.units_for(amount)
