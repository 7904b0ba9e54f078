"""Reduce-only orders, held here: what is out is never more than what is held to be reduced."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from holdfast.core.emulating import Emulator, Wanted, is_expired, over, without, worked
from holdfast.core.working import Parent, Step
from holdfast.model.numbers import ZERO
from holdfast.model.order import OrderStatus


class Reducing(Emulator):
    """It is asked whenever the position changes (core.arming), and cuts what is out to it.

    Between a fill elsewhere and the venue's answer to the cut both may trade, as with any change.
    """

    def step(self, parent: Parent) -> Step:
        """Give out what can reduce, and call back what cannot any more."""
        if is_expired(parent):
            return over(parent)
        order = parent.order
        room = reducible(parent)
        if room <= ZERO:
            return Step(ended="nothing is held that it could reduce", ended_as=OrderStatus.CANCELED)
        cut = replace(
            parent, order=replace(order, pending_qty=min(order.qty, order.cum_qty + room))
        )
        return worked(cut, Wanted(without(parent, reduce_only=False)), parent.state.memory)


def reducible(parent: Parent) -> Decimal:
    """Return how many units the order's side may trade before the position is flat."""
    return max(-parent.position if parent.order.is_buy else parent.position, ZERO)
