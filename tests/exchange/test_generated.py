"""The generated market looks like one, and is the same for the same seed everywhere."""

import os
import subprocess
import sys
from collections import defaultdict
from decimal import Decimal
from functools import cache
from itertools import pairwise
from random import Random
from statistics import fmean, pstdev
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from holdfast.exchange import Exchange
from holdfast.exchange.generated import THREE_NAMES, FlowConfig, Generated
from holdfast.exchange.participants import FlowInstrument
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.quote import Quote, Trade
from tests.exchange.builders import BUY, SELL, ask_for, fills

SECOND_NS = 1_000_000_000
SECONDS = 1_200
NAMES = tuple(each.instrument for each in THREE_NAMES)


def market(config: FlowConfig) -> Exchange:
    exchange = Exchange()
    for each in config.instruments:
        name = each.instrument
        listing = Listing(name, "PAPER", name, tick=each.tick, lot=each.lot)
        exchange.list(Instrument(name), listing)
    return exchange


class Seen(NamedTuple):
    """What the public saw of one run, by instrument, after the first book was up."""

    quotes: dict[str, list[Quote]]
    trades: dict[str, list[Trade]]
    depths: dict[str, list[tuple[list[tuple[Decimal, Decimal]], ...]]]
    events: int
    resting_max: int


@cache
def seen(seed: int = 7, seconds: int = SECONDS) -> Seen:
    config = FlowConfig(duration_ns=seconds * SECOND_NS)
    exchange, source = market(config), Generated(config, Random(seed), 0)
    source.step(exchange)
    exchange.drain_market()
    found = Seen(defaultdict(list), defaultdict(list), defaultdict(list), 0, 0)
    resting_max, look_at = 0, 0
    while (at := source.next_at()) is not None:
        source.step(exchange)
        for event in exchange.drain_market():
            kept = found.quotes if isinstance(event, Quote) else found.trades
            kept[event.instrument].append(event)  # type: ignore[arg-type]
        if at >= look_at:
            look_at += 5 * SECOND_NS
            for name in NAMES:
                found.depths[name].append(exchange.depth(name, 500))
                resting = sum(each.count for each in sides(source, name))
                resting_max = max(resting_max, resting)
    return found._replace(events=source.events_generated, resting_max=resting_max)


def sides(source: Generated, name: str):  # type: ignore[no-untyped-def]
    people = source._participants[NAMES.index(name)]
    return people._bids, people._asks


def mids_by_second(quotes: list[Quote]) -> list[float]:
    last: dict[int, float] = {}
    for quote in quotes:
        last[quote.at // SECOND_NS] = float(quote.mid)
    mids, mid = [], float(quotes[0].mid)
    for second in range(SECONDS):
        mid = last.get(second, mid)
        mids.append(mid)
    return mids


def autocorrelation(series: list[float], lag: int) -> float:
    mean = fmean(series)
    spread = sum((each - mean) ** 2 for each in series)
    together = zip(series, series[lag:], strict=False)
    return sum((one - mean) * (other - mean) for one, other in together) / spread


@pytest.mark.parametrize("name", NAMES)
def test_both_sides_are_always_quoted_and_never_crossed(name: str) -> None:
    quotes = seen().quotes[name]
    assert len(quotes) > SECONDS
    assert all(0 < quote.bid < quote.ask for quote in quotes)
    assert all(quote.bid_size > 0 and quote.ask_size > 0 for quote in quotes)
    assert all(one.at <= other.at for one, other in pairwise(quotes))


@pytest.mark.parametrize("name", NAMES)
def test_the_spread_is_a_few_ticks_most_of_the_time(name: str) -> None:
    held: dict[int, int] = defaultdict(int)
    for quote, later in pairwise(seen().quotes[name]):
        held[int((quote.ask - quote.bid) * 100)] += later.at - quote.at
    whole = sum(held.values())
    mean = sum(ticks * time for ticks, time in held.items()) / whole
    assert 1.5 < mean < 4
    assert sum(time for ticks, time in held.items() if ticks <= 5) > 0.85 * whole
    assert held[1] > 0.05 * whole
    assert max(held) < 40


def test_big_moves_come_together_and_so_do_trades() -> None:
    moving, trading = [], []
    for name in NAMES:
        mids = mids_by_second(seen().quotes[name])
        moves = [abs(later - sooner) for sooner, later in pairwise(mids)]
        counts = [0.0] * SECONDS
        for trade in seen().trades[name]:
            counts[min(trade.at // SECOND_NS, SECONDS - 1)] += 1
        moving.append(fmean(autocorrelation(moves, lag) for lag in range(1, 11)))
        trading.append(fmean(autocorrelation(counts, lag) for lag in range(1, 11)))
    # If events were independent, each of these would be 0 with a standard error of 0.01.
    assert min(*moving, *trading) > 0.03
    assert fmean(moving) > 0.08
    assert fmean(trading) > 0.08


def test_moves_have_heavy_tails() -> None:
    kurtosis = []
    for name in NAMES:
        moves = [later - sooner for sooner, later in pairwise(mids_by_second(seen().quotes[name]))]
        kurtosis.append(fmean(move**4 for move in moves) / fmean(move**2 for move in moves) ** 2)
    assert min(kurtosis) > 3.3  # 3 is a normal distribution's


def test_moves_can_hardly_be_foretold_from_the_last() -> None:
    for name in NAMES:
        moves = [later - sooner for sooner, later in pairwise(mids_by_second(seen().quotes[name]))]
        assert abs(autocorrelation(moves, 1)) < 0.3
        assert abs(fmean(autocorrelation(moves, lag) for lag in range(5, 30))) < 0.05


def test_the_spread_is_wider_when_the_market_moves_more() -> None:
    ratios = []
    for name in NAMES:
        quotes = seen().quotes[name]
        mids = mids_by_second(quotes)
        width: dict[int, float] = defaultdict(float)
        held: dict[int, int] = defaultdict(int)
        for quote, later in pairwise(quotes):
            window = quote.at // (30 * SECOND_NS)
            width[window] += float(quote.ask - quote.bid) * (later.at - quote.at)
            held[window] += later.at - quote.at
        spread = {w: width[w] / held[w] for w in sorted(held)}
        ranked = sorted(spread, key=lambda w: pstdev(mids[w * 30 : w * 30 + 30]))
        third = len(ranked) // 3
        calm, wild = (fmean(spread[w] for w in part) for part in (ranked[:third], ranked[-third:]))
        ratios.append(wild / calm)
    assert min(ratios) > 1
    assert fmean(ratios) > 1.1


def test_sizes_have_odd_lots_round_lots_and_a_heavy_tail() -> None:
    sizes = [trade.size for trade in seen().trades["AAPL"]]
    assert sum(size == 100 for size in sizes) > 0.15 * len(sizes)
    assert sum(size < 100 for size in sizes) > 0.15 * len(sizes)
    assert max(sizes) > 5 * fmean(map(float, sizes))


def test_depth_is_thick_far_off_and_thinner_between() -> None:
    for name in NAMES:
        away: dict[int, int] = defaultdict(int)
        for depth in seen().depths[name][6:]:
            for side in depth:
                for price, size in side:
                    away[int(abs(price - side[0][0]) * 100)] += int(size)
        near = fmean(away[n] for n in range(10))
        far = fmean(away[n] for n in range(20, 40))
        beyond = fmean(away[n] for n in range(100, 120))
        assert far > near > 3 * beyond
        assert min(len(side) for depth in seen().depths[name] for side in depth) >= 5


def test_events_come_at_about_the_usual_rate() -> None:
    rate = seen().events / SECONDS / len(NAMES)
    assert 12 < rate < 32


def test_the_number_of_resting_orders_is_bounded() -> None:
    assert 100 < seen().resting_max <= max(each.orders_max for each in THREE_NAMES)


def test_another_seed_is_another_market_and_the_same_seed_the_same() -> None:
    assert seen(1, 60) is not seen(2, 60)
    assert seen(1, 60).quotes != seen(2, 60).quotes
    one = seen(1, 60)
    seen.cache_clear()
    assert seen(1, 60) == one


def test_an_instrument_moves_the_same_whatever_trades_after_it() -> None:
    config = FlowConfig(instruments=THREE_NAMES[:1], duration_ns=60 * SECOND_NS)
    exchange, source = market(config), Generated(config, Random(1), 0)
    source.step(exchange)
    exchange.drain_market()
    quotes: list[Quote] = []
    while source.next_at() is not None:
        source.step(exchange)
        quotes += [each for each in exchange.drain_market() if isinstance(each, Quote)]
    assert quotes == seen(1, 60).quotes["AAPL"]


SCRIPT = """
import hashlib
from random import Random
from holdfast.exchange.generated import FlowConfig, Generated
from tests.exchange.test_generated import market
config = FlowConfig(duration_ns=30_000_000_000)
exchange, source = market(config), Generated(config, Random(3), 0)
digest = hashlib.sha256()
while source.next_at() is not None:
    source.step(exchange)
    digest.update(repr(exchange.drain_market()).encode())
print(digest.hexdigest())
"""


def test_a_seed_gives_the_same_market_under_every_hash_seed() -> None:
    digests = set()
    for hash_seed in ("0", "1", "4711"):
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.getcwd()}
        command = [sys.executable, "-c", SCRIPT]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        digests.add(done.stdout)
    assert len(digests) == 1
    assert len(digests.pop().strip()) == 64


def test_the_market_recovers_when_somebody_takes_a_whole_side() -> None:
    config = FlowConfig(instruments=THREE_NAMES[:1], duration_ns=60 * SECOND_NS)
    exchange, source = market(config), Generated(config, Random(1), 0)
    source.step(exchange)
    for side, order_id in ((BUY, "o1"), (SELL, "o2")):
        exchange.place(ask_for(order_id, side, 10_000_000, instrument="AAPL"), 1)
        assert exchange.depth("AAPL", 1)[0 if side is SELL else 1] == []
    for _ in range(300):
        source.step(exchange)
    quote = exchange.quote("AAPL")
    assert quote is not None
    assert Decimal(180) < quote.bid < quote.ask < Decimal(200)
    assert quote.ask - quote.bid < 1


def test_a_side_that_is_worn_thin_is_thickened_before_others_take_from_it() -> None:
    config = FlowConfig(instruments=THREE_NAMES[:1])
    exchange, source = market(config), Generated(config, Random(1), 0)
    source.step(exchange)
    levels = []
    for n in range(600):
        exchange.place(ask_for(f"o{n}", BUY, 3_000, instrument="AAPL"), 1)
        source.step(exchange)
        levels.append(len(exchange.depth("AAPL", 100)[1]))
    assert min(levels) >= 1
    assert min(levels) < 8
    for _ in range(600):
        source.step(exchange)
    assert len(exchange.depth("AAPL", 100)[1]) >= 8


def test_an_order_of_ours_at_the_best_price_is_traded_with() -> None:
    config = FlowConfig(instruments=THREE_NAMES[:1])
    exchange, source = market(config), Generated(config, Random(1), 0)
    source.step(exchange)
    quote = exchange.quote("AAPL")
    assert quote is not None
    exchange.place(ask_for("o1", BUY, 100, str(quote.bid), instrument="AAPL"), 1)
    reports = [report for _ in range(3_000) for report in source.step(exchange)]
    assert sum(Decimal(qty) for order_id, qty, _ in fills(reports) if order_id == "o1") == 100


def test_a_market_with_an_end_has_no_event_after_it() -> None:
    config = FlowConfig(instruments=THREE_NAMES[:1], duration_ns=SECOND_NS)
    exchange, source = market(config), Generated(config, Random(1), 1_000)
    assert source.next_at() == 1_000
    last = 0
    while (at := source.next_at()) is not None:
        assert last <= at <= 1_000 + SECOND_NS
        last = at
        source.step(exchange)


def test_a_market_of_nothing_is_over_at_once() -> None:
    source = Generated(FlowConfig(instruments=()), Random(1), 5)
    exchange = Exchange()
    assert source.step(exchange) == []
    assert source.next_at() is None
    assert source.step(exchange) == []


def test_a_coin_with_millions_of_ticks_is_quoted_soundly_as_well() -> None:
    coin = FlowInstrument(
        "BTCUSD", Decimal(60_000), Decimal("0.01"), Decimal("0.001"), volatility_bps=1.0
    )
    config = FlowConfig(instruments=(coin,), duration_ns=120 * SECOND_NS)
    exchange, source = market(config), Generated(config, Random(1), 0)
    while source.next_at() is not None:
        source.step(exchange)
        quote = exchange.quote("BTCUSD")
        assert quote is not None
        assert 0 < quote.bid < quote.ask
    assert quote.ask - quote.bid < Decimal(60)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("price", Decimal("9.99")),
        ("tick", Decimal(0)),
        ("lot", Decimal(-1)),
        ("lots_usual", 0),
        ("events_per_second", 0.0),
        ("events_per_second", float("nan")),
        ("events_per_second", 1e9),
        ("volatility_bps", -1.0),
        ("volatility_bps", 21.0),
        ("orders_usual", 5),
        ("orders_usual", 1_001),
    ],
)
def test_an_impossible_setting_is_named(field: str, value: object) -> None:
    settings = {"instrument": "X", "price": Decimal(10), field: value}
    with pytest.raises(ValueError, match=field):
        FlowInstrument(**settings)  # type: ignore[arg-type]


@pytest.mark.parametrize("limit", ["THE_ASK", "ABOVE"])
def test_orders_that_waited_over_a_restart_may_lock_or_cross_the_book_that_begins(
    limit: str,
) -> None:
    config = FlowConfig(instruments=THREE_NAMES[:1], duration_ns=20 * SECOND_NS)
    name = THREE_NAMES[0].instrument
    first = market(config)
    bid = THREE_NAMES[0].price - 1
    first.place(ask_for("o1", BUY, 5, limit=str(bid), instrument=name), 0)
    (waiting,) = first.open_orders()
    exchange, source = market(config), Generated(config, Random(7), 0)
    source.step(exchange)
    quote = exchange.quote(name)
    assert quote is not None
    price = quote.ask if limit == "THE_ASK" else quote.ask + 1
    exchange.resume([replace(waiting, limit_price=price)], *first.counts)
    told = []
    while source.next_at() is not None:
        told += source.step(exchange)
    assert sum(Decimal(qty) for _, qty, _ in fills(told)) == 5
