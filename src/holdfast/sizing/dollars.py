"""An amount of the account's currency, at the price that would be paid."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.policy import SizeCase
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.numbers import ratio


def dollars(case: SizeCase) -> Decimal | Refusal:
    """Divide the amount by the price of a unit, multiplier included."""
    return units_for(case, case.size.value)


def units_for(case: SizeCase, amount: Decimal) -> Decimal | Refusal:
    """Return how many units the amount buys, or why that cannot be said."""
    if case.price is None:
        detail = f"no price of {case.instrument.id} to turn {amount} into units"
        return Refusal(Reason.NO_REFERENCE, detail, "size")
    return ratio(amount, case.price * case.instrument.multiplier)
