"""What a paper venue's books keep of orders that no report tells, over a crash."""

import shutil
import sqlite3
from decimal import Decimal as D

import pytest

from holdfast.exchange import Marks
from holdfast.messages.requests import PullOrder
from holdfast.model.instructions import Peg, PegReference, Trail, TriggerSource
from holdfast.model.order import OrderType, Side
from holdfast.venues.paper.store import PaperStore
from tests.venues.bench import SECOND, START, Bench, kinds, quote

TRAIL = {
    "side": Side.SELL,
    "type": OrderType.TRAILING_STOP,
    "trigger": TriggerSource.BID_ASK,
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "paper.db"


def opened(path):
    return Bench(store=PaperStore(path, "os"))


def crash(path):
    """Copy what is with the operating system now: what kill -9 would leave."""
    image = path.with_name("crashed.db")
    for suffix in ("", "-wal"):
        if path.with_name(path.name + suffix).exists():
            shutil.copy(path.with_name(path.name + suffix), image.with_name(image.name + suffix))
    return image


def marks_in(path):
    with sqlite3.connect(path) as database:
        (count,) = database.execute("SELECT count(*) FROM marks").fetchone()
    database.close()
    return count


def test_a_trailing_stop_goes_on_from_its_best_price_and_not_from_the_present_one(path):
    before = opened(path)
    before.paper.push(quote(bid="100", ask="100.02"))
    before.place("o1", trail=Trail(D(1)), **TRAIL)
    before.paper.push(quote(bid="105", ask="105.02", at=START + 1))
    before.paper.push(quote(bid="104.50", ask="104.52", at=START + 2))
    after = opened(crash(path))
    (order,) = after.exchange.open_orders()
    assert order.marks == Marks(D(105), D(104), True)
    after.paper.push(quote(bid="104.10", ask="104.12", at=START + SECOND))
    assert after.take() == []
    after.paper.push(quote(bid="104", ask="104.02", at=START + 2 * SECOND))
    assert kinds(after.take()) == ["Triggers", "Fills"]


def test_a_trailing_stop_that_was_touched_stays_a_limit_order_at_its_price(path):
    before = opened(path)
    before.paper.push(quote(bid="100", ask="100.02"))
    before.place("o1", trail=Trail(D(1), limit_offset=D("0.10")), **TRAIL)
    before.paper.push(quote(bid="98.50", ask="98.52", at=START + 1))
    assert kinds(before.take()) == ["Accepts", "Triggers"]
    after = opened(crash(path))
    after.paper.push(quote(bid="98.80", ask="98.92", at=START + SECOND))
    assert after.take() == []
    after.paper.push(quote(bid="98.90", ask="98.92", at=START + 2 * SECOND))
    (fill,) = after.take()
    assert fill.price == D("98.90")


def test_an_iceberg_shows_what_is_left_of_its_tip_and_no_more(path):
    before = opened(path)
    before.place("o1", qty=100, limit="100", display_qty=D(20))
    before.paper.push(quote(bid="99.90", ask="99.95", size=15))
    (fill,) = before.take()[1:]
    assert fill.qty == D(15)
    after = opened(crash(path))
    (order,) = after.exchange.open_orders()
    assert (order.qty, order.cum_qty, order.marks.tip) == (D(100), D(15), D(5))
    after.paper.push(quote(bid="99.80", ask="99.85", size=500, at=START + SECOND))
    assert [fill.qty for fill in after.take()] == [D(5), D(20), D(20), D(20), D(20)]


def test_a_pegged_order_keeps_the_limit_that_it_was_given(path):
    before = opened(path)
    before.paper.push(quote(bid="99.90", ask="100.10"))
    peg = Peg(PegReference.PRIMARY)
    before.place("o1", limit="100", type=OrderType.PEGGED, peg=peg)
    after = opened(crash(path))
    (order,) = after.exchange.open_orders()
    assert order.limit_price == D(100)
    after.paper.push(quote(bid="100.05", ask="100.10", at=START + SECOND))
    after.paper.push(quote(bid="99.95", ask="99.99", at=START + 2 * SECOND))
    (fill,) = after.take()
    assert fill.price == D(100)


def test_what_was_kept_of_an_order_goes_with_it(path):
    bench = opened(path)
    bench.paper.push(quote(bid="100", ask="100.02"))
    bench.place("o1", trail=Trail(D(1)), **TRAIL)
    assert marks_in(crash(path)) == 1
    bench.paper.send(PullOrder("o1", ""))
    assert not bench.exchange.has_marks
    bench.paper.close()
    assert marks_in(path) == 0


def test_books_of_the_format_before_learn_to_keep_marks(path):
    bench = opened(path)
    bench.place("o1", limit="90")
    bench.paper.close()
    with sqlite3.connect(path) as database:
        database.execute("DROP TABLE marks")
        database.execute("UPDATE store_meta SET value = '2' WHERE key = 'format'")
    database.close()
    again = opened(path)
    assert again.open_ids == ["o1"]
    again.paper.push(quote(bid="100", ask="100.02"))
    again.place("o2", trail=Trail(D(1)), **TRAIL)
    again.paper.close()
    assert marks_in(path) == 1
