"""The exit: what leaves is compared with what the journal holds, and nothing else leaves.

Every order and every change was approved by the gate and journalled as an `OrderSent` or a
`ReplaceSent`. The exit writes what is about to leave in the journal's own encoding, finds those
bytes in the durable entry, and uses the approval up. What does not fit does not leave, and the
kill switch fires for the firm. Comparing bytes is stricter than comparing their hashes, and
costs less.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import msgspec

from holdfast.core.ledger import Ledger
from holdfast.core.protected import leaving
from holdfast.core.stopped import is_killed
from holdfast.journal.entry import decode
from holdfast.messages import control as k
from holdfast.messages import requests as q
from holdfast.messages.events import Event, OrderSent, ReplaceSent
from holdfast.messages.reports import VenueUnreachable
from holdfast.model.ids import OrderId
from holdfast.model.numbers import Nanos
from holdfast.runtime.slices_left import SlicesLeft

if TYPE_CHECKING:
    from holdfast.core.decide import Message
    from holdfast.venues import Venue

ROWS = ("RC14",)  # the controls that it holds, by their ids

FIRM = "firm"
KILLED = "killed before it left"
SHUT = "the exit was shut before it left"
# how they begin in the journal, after the mark of an array
_SENT = OrderSent.__name__
_REPLACED = ReplaceSent.__name__

_encode = msgspec.msgpack.Encoder().encode
_SENT_MARK = _encode(_SENT)
# of msgpack: a text of up to 255 bytes, and the bits of a short one's mark that are its length
_STR_8, _FIX_STR_LENGTH = 0xD9, 0x1F


class Exit:
    """The one way to a venue for orders and changes: each leaves once, as it was approved."""

    def __init__(
        self, ledger: Ledger, now: Callable[[], Nanos], deliver: Callable[[Message], None]
    ) -> None:
        self._ledger = ledger
        self._now = now
        self._deliver = deliver
        self._orders: dict[OrderId, bytes] = {}
        self._changes: dict[OrderId, bytes] = {}
        # those of which less leaves than was asked
        self._cut: dict[OrderId, None] = {}
        self._approved_to = ledger.seq
        self._slices = SlicesLeft(ledger)
        self._is_shut = False

    @property
    def is_shut(self) -> bool:
        """Tell whether nothing may leave: from a mismatch to its kill."""
        return self._is_shut and FIRM not in self._ledger.kills

    def approve(
        self, first_seq: int, effects: Sequence[tuple[int, Event]], entries: list[bytes]
    ) -> None:
        """Take what a durable batch approves: no batch does so twice."""
        if first_seq <= self._approved_to:
            return
        self._approved_to = first_seq + len(entries) - 1
        for index, event in effects:
            kind = type(event)
            if kind is OrderSent:
                self._orders[event.order_id] = entries[index]  # type: ignore[union-attr]
                if event.qty is not None:  # type: ignore[union-attr]
                    self._cut[event.order_id] = None  # type: ignore[union-attr]
            elif kind is ReplaceSent:
                self._changes[event.order_id] = entries[index]  # type: ignore[union-attr]

    def place(self, venue: Venue, request: q.PlaceOrder) -> None:
        """Let an order leave, if it is the one that was approved and nothing has killed it."""
        order_id, terms = request.order_id, request.terms
        line = self._orders.pop(order_id, None)
        if line is None:
            self._mismatch(order_id, "no approval waits for this order")
            return
        wire = _encode((_SENT, order_id, terms))[1:]
        # most entries hold one order, whose place is found faster than its bytes
        fits = line.startswith(wire, line.find(_SENT_MARK)) or wire in line
        if not fits or terms.max_slippage_bps is not None or order_id in self._cut:
            self._cut.pop(order_id, None)
            fits = self._is_worked_out_form(line, venue, request)
        if not fits:
            self._mismatch(order_id, "the order differs from what was approved")
            return
        if terms.parent_id and not self._slices.may_leave(order_id, terms):
            self._mismatch(order_id, f"slices of {terms.parent_id} would outrun it")
            return
        if (self._is_shut or self._ledger.kills) and self._is_held(order_id):
            return
        venue.send(request)

    def amend(self, venue: Venue, request: q.AmendOrder) -> None:
        """Let a change leave, by the same rules."""
        order_id = request.order_id
        line = self._changes.pop(order_id, None)
        if line is None:
            self._mismatch(order_id, "no approval waits for this change")
            return
        if not _is_approved_change(line, request):
            self._mismatch(order_id, "the change differs from what was approved")
            return
        if (self._is_shut or self._ledger.kills) and self._is_held(order_id):
            return
        venue.send(request)

    def _is_worked_out_form(self, line: bytes, venue: Venue, request: q.PlaceOrder) -> bool:
        """Tell whether it is what leaves in place of the terms: a market order that may not slip
        goes as a limit order, and what would have met own orders is cut.

        Worked out again from what the journal holds.
        """
        for event in decode(line).events:
            if isinstance(event, OrderSent) and event.order_id == request.order_id:
                listing = self._ledger.listings[venue.name][event.terms.instrument]
                wanted = leaving(event, listing.tick)
                return _encode(wanted) == _encode(request.terms)
        return False

    def _is_held(self, order_id: OrderId) -> bool:
        """Hold back what was killed after it was approved, and all from a mismatch to its kill."""
        ledger = self._ledger
        if FIRM in ledger.kills:
            self._is_shut = False
        order = ledger.orders[order_id]
        if self._is_shut:
            why = SHUT
        elif order.cancel_wanted and is_killed(ledger, order):
            why = KILLED
        else:
            return False
        self._deliver(VenueUnreachable(order_id, why, self._now(), unsent=True))
        return True

    def _mismatch(self, order_id: OrderId, detail: str) -> None:
        self._is_shut = True
        self._deliver(k.ExitMismatch(order_id, detail))


def _is_approved_change(line: bytes, request: q.AmendOrder) -> bool:
    """Compare all of a change that its venue is told with what the journal holds of it.

    What it reserves stands between its prices and the rest, and is not told.
    """
    head = _encode(
        (_REPLACED, request.order_id, request.qty, request.limit_price, request.stop_price)
    )[1:]
    rest = (request.time_in_force, request.expire_at, request.change_id, request.known_as)
    tail = _encode(rest)[1:]
    start = line.find(head)
    if start < 0:
        return False
    start += len(head)
    # the price is text of msgpack: its mark says how long it is
    mark = line[start]
    length = 2 + line[start + 1] if mark == _STR_8 else 1 + (mark & _FIX_STR_LENGTH)
    return line.startswith(tail, start + length)
