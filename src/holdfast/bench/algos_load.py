"""What a thousand running algos take of the loop, while each one's instrument is quoted and trades.

Every algo of the registry works its share of the parents, each on an instrument of its own, with
ten quotes and one print a second. The figure is CPU time for a second of the market's time: of
the whole loop, quotes and paper exchange included, with the journal in memory.

Run it as `python -m holdfast.bench.algos_load --parents 1000 --seconds 30 --json`.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import cycle
from random import Random

import msgspec

from holdfast.algos import ALGOS
from holdfast.bench.algo_terms import Case, terms_of
from holdfast.bench.bench_desk import ACCOUNT, TRADER, VENUE, BenchDesk, settle_memory
from holdfast.model.instrument import Listing
from holdfast.model.numbers import Nanos
from holdfast.model.order import Side
from holdfast.model.quote import Quote, Trade
from holdfast.model.times import SECOND_NS

PARENTS = 1_000
SECONDS = 30
WARM_S = 5
DURATION_S = 300
QUOTES_A_SECOND = 10
QTY = Decimal(6_000)
CENT = Decimal("0.01")
MOVES = 0.2  # how many of the quotes show another price
SEED = 7


class Load(msgspec.Struct, frozen=True):
    """CPU seconds for each second of the market, and what was done in them."""

    parents: int
    algos: tuple[str, ...]
    seconds: int
    cpu_share: float
    cpu_share_idle: float  # the same market with nothing to work
    quotes: int
    children: int
    filled: float  # part of all parents


def measure(
    parents: int = PARENTS, seconds: int = SECONDS, algos: Sequence[str] = tuple(ALGOS)
) -> Load:
    """Run the market with all parents, and without any. Raises ValueError if one is refused."""
    idle, _ = _run(parents, seconds, ())
    share, bench = _run(parents, seconds, algos)
    ledger = bench.desk.ledger
    if bench.desk.engine.halted:
        raise ValueError(f"the desk halted: {bench.desk.engine.halted}")
    orders = [ledger.orders[name] for name in ledger.parents]
    if len(orders) != parents:
        raise ValueError(f"{parents} parents were asked for and {len(orders)} work")
    filled = sum(order.cum_qty for order in orders) / (QTY * parents)
    return Load(
        parents,
        tuple(algos),
        seconds,
        share,
        idle,
        parents * seconds * QUOTES_A_SECOND,
        sum(len(state.children) for state in ledger.parents.values()),
        float(filled),
    )


def _run(parents: int, seconds: int, algos: Sequence[str]) -> tuple[float, BenchDesk]:
    names = [f"N{number:04}" for number in range(parents)]
    bench = BenchDesk(names)
    market = list(_market(names, bench.time.now(), WARM_S + seconds))
    warm = len(names) * WARM_S * (QUOTES_A_SECOND + 1)
    first = len(names) * (QUOTES_A_SECOND + 1)
    _play(bench, market[:first])
    if algos:
        _submit(bench, names, algos)
    _play(bench, market[first:warm])
    settle_memory()
    began = time.process_time()
    _play(bench, market[warm:])
    return (time.process_time() - began) / seconds, bench


def _submit(bench: BenchDesk, names: Sequence[str], algos: Sequence[str]) -> None:
    turns = cycle(algos)
    for number, name in enumerate(names):
        side = Side.SELL if number & 1 else Side.BUY
        listing = Listing(name, VENUE, name)
        mid = bench.market.quotes[name].mid
        case = Case(next(turns), side, QTY, bench.time.now(), DURATION_S, listing, mid)
        order = msgspec.structs.replace(
            terms_of(case), account=ACCOUNT, principal=TRADER, short_sale=side is Side.SELL
        )
        told = bench.desk.ask(order)
        if told.refusals:
            raise ValueError(f"{case.algo} was refused: {told.refusals[0].detail}")


def _market(names: Sequence[str], start: Nanos, seconds: int) -> Iterator[Quote | Trade]:
    """Draw quotes in turn, each instrument ten times a second, and a print a second."""
    rng = Random(SEED)
    mids = [10_000 + rng.randrange(1_000) for _ in names]
    step = SECOND_NS // QUOTES_A_SECOND
    for beat in range(seconds * QUOTES_A_SECOND):
        for place, name in enumerate(names):
            at = start + (beat + 1) * step + place * step // len(names)
            if rng.random() < MOVES:
                mids[place] += rng.choice((-1, 1))
            bid, ask = CENT * (mids[place] - 1), CENT * (mids[place] + 1)
            sizes = Decimal(rng.randrange(1, 10) * 100), Decimal(rng.randrange(1, 10) * 100)
            yield Quote(name, bid, ask, *sizes, at)
            if beat % QUOTES_A_SECOND == place % QUOTES_A_SECOND:
                side = rng.choice((Side.BUY, Side.SELL))
                yield Trade(name, ask if side is Side.BUY else bid, Decimal(200), at, side)


def _play(bench: BenchDesk, events: Sequence[Quote | Trade]) -> None:
    clock, desk, push = bench.time, bench.desk, bench.paper.push
    inbox, drain = desk.inbox, desk.drain
    for event in events:
        due = clock.next_at()
        if due is not None and due <= event.at:
            desk.run(clock, event.at)
        else:
            clock.advance(event.at)
        push(event)
        if inbox:
            drain()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parents", type=int, default=PARENTS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--algo", action="append", choices=sorted(ALGOS))
    parser.add_argument("--json", action="store_true", help="print JSON, as ever")
    asked = parser.parse_args()
    found = measure(asked.parents, asked.seconds, asked.algo or tuple(ALGOS))
    print(json.dumps(msgspec.to_builtins(found)))


if __name__ == "__main__":
    main()
