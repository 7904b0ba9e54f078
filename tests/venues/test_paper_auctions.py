"""When the paper venue holds its auctions, and what a restart makes of them."""

import shutil
from decimal import Decimal as D

import pytest

from holdfast.messages import reports as r
from holdfast.messages.requests import AmendOrder
from holdfast.model.order import OrderType, Side, TimeInForce
from holdfast.model.quote import Bar, Trade
from holdfast.venues.paper import PaperRules
from holdfast.venues.paper.store import PaperStore
from tests.venues.bench import SECOND, START, Bench, fills, kinds, quote

OPENS, CLOSES = START + 10 * SECOND, START + 100 * SECOND
DAY = 1_000 * SECOND


def next_edge(first):
    return lambda at: first + max(0, -(-(at + 1 - first) // DAY)) * DAY


RULES = PaperRules(next_open=next_edge(OPENS), next_close=next_edge(CLOSES))
ON_CLOSE = {"type": OrderType.MARKET_ON_CLOSE, "time_in_force": TimeInForce.DAY}
OPG = {"time_in_force": TimeInForce.OPG}


def printed(bench, price, at):
    bench.run(at)
    bench.paper.push(Trade("AAPL", D(price), D(1), at))


def test_a_venue_that_knows_no_session_takes_no_orders_for_an_auction():
    bench = Bench()
    bench.place("o1", **ON_CLOSE)
    bench.place("o2", **OPG)
    assert [report.code for report in bench.take()] == ["UNSUPPORTED", "UNSUPPORTED"]
    abilities = Bench(rules=RULES).paper.abilities
    assert {TimeInForce.OPG, TimeInForce.CLS} <= {*abilities.times}
    assert {OrderType.MARKET_ON_CLOSE, OrderType.LIMIT_ON_CLOSE} <= {*abilities.types}


def test_the_last_print_up_to_the_close_is_the_price_that_moment_included():
    bench = Bench(rules=RULES)
    bench.paper.push(quote())
    bench.place("o1", **ON_CLOSE)
    bench.place("o2", Side.SELL, limit="90", time_in_force=TimeInForce.CLS)
    printed(bench, "95", CLOSES)
    assert kinds(bench.take()) == ["Accepts", "Accepts"]
    bench.run(CLOSES + 1)
    assert [(fill.order_id, fill.price, fill.at) for fill in fills(bench.take())] == [
        ("o1", D(95), CLOSES + 1),
        ("o2", D(95), CLOSES + 1),
    ]


def test_the_close_of_the_last_bar_counts():
    bench = Bench(rules=RULES)
    bench.place("o1", **ON_CLOSE)
    bench.run(CLOSES)
    prices = (D(10), D(12), D(9), D(11))
    bench.paper.push(Bar("AAPL", *prices, D(1000), CLOSES, 60 * SECOND))
    bench.run(CLOSES + 1)
    assert [fill.price for fill in fills(bench.take())] == [D(11)]


def test_the_first_print_from_the_open_on_is_the_price():
    bench = Bench(rules=RULES)
    bench.place("o1", **OPG)
    printed(bench, "50", OPENS - 1)
    assert kinds(bench.take()) == ["Accepts"]
    printed(bench, "51", OPENS + SECOND)
    assert [fill.price for fill in fills(bench.take())] == [D(51)]


def test_an_order_for_the_open_expires_with_a_session_that_never_printed():
    bench = Bench(rules=RULES)
    bench.place("o1", **OPG)
    bench.take()
    bench.run(CLOSES)
    assert bench.take() == [r.VenueExpires("o1", CLOSES, "OPENING_AUCTION", D("0"))]


def test_an_order_after_the_open_waits_for_the_next_one():
    bench = Bench(rules=RULES)
    bench.run(OPENS + SECOND)
    bench.place("o1", **OPG)
    printed(bench, "50", OPENS + 2 * SECOND)
    assert kinds(bench.take()) == ["Accepts"]
    printed(bench, "60", OPENS + DAY)
    assert [fill.price for fill in fills(bench.take())] == [D(60)]


def crash(path):
    """Copy what is with the operating system now: what kill -9 would leave."""
    image = path.with_name("crashed.db")
    for suffix in ("", "-wal"):
        if path.with_name(path.name + suffix).exists():
            shutil.copy(path.with_name(path.name + suffix), image.with_name(image.name + suffix))
    return image


@pytest.mark.parametrize("is_in_time", [True, False])
def test_after_a_restart_an_order_still_waits_for_its_auction_or_has_missed_it(
    tmp_path, is_in_time
):
    path = tmp_path / "paper.db"
    before = Bench(store=PaperStore(path, "os"), rules=RULES)
    before.place("o1", **ON_CLOSE)
    before.paper.send(AmendOrder("o1", "", D(7), None, None))
    start = CLOSES - SECOND if is_in_time else CLOSES + SECOND
    after = Bench(start, store=PaperStore(crash(path), "os"), rules=RULES)
    after.paper.push(Trade("AAPL", D(20), D(1), start))
    after.run(CLOSES + 2 * SECOND)
    (report,) = after.take()
    if is_in_time:
        assert (report.qty, report.price) == (D(7), D(20))
    else:
        assert kinds([report]) == ["Expires"]
