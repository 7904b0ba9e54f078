"""When orders left that Alpaca has not answered yet: after a while their absence is proof."""

from __future__ import annotations

from collections.abc import Callable

from holdfast.model.ids import OrderId
from holdfast.model.numbers import Nanos

SENT_MAX = 10_000  # orders without an answer, whose time is kept


class Sent:
    """The times of orders on their way; of one that is not known, that of the adapter's start."""

    def __init__(self, now: Callable[[], Nanos], final_after_ns: Nanos) -> None:
        self._now = now
        self._final_after_ns = final_after_ns
        self._began_at = now()
        self._at: dict[OrderId, Nanos] = {}

    def note(self, order_id: OrderId) -> None:
        """Note that an order leaves now; the oldest is let go where there are too many."""
        self._at[order_id] = self._now()
        if len(self._at) > SENT_MAX:
            del self._at[next(iter(self._at))]

    def forget(self, order_id: OrderId) -> None:
        """Let go of an order that was answered, or has not left after all."""
        self._at.pop(order_id, None)

    def is_final(self, order_id: OrderId) -> bool:
        """Tell whether an order that is not there never will be: it has had time to arrive."""
        left_at = self._at.get(order_id, self._began_at)
        return self._now() - left_at >= self._final_after_ns
