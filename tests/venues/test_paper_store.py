"""The paper venue's books on disk: what a crash or a restart leaves, and who may write."""

import shutil
import signal
import sqlite3
import subprocess
import sys
from decimal import Decimal as D
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.exchange.source import MarketSource
from holdfast.messages import reports as r
from holdfast.messages.requests import AmendOrder, PullOrder
from holdfast.model.order import OrderStatus, OrderType, Side, TimeInForce
from holdfast.venues.paper.records import RecordsError, StoreLocked
from holdfast.venues.paper.store import PaperStore
from tests.venues.bench import SECOND, START, Bench, fills, kinds, quote

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "paper.db"


def opened(path, durability="os", **more):
    return Bench(store=PaperStore(path, durability), **more)


def crash(path, to="crashed"):
    """Copy what is with the operating system now: what kill -9 would leave."""
    image = path.with_name(f"{to}.db")
    for suffix in ("", "-wal"):
        if path.with_name(path.name + suffix).exists():
            shutil.copy(path.with_name(path.name + suffix), image.with_name(image.name + suffix))
    return image


@pytest.mark.parametrize("durability", ["fsync", "os"])
def test_after_a_crash_the_venue_knows_every_order_and_fill_that_it_told_of(path, durability):
    before = opened(path, durability)
    before.place("filled", qty=5)
    before.paper.push(quote())
    before.place("market", qty=7)
    before.place("part", qty=200, limit="100.01")
    told = fills(before.take())
    after = opened(crash(path))
    retold = [fill for name in ("filled", "market", "part") for fill in fills(after.ask(name))]
    assert sorted(retold, key=lambda fill: fill.exec_id) == sorted(
        told, key=lambda fill: fill.exec_id
    )
    assert after.ask("market")[-1].status is OrderStatus.FILLED
    assert after.position() == sum(fill.qty for fill in told)


def test_open_orders_work_on_after_a_restart_with_their_terms_as_amended(path):
    before = opened(path)
    before.paper.push(quote())
    before.place("o1", qty=10, limit="99")
    before.paper.send(AmendOrder("o1", "", D(30), D("99.50"), None))
    before.place("o2", qty=10, limit="98")
    accepted = before.ask("o1")[-1].venue_order_id
    after = opened(crash(path))
    assert after.open_ids == ["o1", "o2"]
    after.paper.push(quote(bid="99.40", ask="99.45", at=START + SECOND))
    (fill,) = after.take()
    assert (fill.order_id, fill.qty, fill.price) == ("o1", D(30), D("99.50"))
    assert after.ask("o1")[-1].venue_order_id == accepted


def test_a_partly_filled_order_trades_only_what_is_left_after_a_restart(path):
    before = opened(path)
    before.place("o1", qty=30, limit="100")
    before.paper.push(quote(bid="99.90", ask="99.95", size=20))
    after = opened(crash(path))
    after.paper.push(quote(bid="99.80", ask="99.85", at=START + SECOND))
    assert [fill.qty for fill in fills(after.take())] == [D(10)]
    *again, state = after.ask("o1")
    assert (len(again), state.cum_qty, state.status) == (2, D(30), OrderStatus.FILLED)


def test_a_stop_stays_a_stop_and_a_triggered_one_stays_triggered(path):
    before = opened(path)
    before.paper.push(quote())
    stop = {"type": OrderType.STOP_LIMIT, "side": Side.BUY}
    before.place("waits", limit="102", stop_price=D("101"), **stop)
    before.place("touched", limit="100.05", stop_price=D("100.10"), **stop)
    before.paper.push(quote(bid="100.20", ask="100.30", at=START + 1))
    after = opened(crash(path))
    assert [order.triggered for order in after.exchange.open_orders()] == [False, True]
    after.paper.push(quote(bid="100.90", ask="101", at=START + SECOND))
    assert kinds(after.take()) == ["Triggers", "Fills"]


def test_ids_never_come_twice_over_restarts(path):
    seen = set()
    for run in range(3):
        bench = opened(path)
        bench.paper.push(quote())
        for number in range(3):
            bench.place(f"r{run}o{number}", qty=1)
        for report in bench.take():
            name = report.exec_id if isinstance(report, r.VenueFills) else report.venue_order_id
            assert name not in seen
            seen.add(name)
        bench.paper.close()
    assert len(seen) == 18


def test_an_id_placed_before_the_restart_is_not_placed_again(path):
    before = opened(path)
    before.paper.push(quote())
    before.place("o1")
    before.paper.close()
    after = opened(path)
    after.paper.push(quote())
    after.take()
    after.place("o1")
    assert kinds(after.take()) == ["Fills", "States"]
    assert after.position() == D(10)


def test_a_gtd_order_whose_time_came_while_the_venue_was_down_expires_on_opening(path):
    before = opened(path)
    before.place("o1", limit="90", time_in_force=TimeInForce.GTD, expire_at=START + SECOND)
    before.paper.close()
    after = opened(path, start=START + 9 * SECOND)
    after.run()
    assert kinds(after.take()) == ["Expires"]
    assert after.ask("o1")[-1].status is OrderStatus.EXPIRED


def test_a_second_venue_is_refused_and_one_after_the_first_is_not(path):
    first = opened(path)
    with pytest.raises(StoreLocked):
        PaperStore(path)
    first.paper.close()
    PaperStore(path).close()


def test_what_is_not_a_venues_books_is_refused_by_name(path, tmp_path):
    opened(path).paper.close()
    store = PaperStore(path)
    with pytest.raises(RecordsError, match="venue is 'PAPER', but must be 'OTHER'"):
        store.belong_to("OTHER")
    store.close()
    foreign = tmp_path / "foreign.db"
    with sqlite3.connect(foreign) as database:
        database.execute("CREATE TABLE t (x)")
    database.close()
    with pytest.raises(RecordsError, match="holds no paper venue's books"):
        PaperStore(foreign)
    noise = tmp_path / "noise.db"
    noise.write_bytes(b"noise" * 1_000)
    with pytest.raises(RecordsError, match="NotADB"):
        PaperStore(noise)
    with pytest.raises(RecordsError, match="durability 'safe' must be one of"):
        PaperStore(path, "safe")


def test_an_open_order_in_an_instrument_that_is_not_listed_is_refused_by_name(path):
    before = opened(path)
    before.place("o1", limit="90")
    before.paper.close()
    with sqlite3.connect(path) as database:
        (blob,) = database.execute("SELECT terms FROM orders").fetchone()
        database.execute("UPDATE orders SET terms = ?", (blob.replace(b"AAPL", b"GONE"),))
    database.close()
    with pytest.raises(RecordsError, match="order o1 is open in GONE"):
        opened(path)


def test_without_durability_a_close_still_writes_everything(path):
    before = opened(path, "none")
    before.paper.push(quote())
    before.place("o1")
    assert before.position() == D(10)
    before.paper.close()
    assert opened(path).position() == D(10)


def test_a_full_disk_stops_the_venue_before_it_tells_what_it_cannot_keep(path):
    store = PaperStore(path, "os", size_bytes_max=100_000)
    bench = Bench(store=store)
    bench.paper.push(quote())
    told = []
    for number in range(2_000):
        bench.place(f"o{number}", qty=1, limit="90", metadata={"why": "x" * 100})
        told += bench.take()
        if bench.paper.failure:
            break
    assert "Full" in bench.paper.failure
    assert {type(report) for report in told} == {r.VenueAccepts}
    bench.place("later", limit="90")
    assert kinds(bench.take()) == ["Unreachable"]
    assert bench.ask(f"o{number}") == []
    bench.run()
    assert kinds(bench.take()) == ["Silent", "Silent"]
    bench.paper.push(quote(bid="80", ask="81", at=START + SECOND))
    assert bench.take() == []
    bench.paper.close()
    after = opened(path)
    assert after.open_ids == [report.order_id for report in told]
    assert kinds(after.ask(f"o{number}")) == ["KnowsNot"]


class Script:
    """A recorded market of quotes."""

    def __init__(self, quotes):
        self.left = list(quotes)

    def next_at(self):
        return self.left[0].at if self.left else None

    def step(self, exchange):
        return exchange.on_market(self.left.pop(0))


def script() -> MarketSource:
    asks = ["100.01", "99.90", "99.80", "99.70"]
    return Script(quote("99", ask, 5, START + n * SECOND) for n, ask in enumerate(asks))


def test_a_restart_goes_on_in_the_middle_of_a_recorded_market(path):
    before = opened(path, source=script())
    before.paper.start()
    before.place("o1", qty=12, limit="99.95")
    before.run(START + 2 * SECOND)
    assert [fill.price for fill in fills(before.take())] == [D("99.95")] * 2
    assert not before.paper.finished
    before.paper.close()

    shown = []
    after = opened(path, start=START + 2 * SECOND, source=script(), on_market=shown.append)
    assert shown[-1].ask == D("99.80")
    after.paper.start()
    after.run()
    assert [fill.qty for fill in fills(after.take())] == [D(2)]
    assert after.paper.finished


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("market"), st.sampled_from(list(Side)), st.integers(1, 30)),
        st.tuples(st.just("limit"), st.sampled_from(list(Side)), st.integers(1, 30)),
        st.tuples(st.just("pull"), st.just(Side.BUY), st.integers(0, 9)),
        st.tuples(st.just("quote"), st.just(Side.BUY), st.integers(95, 105)),
        st.tuples(st.just("crash"), st.just(Side.BUY), st.just(0)),
    ),
    max_size=25,
)


@settings(max_examples=25)
@given(actions=ACTIONS)
def test_positions_are_the_sum_of_fills_and_nothing_told_is_lost(tmp_path_factory, actions):
    path = tmp_path_factory.mktemp("books") / "paper.db"
    bench = opened(path)
    told = {}
    placed = []
    for step, (kind, side, number) in enumerate(actions):
        match kind:
            case "quote":
                at = START + step
                bench.paper.push(quote(str(number), str(number + 1), 20, at))
            case "pull" if placed:
                bench.paper.send(PullOrder(placed[number % len(placed)], ""))
            case "crash":
                path = crash(path, f"crash{step}")
                bench = opened(path)
            case "market" | "limit":
                placed.append(f"o{step}")
                limit = "100" if kind == "limit" else None
                bench.place(placed[-1], side, number, limit)
        told.update((fill.exec_id, fill) for fill in fills(bench.take()))
    _judge(path, bench, told, placed)


def _judge(path, bench, told, placed):
    known = {fill.exec_id: fill for name in placed for fill in fills(bench.ask(name))}
    assert known == told
    with sqlite3.connect(path) as database:
        sides = dict(database.execute("SELECT order_id, side FROM orders"))
        filled = dict.fromkeys(sides, D(0))
        for order_id, qty in database.execute("SELECT order_id, qty FROM fills"):
            filled[order_id] += D(qty)
        cum = {
            name: D(qty) for name, qty in database.execute("SELECT order_id, cum_qty FROM orders")
        }
    database.close()
    assert cum == filled
    signed = sum(qty if sides[name] == "BUY" else -qty for name, qty in filled.items())
    assert (bench.position() or D(0)) == signed


CHILD = """
import sys
from tests.venues.bench import Bench, quote
from holdfast.venues.paper.store import PaperStore

bench = Bench(store=PaperStore(sys.argv[1], "os"))
bench.paper.push(quote(size=10**9))
for number in range(10**9):
    bench.place(f"o{number}", qty=1, limit="101" if number % 2 else "90")
    for report in bench.take():
        print(type(report).__name__, report.order_id, flush=True)
"""


@pytest.mark.parametrize("lines", [1, 40, 333])
def test_a_venue_that_is_killed_knows_everything_that_it_has_told(path, lines):
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, path], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    told = [child.stdout.readline().split() for _ in range(lines)]
    child.send_signal(signal.SIGKILL)
    told += [line.split() for line in child.stdout if line.endswith("\n")]
    child.stdout.close()
    child.wait()
    bench = opened(path)
    for kind, order_id in told:
        kinds_now = kinds(bench.ask(order_id))
        assert kinds_now == (["Fills", "States"] if int(order_id[1:]) % 2 else ["States"]), kind


def test_a_fill_that_cannot_be_written_is_not_told_and_comes_after_the_restart(path):
    bench = opened(path)
    bench.place("o1", limit="100")
    bench.take()
    bench.paper._store.close()
    bench.paper.push(quote(bid="99", ask="99.50"))
    assert bench.take() == []
    assert "Closed" in bench.paper.failure
    after = opened(path)
    after.paper.push(quote(bid="99", ask="99.50", at=START + SECOND))
    assert [fill.exec_id for fill in after.take()] == ["XE1"]
