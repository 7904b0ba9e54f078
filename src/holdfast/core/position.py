"""A net position in one instrument: an account's, a strategy's, or what forgotten fills made."""

from __future__ import annotations

from decimal import Decimal

from holdfast.core.scoped import Held
from holdfast.model.numbers import ZERO, ratio


class Position(Held):
    """A net position with its exact cost, and what open orders could make of it.

    `cost` is signed like `qty`: what a long cost, or minus what a short brought, multiplier
    included. `buy_free` and `sell_free` are what of the open quantities reserves no money, since
    it could only reduce.
    """

    cost: Decimal = ZERO
    realised: Decimal = ZERO
    fees: Decimal = ZERO
    bought: Decimal = ZERO
    sold: Decimal = ZERO
    last_px: Decimal | None = None
    buy_free: Decimal = ZERO
    sell_free: Decimal = ZERO
    adjusted: Decimal = ZERO  # what splits and persons have added, beside `bought` and `sold`

    def avg_px(self, multiplier: Decimal) -> Decimal | None:
        """Average cost per unit in the instrument's currency."""
        return ratio(self.cost, self.qty * multiplier) if self.qty else None
