"""A LOBSTER message file read on its own terms: nothing of the product is used here.

Prices are whole 1/10000 dollars, times nanoseconds UTC. The book is a list of orders in the
order of their arrival, which is slow and plain on purpose: it is what the judge believes.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

# 2012-06-21T00:00:00 in New York, which was four hours behind UTC
MIDNIGHT_NS = 1_340_251_200_000_000_000
ADD, REDUCE, DELETE, EXECUTE, HIDDEN = 1, 2, 3, 4, 5
BUY, SELL = 1, -1


class Message(NamedTuple):
    """One row; `side` is that of the resting order."""

    at: int
    kind: int
    order_id: int
    size: int
    price: int
    side: int


class Shown:
    """An order on display; `sold` is what the desk took of it and the tape still shows."""

    def __init__(self, message: Message) -> None:
        self.added_at = message.at
        self.side = message.side
        self.price = message.price
        self.size = message.size
        self.sold = 0

    @property
    def free(self) -> int:
        return self.size - self.sold


class Book:
    """What is displayed; of each order the shares that were sold go first when it shrinks."""

    def __init__(self) -> None:
        self.orders: dict[int, Shown] = {}
        self._levels: dict[int, dict[int, dict[int, Shown]]] = {BUY: {}, SELL: {}}

    def take(self, message: Message) -> None:
        """Apply a row; what it says of orders from before the file began is passed over."""
        if message.kind == ADD:
            shown = self.orders[message.order_id] = Shown(message)
            level = self._levels[message.side].setdefault(message.price, {})
            level[message.order_id] = shown
            return
        known = self.orders.get(message.order_id)
        if known is None or message.kind == HIDDEN:
            return
        gone = known.size if message.kind == DELETE else min(message.size, known.size)
        known.size -= gone
        known.sold = max(known.sold - gone, 0)
        if not known.size:
            del self.orders[message.order_id]
            level = self._levels[known.side][known.price]
            del level[message.order_id]
            if not level:
                del self._levels[known.side][known.price]

    def best(self, side: int) -> tuple[int, int] | None:
        """Return the best displayed price of a side and its size."""
        level = self._best_level(side)
        return None if level is None else (level[0], sum(o.size for o in level[1].values()))

    def free(self, side: int) -> Iterator[Shown]:
        """Yield what can still be taken of a side, the best first, then by arrival."""
        levels = self._levels[side]
        for price in sorted(levels, reverse=side == BUY):
            yield from (shown for shown in levels[price].values() if shown.free > 0)

    def twice_mid(self) -> int | None:
        """Return bid plus ask: the mid may be half of the smallest unit."""
        bid, ask = self.best(BUY), self.best(SELL)
        return bid[0] + ask[0] if bid and ask else None

    def _best_level(self, side: int) -> tuple[int, dict[int, Shown]] | None:
        levels = self._levels[side]
        if not levels:
            return None
        price = max(levels) if side == BUY else min(levels)
        return price, levels[price]


def read(path: Path) -> list[Message]:
    """Read the whole file."""
    with gzip.open(path, "rt", encoding="ascii", newline="") as file:
        return [
            Message(_nanos(time), int(kind), int(order_id), int(size), int(price), int(side))
            for time, kind, order_id, size, price, side in csv.reader(file)
        ]


def _nanos(time: str) -> int:
    whole, _, rest = time.partition(".")
    return MIDNIGHT_NS + int(whole) * 1_000_000_000 + int(rest.ljust(9, "0")[:9] or 0)


def units(price: str) -> int:
    """Return a price in 1/10000 dollars; one that is finer cannot be on the tape."""
    scaled = Decimal(price) * 10_000
    if scaled != int(scaled):
        raise ValueError(f"price {price} is finer than the tape's")
    return int(scaled)


def unix_nanos(text: str | int) -> int:
    """Read RFC 3339 with nine decimals in UTC."""
    if isinstance(text, int):
        return text
    whole = datetime.strptime(text[:19] + "+0000", "%Y-%m-%dT%H:%M:%S%z")
    return int(whole.timestamp()) * 1_000_000_000 + int(text[20:29])
