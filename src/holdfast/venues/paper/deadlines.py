"""When orders end by themselves: GTD orders at their time, DAY orders at the session's end."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

from holdfast.messages.commands import SubmitOrder
from holdfast.model.ids import OrderId
from holdfast.model.numbers import Nanos
from holdfast.model.order import TimeInForce
from holdfast.venues import Time

Expire = Callable[[OrderId, str], None]
NextClose = Callable[[Nanos], Nanos]


class Deadlines:
    """One timer for the next deadline of all; orders that closed before theirs are no harm."""

    def __init__(self, time: Time, expire: Expire, next_close: NextClose | None) -> None:
        self._time = time
        self._expire = expire
        self._next_close = next_close
        self._due: list[tuple[Nanos, int, OrderId, str]] = []
        self._count = 0
        self._alarm: Nanos | None = None
        self._is_closed = False

    def watch(self, order_id: OrderId, terms: SubmitOrder, accepted_at: Nanos) -> None:
        """Note when an order ends, if it does."""
        at = self._deadline(terms, accepted_at)
        if at is None:
            return
        self._count += 1
        heappush(self._due, (at, self._count, order_id, terms.time_in_force.value))
        self._set_alarm()

    def close(self) -> None:
        self._is_closed = True

    def _deadline(self, terms: SubmitOrder, accepted_at: Nanos) -> Nanos | None:
        if terms.time_in_force is TimeInForce.GTD:
            return terms.expire_at
        if terms.time_in_force is TimeInForce.DAY and self._next_close is not None:
            return self._next_close(accepted_at)
        return None

    def _set_alarm(self) -> None:
        at = self._due[0][0]
        if self._alarm is None or at < self._alarm:
            self._alarm = at
            self._time.call_at(at, self._ring)

    def _ring(self) -> None:
        self._alarm = None
        while self._due and not self._is_closed and self._due[0][0] <= self._time.now():
            _, _, order_id, why = heappop(self._due)
            self._expire(order_id, why)
        if self._due and not self._is_closed:
            self._set_alarm()
