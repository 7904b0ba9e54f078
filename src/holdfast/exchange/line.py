"""One direction of a wire: what goes in first comes out first, some time later."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

from holdfast.model.numbers import Nanos

Item = TypeVar("Item")
Now = Callable[[], Nanos]
CallAt = Callable[[Nanos, Callable[[], None]], None]


class Line(Generic[Item]):
    """Carry items in order: one drawn to be faster than those before it waits for them."""

    def __init__(self, now: Now, call_at: CallAt, arrive: Callable[[Item], None]) -> None:
        self._now = now
        self._call_at = call_at
        self._arrive = arrive
        self._items: deque[Item] = deque()
        self._last_due: Nanos = 0

    def __len__(self) -> int:
        return len(self._items)

    def put(self, item: Item, not_before: Nanos) -> Nanos:
        """Let an item leave now; return when it arrives, which is at once if the way is clear."""
        now = self._now()
        due = self._last_due = max(not_before, self._last_due, now)
        if due == now and not self._items:
            self._arrive(item)
        else:
            self._items.append(item)
            self._call_at(due, self._next)
        return due

    def cut(self) -> None:
        """Lose everything under way."""
        self._items.clear()

    def _next(self) -> None:
        if self._items:
            self._arrive(self._items.popleft())
