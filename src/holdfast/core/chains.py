"""Chains: by which ids an order is known, what a change in flight asks, and what waits behind it.

An order has a chain from its first change on. In the words of FIX: each change has a ClOrdID of
its own and replaces the one made before it (OrigClOrdID), and all of them name one order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum

import msgspec

from holdfast.messages.commands import ReplaceOrder, SubmitOrder
from holdfast.model.ids import ClientOrderId, OrderId
from holdfast.model.numbers import Nanos
from holdfast.model.order import TimeInForce

# changes of one order that may carry an id of the caller's own
CHAIN_IDS_MAX = 1_000
# a venue's own ids of one order that are told from its id of now
PAST_IDS_MAX = 100

Timing = tuple[TimeInForce, Nanos | None]


class Fate(StrEnum):
    """What became of a change."""

    QUEUED = "QUEUED"  # waits for the answer to another
    SENT = "SENT"
    MADE = "MADE"
    REJECTED = "REJECTED"  # by the venue, or it never left
    DROPPED = "DROPPED"  # refused when its turn came
    SUPERSEDED = "SUPERSEDED"  # by a later one, a cancel, or the order's end


class Link(msgspec.Struct, array_like=True, gc=False):
    """A change that the caller has named."""

    change: ReplaceOrder
    fate: Fate = Fate.SENT


class Flight(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """The change that the venue has still to answer: its ids, and the time in force it asks."""

    change_id: str
    client_order_id: ClientOrderId = ""
    time_in_force: TimeInForce | None = None
    expire_at: Nanos | None = None


class Chain(msgspec.Struct, array_like=True):
    """The changes of one order. Its time in force is that of its terms until one has changed it."""

    sent: int = 0
    known_as: str = ""  # the id of the last that was made; empty: the order's own
    flight: Flight | None = None
    time_in_force: TimeInForce | None = None
    expire_at: Nanos | None = None
    links: dict[ClientOrderId, Link] = {}
    wish: ReplaceOrder | None = None  # what is to leave once the flight is over
    past: dict[str, None] = {}  # the venue's ids before that of now, the latest last

    def renamed(self, before: str, now: str) -> None:
        """Note that a change has given the order another id at its venue."""
        self.past.pop(now, None)
        if before and before != now:
            self.past[before] = None
            if len(self.past) > PAST_IDS_MAX:
                del self.past[next(iter(self.past))]

    def settle(self, fate: Fate) -> None:
        """Note what became of the change in flight."""
        if self.flight is not None:
            self.note(self.flight.client_order_id, fate)
            self.flight = None

    def note(self, client_order_id: ClientOrderId, fate: Fate) -> None:
        """Note what became of a change that the caller has named."""
        link = self.links.get(client_order_id)
        if link is not None:
            link.fate = fate

    def forget_wish(self, fate: Fate) -> None:
        """Let the wish go that waits."""
        if self.wish is not None:
            self.note(self.wish.client_order_id, fate)
            self.wish = None


class Chains(msgspec.Struct):
    """The chains of orders that are in the ledger, and which of them have a change waiting."""

    of: dict[OrderId, Chain] = {}
    waiting: dict[OrderId, None] = {}

    def timing(self, order_id: OrderId, terms: SubmitOrder) -> Timing:
        """Return the time in force of an order as it is now, and the end of a GTD order."""
        chain = self.of.get(order_id)
        if chain is None or chain.time_in_force is None:
            return terms.time_in_force, terms.expire_at
        return chain.time_in_force, chain.expire_at

    def asked_timing(self, order_id: OrderId) -> tuple[TimeInForce | None, Nanos | None]:
        """Return the time in force that the change in flight asks, None where it leaves it."""
        chain = self.of.get(order_id)
        if chain is None or chain.flight is None:
            return None, None
        return chain.flight.time_in_force, chain.flight.expire_at

    def is_past(self, order_id: OrderId, venue_order_id: str) -> bool:
        """Tell whether a later change has given the order another id at its venue since."""
        chain = self.of.get(order_id)
        return chain is not None and venue_order_id in chain.past

    def past(self, order_id: OrderId) -> Iterable[str]:
        """List the ids that an order had at its venue before that of now."""
        chain = self.of.get(order_id)
        return () if chain is None else chain.past

    def known_as(self, order_id: OrderId) -> str:
        """Return the id of the last change that was made of an order, empty if none was."""
        chain = self.of.get(order_id)
        return "" if chain is None else chain.known_as

    def client_ids(self, order_id: OrderId) -> Iterator[ClientOrderId]:
        """List the ids that callers have given to changes of an order."""
        chain = self.of.get(order_id)
        if chain is not None:
            yield from chain.links

    def over(self, order_id: OrderId) -> None:
        """Let go of what waits for an order that is over, or is being cancelled."""
        if order_id in self.waiting:
            del self.waiting[order_id]
            self.of[order_id].forget_wish(Fate.SUPERSEDED)
