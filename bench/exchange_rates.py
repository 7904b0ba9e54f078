"""How long the exchange takes for a quote, an order and a message of a recorded book.

Run with `python bench/exchange_rates.py`; nanoseconds per call, best of five rounds.
"""

import gc
import time
from collections.abc import Callable, Sequence
from decimal import Decimal

from holdfast.exchange import Exchange
from holdfast.messages.commands import SubmitOrder
from holdfast.messages.requests import PlaceOrder
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.order import OrderType, Side
from holdfast.model.quote import BookAction, BookMessage, Quote

CALLS = 50_000
ROUNDS = 5
ABC = "ABC"
BID, ASK, LOWER, SIZE = Decimal("100.00"), Decimal("100.02"), Decimal("99.98"), Decimal(200)


def venue() -> Exchange:
    exchange = Exchange()
    exchange.list(Instrument(ABC), Listing(ABC, "PAPER", ABC))
    return exchange


def quotes() -> list[Quote]:
    sizes = [Decimal(100 + number % 7) for number in range(CALLS)]
    return [Quote(ABC, BID, ASK, size, size, at) for at, size in enumerate(sizes)]


def market_orders() -> list[PlaceOrder]:
    return [PlaceOrder(f"o{n}", SubmitOrder("A", ABC, Side.BUY, Decimal(1))) for n in range(CALLS)]


def limit_orders() -> list[PlaceOrder]:
    terms = SubmitOrder("A", ABC, Side.BUY, Decimal(1), OrderType.LIMIT, BID)
    return [PlaceOrder(f"o{n}", terms) for n in range(CALLS)]


def quote_alone(timed: "Timed") -> None:
    exchange = venue()
    timed.each("on_market(quote), nothing rests", exchange.on_market, quotes())


def quote_then_market_order(timed: "Timed") -> None:
    exchange, orders = venue(), iter(market_orders())
    clock = time.perf_counter_ns
    spent = 0
    for quote in quotes():
        exchange.on_market(quote)
        order = next(orders)
        begun = clock()
        exchange.place(order, quote.at)
        spent += clock() - begun
    timed.note("place(market) that fills", spent)


def rest_then_fill(timed: "Timed") -> None:
    exchange = venue()
    clock = time.perf_counter_ns
    resting = filling = 0
    for at, order in enumerate(limit_orders()):
        exchange.on_market(Quote(ABC, BID, ASK, SIZE, SIZE, at))
        begun = clock()
        exchange.place(order, at)
        placed = clock()
        exchange.on_market(Quote(ABC, LOWER, BID, SIZE, SIZE, at))
        filling += clock() - placed
        resting += placed - begun
    timed.note("place(limit) that rests", resting)
    timed.note("on_market(quote) that fills it", filling)


def recorded_book(timed: "Timed") -> None:
    exchange = venue()
    messages = []
    for number in range(CALLS // 2):
        price = BID - Decimal(number % 20) / 100
        old = number - 200  # so many stand in the book
        messages.append(BookMessage(ABC, BookAction.ADD, number, Side.BUY, price, SIZE, number))
        messages.append(BookMessage(ABC, BookAction.DELETE, old, Side.BUY, price, SIZE, number))
    timed.each("on_market(book message)", exchange.on_market, messages)


class Timed:
    """The best round of each measurement, in nanoseconds per call."""

    def __init__(self) -> None:
        self.best: dict[str, float] = {}

    def each(self, name: str, call: Callable[..., object], arguments: Sequence[object]) -> None:
        begun = time.perf_counter_ns()
        for argument in arguments:
            call(argument)
        self.note(name, time.perf_counter_ns() - begun)

    def note(self, name: str, spent_ns: int) -> None:
        self.best[name] = min(self.best.get(name, float("inf")), spent_ns / CALLS)


def main() -> None:
    timed = Timed()
    for _ in range(ROUNDS):
        for measure in (quote_alone, quote_then_market_order, rest_then_fill, recorded_book):
            gc.collect()
            gc.disable()
            measure(timed)
            gc.enable()
    for name, nanoseconds in timed.best.items():
        print(f"{name:34} {nanoseconds:8.0f} ns")


if __name__ == "__main__":
    main()
