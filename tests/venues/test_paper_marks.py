"""What a paper venue's books keep of orders that no report tells, over a crash."""

import shutil
import sqlite3
from decimal import Decimal as D

import pytest

from holdfast.exchange import Marks
from holdfast.messages.requests import PullOrder
from holdfast.model.instructions import Trail, TriggerSource
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
