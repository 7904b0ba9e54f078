"""Reports that are held back, so that others of the same order overtake them."""

from __future__ import annotations

import msgspec

from holdfast.messages.reports import Report
from holdfast.model.ids import OrderId
from holdfast.venues.faulty.kinds import FaultName


class Kept(msgspec.Struct, eq=False, gc=False):
    """A report that waits for one of these kinds to pass it."""

    fault: FaultName
    report: Report
    behind: tuple[type, ...]


class Held:
    """What waits, by order, in the order it came."""

    def __init__(self) -> None:
        self._kept: dict[OrderId, list[Kept]] = {}

    def hold(self, order_id: OrderId, kept: Kept) -> None:
        self._kept.setdefault(order_id, []).append(kept)

    def freed_by(self, order_id: OrderId, passing: Report) -> list[Kept]:
        """Take out what waited for a report like this one to pass."""
        waiting = self._kept.get(order_id)
        if waiting is None:
            return []
        freed = [each for each in waiting if isinstance(passing, each.behind)]
        self._leave(order_id, [each for each in waiting if each not in freed])
        return freed

    def give_up(self, order_id: OrderId, kept: Kept) -> bool:
        """Take one out because its time is over; False if it has gone before."""
        waiting = self._kept.get(order_id, [])
        if kept not in waiting:
            return False
        self._leave(order_id, [each for each in waiting if each is not kept])
        return True

    def empty(self) -> list[Kept]:
        """Take everything out."""
        found = [each for waiting in self._kept.values() for each in waiting]
        self._kept.clear()
        return found

    def _leave(self, order_id: OrderId, waiting: list[Kept]) -> None:
        if waiting:
            self._kept[order_id] = waiting
        else:
            self._kept.pop(order_id, None)
