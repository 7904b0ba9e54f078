"""What the desk waits to hear: orders asked after, exits that could not leave, links down.

When each is due next is kept in a heap, so that ten thousand open questions cost a look at one.
"""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from heapq import heappop, heappush

import msgspec

from holdfast.model.asking import SECOND_NS, Asking
from holdfast.model.ids import OrderId, VenueId
from holdfast.model.numbers import Nanos
from holdfast.model.order import OrderStatus

_JITTER_STEPS = 1 << 16


class Question(msgspec.Struct, array_like=True, gc=False):
    """One order that the venue is asked about until it has spoken of it."""

    due: Nanos  # when it is asked next
    number: int = 0  # of the query sent last
    asked: int = 0  # queries sent
    cancels: int = 0  # cancels sent whose outcome is not known
    is_told: bool = False  # a person was told of an answer that does not fit


class Ending(msgspec.Struct, array_like=True, frozen=True):
    """How an order is over at its venue, and what it has traded there."""

    status: OrderStatus
    detail: str
    cum_qty: Decimal


class Questions(msgspec.Struct, array_like=True, gc=False):
    """Everything that is waited for, and the pace at which it is asked after.

    `line` has an item for each time that something became due; what has been answered or moved
    since stays in it until it comes up.
    """

    asking: Asking = Asking()
    open: dict[OrderId, Question] = {}
    exits: dict[OrderId, Nanos] = {}  # entries with exits that could not leave, and when they will
    down: dict[VenueId, str] = {}  # venues whose link is down, and why
    line: list[tuple[Nanos, OrderId]] = []
    ending: dict[OrderId, Ending] = {}  # open orders that are over but for fills not told yet

    def is_due_at(self, due: Nanos, order_id: OrderId) -> bool:
        """Tell whether an item of the line still holds."""
        question = self.open.get(order_id)
        return (question is not None and question.due == due) or self.exits.get(order_id) == due

    def put(self, due: Nanos, order_id: OrderId) -> None:
        """Have it come up at this time."""
        heappush(self.line, (due, order_id))

    def next_due(self) -> Nanos | None:
        """Return when the next of all is due, None if none is; what no longer holds is dropped."""
        line = self.line
        while line and not self.is_due_at(*line[0]):
            heappop(line)
        return line[0][0] if line else None

    def due(self, at: Nanos) -> list[OrderId]:
        """Name what is due by now, each once, the longest first; nothing is changed."""
        line, found, places = self.line, [], [0]
        while places:
            place = places.pop()
            if place < len(line) and line[place][0] <= at:
                # below an item of the heap nothing is due before it
                found.append(line[place])
                places += (2 * place + 1, 2 * place + 2)
        return list(dict.fromkeys(name for due, name in sorted(found) if self.is_due_at(due, name)))


def wait_of(asking: Asking, seed: int, order_id: OrderId, attempt: int) -> Nanos:
    """Return how long to wait after this attempt, counted from 1: between half of it and whole.

    The share is drawn from seed, order and attempt, so that a replay waits as long, and orders
    that fell silent together are not asked after together.
    """
    slow = attempt - asking.attempts
    # a shift is bounded, since a question may stay open for days
    full = asking.first_ns << (attempt - 1) if slow <= 0 else SECOND_NS << min(slow - 1, 20)
    full = min(full, asking.every_max_ns)
    text = f"{seed}:{order_id}:{attempt}"
    draw = int.from_bytes(sha256(text.encode()).digest()[:2], "big")
    return max(full // 2 + full // 2 * draw // _JITTER_STEPS, 1)
