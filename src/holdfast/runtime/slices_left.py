"""How much of each parent has left: a second count, kept at the exit and not by the ledger."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from holdfast.core.ledger import Ledger
from holdfast.messages.commands import SubmitOrder
from holdfast.model.ids import OrderId
from holdfast.model.numbers import ZERO

ROWS = ("RC13",)  # the controls that it holds, by their ids

# parents that are over are forgotten when so many are counted
PARENTS_MAX = 1_000


class _Given(msgspec.Struct, gc=False):
    """What left for one parent: slices that may still trade whole, and what others have traded."""

    works: dict[OrderId, Decimal]
    traded: Decimal = ZERO


class SlicesLeft:
    """Compare what has left for a parent with its quantity, whatever the parent's own sums say.

    A slice counts in full until it is over, then with what its own fills came to.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._began_at_seq = ledger.seq
        self._given: dict[OrderId, _Given] = {}

    def may_leave(self, child_id: OrderId, terms: SubmitOrder) -> bool:
        """Count a slice as gone, unless more would then have left than the parent is for."""
        orders = self._ledger.orders
        parent = orders.get(terms.parent_id)
        if parent is None:
            return False
        given = self._given.get(parent.id) or self._begin(parent.id)
        for name in tuple(given.works):
            slice_ = orders[name]
            if not slice_.is_open:
                del given.works[name]
                given.traded += slice_.cum_qty
        if given.traded + sum(given.works.values(), terms.qty) > parent.qty:
            return False
        given.works[child_id] = terms.qty
        return True

    def _begin(self, parent_id: OrderId) -> _Given:
        """Begin to count a parent; what left for it before this run is in the ledger."""
        if len(self._given) >= PARENTS_MAX:
            self._forget_what_is_over()
        given = self._given[parent_id] = _Given({})
        for name in self._ledger.parents[parent_id].children:
            slice_ = self._ledger.orders[name]
            if slice_.caused_by <= self._began_at_seq:
                given.works[name] = slice_.qty
        return given

    def _forget_what_is_over(self) -> None:
        orders = self._ledger.orders
        for name in tuple(self._given):
            if name not in orders or not orders[name].is_open:
                del self._given[name]
