"""Orders whose time in force is changed while they work."""

import shutil
from decimal import Decimal as D

import pytest

from holdfast.messages import reports as r
from holdfast.messages.requests import AmendOrder
from holdfast.model.order import OrderType, TimeInForce
from holdfast.venues.paper import PaperRules
from holdfast.venues.paper.store import PaperStore
from tests.venues.bench import SECOND, START, Bench, kinds, quote

DAY, GTC, GTD = TimeInForce.DAY, TimeInForce.GTC, TimeInForce.GTD
RULES = PaperRules(next_close=lambda at: START + 60 * SECOND)


def changed(bench, time, expire_at=None, qty=10, order_id="o1"):
    bench.paper.send(AmendOrder(order_id, "", D(qty), None, None, time, expire_at))
    return bench.take()


def resting(time, **more):
    bench = Bench(rules=RULES)
    bench.place("o1", limit="90", time_in_force=time, **more)
    bench.take()
    return bench


def test_a_day_order_that_is_made_good_till_cancelled_outlives_its_day():
    bench = resting(DAY)
    (told,) = changed(bench, GTC)
    assert (kinds([told]), told.time_in_force) == (["Replaces"], GTC)
    bench.run()
    assert bench.take() == []
    assert bench.ask("o1")[-1].time_in_force is GTC


def test_an_order_that_is_given_a_date_expires_at_it_and_a_later_date_counts():
    bench = resting(GTC)
    changed(bench, GTD, START + 5 * SECOND)
    (told,) = changed(bench, GTD, START + 9 * SECOND)
    assert told.expire_at == START + 9 * SECOND
    bench.run(START + 5 * SECOND)
    assert bench.take() == []
    bench.run(START + 9 * SECOND)
    assert bench.take() == [r.VenueExpires("o1", START + 9 * SECOND, "GTD", D("0"))]


def test_an_order_that_is_made_a_day_order_ends_with_the_day():
    bench = resting(GTD, expire_at=START + 500 * SECOND)
    changed(bench, DAY)
    bench.run()
    assert bench.take() == [r.VenueExpires("o1", START + 60 * SECOND, "DAY", D("0"))]


def test_the_market_ends_an_order_at_its_new_date_too():
    bench = resting(GTC)
    changed(bench, GTD, START + 5 * SECOND)
    bench.paper.push(quote(bid="80", ask="80.02", at=START + 6 * SECOND))
    assert kinds(bench.take()) == ["Expires"]


def test_a_change_of_the_time_alone_keeps_the_place_in_the_queue():
    bench = resting(GTC)
    bench.place("o2", limit="90")
    bench.take()
    changed(bench, DAY)
    bench.paper.push(quote(bid="80", ask="80.02", size=15, at=START + 1))
    assert [fill.order_id for fill in bench.take()] == ["o1", "o2"]


@pytest.mark.parametrize(
    ("time", "expire_at", "code"),
    [
        (TimeInForce.IOC, None, "INVALID_ORDER"),
        (TimeInForce.CLS, None, "INVALID_ORDER"),
        (GTD, None, "INVALID_ORDER"),
        (GTC, START + SECOND, "INVALID_ORDER"),
        (GTD, START, "EXPIRED"),
        (TimeInForce.OPG, None, "UNSUPPORTED"),
    ],
)
def test_a_time_that_an_order_cannot_take_is_refused_and_it_stays_as_it_was(time, expire_at, code):
    bench = resting(DAY)
    (told,) = changed(bench, time, expire_at)
    assert (kinds([told]), told.code) == (["RejectsReplace"], code)
    assert bench.ask("o1")[-1].time_in_force is DAY


def test_an_order_for_an_auction_keeps_its_time():
    bench = Bench(rules=RULES)
    bench.place("o1", type=OrderType.MARKET_ON_CLOSE, time_in_force=DAY)
    bench.take()
    assert [each.code for each in changed(bench, GTC)] == ["INVALID_ORDER"]


def test_the_new_time_outlives_a_crash(tmp_path):
    path = tmp_path / "paper.db"
    before = Bench(store=PaperStore(path, "os"), rules=RULES)
    before.place("o1", limit="90", time_in_force=DAY)
    before.take()
    changed(before, GTD, START + 90 * SECOND)
    image = path.with_name("crashed.db")
    for suffix in ("", "-wal"):
        if path.with_name(path.name + suffix).exists():
            shutil.copy(path.with_name(path.name + suffix), image.with_name(image.name + suffix))
    after = Bench(store=PaperStore(image, "os"), rules=RULES)
    after.run()
    assert after.take() == [r.VenueExpires("o1", START + 90 * SECOND, "GTD", D("0"))]
