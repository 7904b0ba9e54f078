"""Judge fills by a LOBSTER tape alone: may this order have traded there, then, at that price?

A judge apart from the product: it reads the demo's JSON, the journal's export and the tape,
and has a book of its own. Its laws, each broken one a line of the verdict:
- a taker pays what the best order pays of which something is left that was not sold before:
  so no buy below the best ask, and no displayed share twice before it is refreshed;
- a maker rested: at one message of the tape, not before it arrived, somebody traded behind it
  or through it, or came to trade with it, and for no less than all makers together got there;
- a stop works from the moment on at which a trade or the opposite side touched it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from tests.e2e.lobster_book import (
    ADD,
    BUY,
    EXECUTE,
    HIDDEN,
    SELL,
    Book,
    Message,
    units,
    unix_nanos,
)

Json = Mapping[str, Any]


class Fill(NamedTuple):
    """A fill as it was told; `stop` is what had to be touched first, 0 for none."""

    exec_id: str
    order_id: str
    side: int
    qty: int
    price: int
    is_maker: bool
    at: int
    stop: int


class Judge:
    """One pass over the tape with the fills laid beside it."""

    def __init__(self, told: Json, exported: Iterable[Json]) -> None:
        orders = {order["id"]: order for order in told["orders"]}
        seen = Counter(fill["exec_id"] for fill in told["fills"])
        self.faults = [f"{exec_id}: told {n} times" for exec_id, n in seen.items() if n > 1]
        self.takers = self.makers = 0
        self._waiting = sorted(
            (_fill(row, orders[row["order_id"]]) for row in told["fills"]),
            key=lambda fill: fill.at,
        )
        self._arrived = arrivals(exported)
        self._stops = {fill.order_id: fill.stop for fill in self._waiting if fill.stop}
        self._touched: set[str] = set()
        self._book = Book()
        self._last = 0

    def hear(self, tape: Iterable[Message]) -> list[str]:
        """Play the tape; return what no honest market could have done."""
        for message in tape:
            self._judge_before(message.at)
            self._hear_one(message)
        self._judge_before(1 << 63)
        return self.faults

    def _judge_before(self, at: int) -> None:
        """Judge what happened after the last message: nobody rested in between can have traded."""
        while self._waiting and self._waiting[0].at < at:
            fill = self._waiting.pop(0)
            if not fill.is_maker and self._takes(fill):
                continue
            self.faults.append(self._why(fill))

    def _hear_one(self, message: Message) -> None:
        room = message.size if message.kind in (ADD, EXECUTE, HIDDEN) else 0
        standing = self._book.orders.get(message.order_id)
        while room and self._is_next(message.at, is_maker=True):
            fill = self._waiting[0]
            if fill.qty > room or not self._is_reached(fill, message, standing):
                break
            room -= fill.qty
            self.makers += 1
            self._waiting.pop(0)
        self._book.take(message)
        if message.kind == ADD:
            # what came to trade with us is not there for others
            self._book.orders[message.order_id].sold = message.size - room
        if message.kind in (EXECUTE, HIDDEN):
            self._last = message.price
        self._touch(message.at)
        while self._is_next(message.at, is_maker=False) and self._takes(self._waiting[0]):
            self._waiting.pop(0)

    def _is_next(self, at: int, *, is_maker: bool) -> bool:
        fill = self._waiting[0] if self._waiting else None
        return fill is not None and fill.at == at and fill.is_maker is is_maker

    def _takes(self, fill: Fill) -> bool:
        self._touch(fill.at)
        if fill.stop and fill.order_id not in self._touched:
            return False
        taken: list[tuple[Any, int]] = []
        left = fill.qty
        for shown in self._book.free(-fill.side):
            if shown.price != fill.price:
                break
            taken.append((shown, min(shown.free, left)))
            left -= taken[-1][1]
            if not left:
                break
        if left:
            return False
        for shown, qty in taken:
            shown.sold += qty
        self.takers += 1
        return True

    def _is_reached(self, fill: Fill, message: Message, standing: Any) -> bool:
        """Tell whether this message trades with an order that rests at the fill's price."""
        place = place_at(self._arrived.get(fill.order_id, []), message.at)
        if place is None or place.price != fill.price:
            return False
        better = (fill.price - message.price) * fill.side
        if message.kind == ADD:
            return message.side == -fill.side and better >= 0
        if message.kind == HIDDEN:
            return better > 0
        if message.side != fill.side:
            return False
        if better == 0:
            return standing is not None and standing.added_at > place.since
        return better > 0

    def _touch(self, at: int) -> None:
        for order_id, stop in self._stops.items():
            if order_id in self._touched or not place_at(self._arrived.get(order_id, []), at):
                continue
            side = BUY if stop > 0 else SELL
            best = self._book.best(-side)
            for price in (self._last, best[0] if best else 0):
                if price and (price - abs(stop)) * side >= 0:
                    self._touched.add(order_id)

    def _why(self, fill: Fill) -> str:
        shown = next(self._book.free(-fill.side), None)
        there = f"{shown.free} at {shown.price}" if shown else "nothing"
        role = "maker" if fill.is_maker else "taker"
        return f"{fill.exec_id}: {role} {fill.qty} at {fill.price}, but there was {there}"


class Place(NamedTuple):
    """Since when an order has stood at a price."""

    since: int
    price: int
    qty: Decimal


def arrivals(exported: Iterable[Json]) -> dict[str, list[Place]]:
    """Read from the journal's export when the venue took orders, and every change of place.

    A change to a smaller quantity keeps the place; every other one begins at the end.
    """
    terms: dict[str, Json] = {}
    found: dict[str, list[Place]] = {}
    for entry in exported:
        for event in entry["events"]:
            if event["event"] == "OrderSent":
                terms[event["order_id"]] = event["terms"]
        report = entry.get("report")
        if report is None:
            continue
        order_id = report.get("order_id", "")
        if report["report"] == "VenueAccepts":
            price, qty = terms[order_id].get("limit_price"), terms[order_id]["qty"]
        elif report["report"] == "VenueReplaces":
            price, qty = report.get("limit_price"), report["qty"]
        else:
            continue
        places = found.setdefault(order_id, [])
        place = Place(unix_nanos(report["at"]), units(price or "0"), Decimal(qty))
        if places and places[-1].price == place.price and place.qty <= places[-1].qty:
            place = place._replace(since=places[-1].since)
        places.append(place)
    return found


def place_at(places: list[Place], at: int) -> Place | None:
    """Return where an order stood when this happened; None before it arrived."""
    return next((place for place in reversed(places) if place.since <= at), None)


def _fill(row: Json, order: Json) -> Fill:
    side = BUY if row["side"] == "BUY" else SELL
    return Fill(
        row["exec_id"],
        row["order_id"],
        side,
        int(row["qty"]),
        units(row["price"]),
        row["liquidity"] == "MAKER",
        unix_nanos(row["at"]),
        side * units(order["stop_price"] or "0"),
    )
