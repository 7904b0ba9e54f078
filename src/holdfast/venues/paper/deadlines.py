"""What a paper venue does by itself at its time: it ends orders, and it opens and closes.

An order for an auction waits for the open or the close that follows it. The closing auction is
held a nanosecond after the close, so that a print or bar of that very moment is in it. An order
whose auction passed while the venue was down expires as the venue opens again, and one that
waited for the first print of a session expires with the session.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

from holdfast.exchange.more import auction_of
from holdfast.exchange.session import Auction
from holdfast.messages.commands import SubmitOrder
from holdfast.model.ids import InstrumentId, OrderId
from holdfast.model.numbers import Nanos
from holdfast.model.order import TimeInForce
from holdfast.venues import Time

Expire = Callable[[OrderId, str], None]
HoldAuction = Callable[[InstrumentId, Auction], None]
NextEdge = Callable[[Nanos], Nanos]
"""The next time after this one at which a session opens, or at which one closes."""

AFTER_CLOSE_NS = 1


def outlives(terms: SubmitOrder, why: str, now: Nanos) -> bool:
    """Tell whether an order was given another time in force than the one that has run out."""
    if auction_of(terms) is not None:
        return False
    is_later = terms.expire_at is not None and terms.expire_at > now
    return terms.time_in_force.value != why or is_later


class Deadlines:
    """One timer for the next deadline of all; orders that closed before theirs are no harm."""

    def __init__(
        self,
        time: Time,
        expire: Expire,
        hold: HoldAuction,
        next_open: NextEdge | None,
        next_close: NextEdge | None,
    ) -> None:
        self._time = time
        self._expire = expire
        self._hold = hold
        self._next_open = next_open
        self._next_close = next_close
        self._due: list[tuple[Nanos, int, Callable[[], None]]] = []
        self._auctions: set[tuple[Nanos, InstrumentId]] = set()  # that are due
        self._count = 0
        self._alarm: Nanos | None = None
        self._is_closed = False

    def watch(self, order_id: OrderId, terms: SubmitOrder, accepted_at: Nanos) -> None:
        """Note when an order ends, if it does, or when its auction is."""
        auction = auction_of(terms)
        if auction is not None:
            self._watch_auction(order_id, terms.instrument, auction, accepted_at)
            return
        at = self._deadline(terms, accepted_at)
        if at is not None:
            self._at(at, self._ending(order_id, terms.time_in_force.value))

    def close(self) -> None:
        self._is_closed = True

    def _watch_auction(
        self, order_id: OrderId, instrument: InstrumentId, auction: Auction, accepted_at: Nanos
    ) -> None:
        is_opening = auction is Auction.OPENING
        edge = self._next_open if is_opening else self._next_close
        if edge is None:
            return
        at = edge(accepted_at) + (0 if is_opening else AFTER_CLOSE_NS)
        if at <= self._time.now():
            self._at(at, self._ending(order_id, auction.value))
            return
        if (at, instrument) not in self._auctions:
            self._auctions.add((at, instrument))
            self._at(at, lambda: self._hold_at(at, instrument, auction))
        if is_opening and self._next_close is not None:
            self._at(self._next_close(at), self._ending(order_id, auction.value))

    def _hold_at(self, at: Nanos, instrument: InstrumentId, auction: Auction) -> None:
        self._auctions.discard((at, instrument))
        self._hold(instrument, auction)

    def _ending(self, order_id: OrderId, why: str) -> Callable[[], None]:
        return lambda: self._expire(order_id, why)

    def _deadline(self, terms: SubmitOrder, accepted_at: Nanos) -> Nanos | None:
        if terms.time_in_force is TimeInForce.GTD:
            return terms.expire_at
        if terms.time_in_force is TimeInForce.DAY and self._next_close is not None:
            return self._next_close(accepted_at)
        return None

    def _at(self, at: Nanos, act: Callable[[], None]) -> None:
        self._count += 1
        heappush(self._due, (at, self._count, act))
        self._set_alarm()

    def _set_alarm(self) -> None:
        at = self._due[0][0]
        if self._alarm is None or at < self._alarm:
            self._alarm = at
            self._time.call_at(at, self._ring)

    def _ring(self) -> None:
        self._alarm = None
        while self._due and not self._is_closed and self._due[0][0] <= self._time.now():
            _, _, act = heappop(self._due)
            act()
        if self._due and not self._is_closed:
            self._set_alarm()
