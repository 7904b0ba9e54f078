"""An amount of the account's currency, at the price that would be paid."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.policy import SizeCase
from holdfast.messages.refusals import Refusal


def dollars(case: SizeCase) -> Decimal | Refusal:
    """Divide the amount by the price of a unit, multiplier included."""
    return case.units_for(case.size.value)
