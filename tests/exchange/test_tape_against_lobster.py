"""The recorded book itself, against LOBSTER's own levels."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from msgspec import structs

from holdfast.model.order import Side
from holdfast.model.quote import BookAction, BookMessage, Trade
from tests.exchange.builders import ABC, BUY, SELL, book, venue

ACTIONS = {
    "1": BookAction.ADD,
    "2": BookAction.REDUCE,
    "3": BookAction.DELETE,
    "4": BookAction.EXECUTE,
}


def lobster(path: Path) -> Iterator[BookMessage | Trade]:
    with path.open() as file:
        for at, kind, book_id, size, price, direction in csv.reader(file):
            seconds, _, fraction = at.partition(".")
            nanos = int(seconds) * 10**9 + int(fraction.ljust(9, "0"))
            side = BUY if direction == "1" else SELL
            px = Decimal(price) / 10_000
            if kind == "5":
                yield Trade(ABC, px, Decimal(size), nanos, side.opposite, True)
            else:
                yield BookMessage(ABC, ACTIONS[kind], int(book_id), side, px, Decimal(size), nanos)


Sizes = dict[Decimal, Decimal]


def levels_of(row: list[str]) -> tuple[Sizes, Sizes]:
    numbers = [Decimal(cell) for cell in row]
    asks = {p / 10_000: s for p, s in zip(numbers[0::4], numbers[1::4], strict=True)}
    bids = {p / 10_000: s for p, s in zip(numbers[2::4], numbers[3::4], strict=True)}
    return bids, asks


class Replay:
    """Our book beside LOBSTER's ten levels.

    The file begins with a full book and tells of events inside the ten best levels alone. So
    a level that comes into sight is taken over from the file as one order, and messages of
    orders that were not added in sight are messages of that one order; a level that was in
    sight before must be right by itself.
    """

    def __init__(self) -> None:
        self.exchange = venue()
        self.live: dict[int, tuple[Side, Decimal]] = {}
        self.one_for_all: dict[tuple[Side, Decimal], int] = {}
        self.edges: dict[Side, Decimal] = {BUY: Decimal("Infinity"), SELL: Decimal(0)}
        self.compared = 0

    def step(self, message: BookMessage | Trade, row: list[str]) -> None:
        self.exchange.on_market(self._translated(message))
        for side, theirs in zip((BUY, SELL), levels_of(row), strict=True):
            ours = dict(self.exchange.depth(ABC, 1_000)[side is SELL])
            new_edge = min(theirs) if side is BUY else max(theirs)
            for price in dict.fromkeys([*theirs, *ours]):
                size = theirs.get(price, Decimal(0))
                if inside(side, price, self.edges[side]) and inside(side, price, new_edge):
                    assert ours.get(price, 0) == size, (message, side, price)
                    self.compared += price in theirs
                elif inside(side, price, new_edge) and ours.get(price, 0) != size:
                    self._take_over(side, price, size)
            self.edges[side] = new_edge
            assert self.exchange.depth(ABC, 10)[side is SELL] == list(theirs.items())

    def _translated(self, message: BookMessage | Trade) -> BookMessage | Trade:
        if isinstance(message, Trade):
            return message
        place = message.side, message.price
        if message.action is BookAction.ADD:
            self.live[message.book_order_id] = place
        if message.book_order_id in self.live or place not in self.one_for_all:
            return message
        is_delete = message.action is BookAction.DELETE
        action = BookAction.REDUCE if is_delete else message.action
        return structs.replace(message, action=action, book_order_id=self.one_for_all[place])

    def _take_over(self, side: Side, price: Decimal, size: Decimal) -> None:
        gone = [book_id for book_id, place in self.live.items() if place == (side, price)]
        for book_id in gone:
            del self.live[book_id]
            self.exchange.on_market(book("DELETE", book_id, side, str(price)))
        book_id = self.one_for_all.setdefault((side, price), -len(self.one_for_all) - 1)
        self.exchange.on_market(book("DELETE", book_id, side, str(price)))
        if size:
            self.exchange.on_market(book("ADD", book_id, side, str(price), str(size)))


def inside(side: Side, price: Decimal, edge: Decimal) -> bool:
    return price >= edge if side is BUY else price <= edge


def test_the_book_built_from_messages_is_the_recorded_book(shared: Path) -> None:
    folder = shared / "marketdata" / "us_equity_l3"
    messages = list(lobster(folder / "AAPL_2012-06-21_first998_message_10.csv"))
    with (folder / "AAPL_2012-06-21_first998_orderbook_10.csv").open() as file:
        rows = list(csv.reader(file))
    replay = Replay()
    for message, row in zip(messages, rows, strict=True):
        replay.step(message, row)
    assert replay.compared > 18_000  # of 19,980 levels; the others had just come into sight
