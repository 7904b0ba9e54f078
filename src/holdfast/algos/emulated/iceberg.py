"""Icebergs, held here: a part is in the market, and the next leaves once it has filled."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256

from holdfast.core.emulating import Emulator, Wanted, is_expired, over, without, worked
from holdfast.core.working import Parent, Step
from holdfast.model.numbers import ZERO, round_down

_DRAWS = Decimal(1 << 16)


class Iceberg(Emulator):
    """Each part is `display_qty`, more or less by the variance: drawn from the desk's seed."""

    def step(self, parent: Parent) -> Step:
        """Give out the next part, or keep the one that is out in line."""
        if is_expired(parent):
            return over(parent)
        terms = without(parent, display_qty=None, display_variance=None)
        return worked(parent, Wanted(terms, shown_qty(parent)), parent.state.memory)


def shown_qty(parent: Parent) -> Decimal:
    """Return how much the next part shows, whole lots: the same each time that it is asked."""
    terms, lot = parent.order.terms, parent.listing.lot
    shown = terms.display_qty or parent.order.qty
    varies = terms.display_variance or ZERO
    if not varies:
        return shown
    text = f"{parent.seed}:{parent.order.id}:{len(parent.state.children)}"
    draw = Decimal(int.from_bytes(sha256(text.encode()).digest()[:2], "big")) / _DRAWS
    least = max(lot, parent.listing.qty_min)
    return max(round_down(shown * (1 + varies * (2 * draw - 1)), lot), least)
