"""What armed triggers cost a quote: one on another instrument, one on theirs, and those that fire.

They are stops at a venue that has none, so that the desk holds them.

Run it as `python -m holdfast.bench.triggers --armed 10000 --json`.
"""

from __future__ import annotations

import argparse
import json
import time
from decimal import Decimal
from statistics import median

import msgspec

from holdfast.bench.bench_desk import ACCOUNT, HIGH, LOW, TRADER, BenchDesk, quotes, settle_memory
from holdfast.messages.commands import SubmitOrder
from holdfast.model.abilities import PLAIN, Abilities
from holdfast.model.order import OrderStatus, OrderType, Side
from holdfast.model.quote import Quote

ARMED = 10_000
QUOTES = 200_000
ROUNDS = 5
FIRED = 200
THEIRS, OTHERS = "ARMED", "OTHER"
SIZE = Decimal(1_000_000)
# a venue that works market and limit orders, and no stop
BARE = Abilities((OrderType.MARKET, OrderType.LIMIT), PLAIN.times, PLAIN.instructions)
CENT = Decimal("0.01")


class Triggers(msgspec.Struct, frozen=True):
    """Microseconds of CPU a quote, without and with what is armed, and for one that fires."""

    armed: int
    other_without_us: float
    other_with_us: float
    theirs_without_us: float
    theirs_with_us: float
    fired: int
    fired_us: float

    @property
    def added_us(self) -> float:
        """What a quote on their own instrument costs more."""
        return self.theirs_with_us - self.theirs_without_us


def measure(armed: int = ARMED, count: int = QUOTES, fired: int = FIRED) -> Triggers:
    """Time quotes on a desk with nothing armed and on one with so many, in turn, and medians."""
    bare, full = _desk(0), _desk(armed)
    settle_memory()
    spent: dict[tuple[str, bool], list[float]] = {}
    first_at = max(bare.time.now(), full.time.now())
    each = count // ROUNDS
    for number in range(ROUNDS):
        for name in (OTHERS, THEIRS):
            ticks = quotes(name, each, first_at)
            for bench, is_armed in ((bare, False), (full, True)):
                spent.setdefault((name, is_armed), []).append(_time(bench, ticks))
            first_at = ticks[-1].at
        if number == 0:
            spent.clear()  # the first round warms up
    if len(full.bands) != armed:
        raise ValueError(f"{armed} triggers were armed and {len(full.bands)} still wait")
    cost = {key: median(values) / each / 1e3 for key, values in spent.items()}
    return Triggers(
        armed,
        cost[OTHERS, False],
        cost[OTHERS, True],
        cost[THEIRS, False],
        cost[THEIRS, True],
        fired,
        _fire(full, fired, armed),
    )


def price_of(number: int) -> Decimal:
    """Say where the trigger of this number waits: below what the quotes swing between."""
    return LOW[0] - CENT - CENT * (number % 5_000)


def _desk(armed: int) -> BenchDesk:
    bench = BenchDesk([THEIRS, OTHERS], abilities=BARE)
    for name in (THEIRS, OTHERS):
        bench.quote(Quote(name, *HIGH, SIZE, SIZE, bench.time.now() + 1))
    for number in range(armed):
        order = SubmitOrder(
            ACCOUNT,
            THEIRS,
            Side.SELL,
            Decimal(1),
            OrderType.STOP,
            stop_price=price_of(number),
            principal=TRADER,
            short_sale=True,
        )
        told = bench.desk.ask(order)
        if told.refusals:
            raise ValueError(f"trigger {number} was refused: {told.refusals[0].detail}")
    bench.desk.run(bench.time, bench.time.now() + 1)
    if len(bench.bands) != armed:
        raise ValueError(f"{armed} triggers were asked for and {len(bench.bands)} wait")
    return bench


def _time(bench: BenchDesk, ticks: list[Quote]) -> int:
    inbox, drain, quote = bench.desk.inbox, bench.desk.drain, bench.quote
    began = time.process_time_ns()
    for tick in ticks:
        quote(tick)
        if inbox:
            drain()
    return time.process_time_ns() - began


def _fire(bench: BenchDesk, fired: int, armed: int) -> float:
    """Let the market fall onto the first of them, and return what each takes, in microseconds."""
    if not fired or not armed:
        return 0.0
    prices = sorted((price_of(number) for number in range(armed)), reverse=True)
    bid = prices[min(fired, armed) - 1]
    met = sum(price >= bid for price in prices)
    tick = Quote(THEIRS, bid, bid + CENT, SIZE, SIZE, bench.time.now() + 1)
    began = time.process_time_ns()
    bench.quote(tick)
    bench.desk.run(bench.time, bench.time.now() + 1)
    spent = time.process_time_ns() - began
    orders = bench.desk.ledger.orders.values()
    filled = sum(o.status is OrderStatus.FILLED for o in orders if o.terms.type is OrderType.STOP)
    if filled != met:
        raise ValueError(f"{met} triggers were met and {filled} filled")
    return spent / met / 1e3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--armed", type=int, default=ARMED)
    parser.add_argument("--quotes", type=int, default=QUOTES)
    parser.add_argument("--json", action="store_true", help="print JSON, as ever")
    asked = parser.parse_args()
    found = measure(asked.armed, asked.quotes)
    print(json.dumps({**msgspec.to_builtins(found), "added_us": found.added_us}))


if __name__ == "__main__":
    main()
