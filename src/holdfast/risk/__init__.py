"""May we? Checks that every order passes, one file each.

A check is given the `Case` (core.policy) and answers with a Refusal that holds the measure,
the limit and the headroom, or with None. Without its input it refuses. All checks run, so
that an order is told every breach at once. To add one: write its file, add it to CHECKS.
"""

from holdfast.core.policy import Check
from holdfast.risk.bracket_side import bracket_side
from holdfast.risk.buying_power import buying_power
from holdfast.risk.order_qty import order_qty
from holdfast.risk.order_value import order_value
from holdfast.risk.position_limit import position_limit
from holdfast.risk.price_collar import price_collar
from holdfast.risk.stale_reference import stale_reference

CHECKS: tuple[Check, ...] = (
    order_qty,
    order_value,
    stale_reference,
    price_collar,
    bracket_side,
    buying_power,
    position_limit,
)

__all__ = ["CHECKS"]
