"""What the paper venue does wrong when it is asked to."""

from decimal import Decimal as D

import pytest

from holdfast.messages import reports as r
from holdfast.messages.requests import QueryAccount
from holdfast.venues.paper import PaperRules
from holdfast.venues.paper.store import PaperStore
from tests.venues.bench import SECOND, START, Bench, fills, kinds, quote


def test_a_cancel_by_hand_takes_the_first_order_of_the_instrument():
    bench = Bench()
    bench.place("o1", limit="90")
    bench.place("o2", limit="91")
    bench.take()
    assert bench.paper.misbehave("outside_cancel", "", "AAPL", 0) == "o1 is canceled by hand"
    assert kinds(bench.take()) == ["Cancels"]
    assert bench.open_ids == ["o2"]
    assert bench.paper.misbehave("outside_cancel", "", "MSFT", 0) == ""


def test_a_halt_ends_by_itself_and_is_not_had_twice():
    bench = Bench()
    assert bench.paper.misbehave("halt", "", "AAPL", SECOND) == "AAPL is halted"
    assert bench.paper.misbehave("halt", "", "AAPL", SECOND) == ""
    bench.place("o1", limit="90")
    assert kinds(bench.take()) == ["Rejects"]
    bench.run(START + SECOND)
    bench.place("o2", limit="90")
    assert kinds(bench.take()) == ["Accepts"]


def test_what_it_cannot_do_and_a_closed_venue_do_nothing():
    bench = Bench()
    assert bench.paper.misbehave("split", "", "AAPL", 0) == ""
    bench.paper.misbehave("halt", "", "AAPL", SECOND)
    bench.paper.close()
    told = len(bench.phases)
    bench.run()
    assert bench.paper.misbehave("halt", "", "MSFT", 0) == ""
    assert len(bench.phases) == told


def picture(bench):
    bench.take()
    bench.paper.send(QueryAccount("A", "PAPER", 0))
    (told,) = bench.take()
    return told


@pytest.fixture(params=["memory", "store"])
def books(request, tmp_path):
    """Make a venue whose books are in memory, or in a file of their own."""
    cash = PaperRules(cash={"A": {"USD": D(10_000)}})
    store = PaperStore(tmp_path / "paper.db") if request.param == "store" else None
    bench = Bench(store=store, rules=cash)
    yield bench
    bench.paper.close()


def test_a_bust_takes_the_last_fill_back_out_of_order_position_and_cash(books):
    books.paper.push(quote())
    books.place("o1")
    before = picture(books)
    assert before.positions == {"AAPL": D(10)}
    said = books.paper.misbehave("bust", "o1", "", 0)
    assert said == "the last fill of o1 is taken back"
    (bust,) = books.take()
    assert bust == r.VenueBusts("o1", before.fills[0].exec_id, START)
    after = picture(books)
    assert (after.fills, after.positions) == ((), {"AAPL": D(0)})
    assert after.cash == {"USD": D(10_000)}
    (state,) = books.ask("o1")
    assert (state.status, state.cum_qty) == ("FILLED", D(0))
    assert books.position() == D(0)
    assert books.paper.misbehave("bust", "o1", "", 0) == ""


def test_a_fill_of_an_order_that_still_works_is_not_busted(books):
    books.paper.push(quote(size=4))
    books.place("o1", limit="100.01")
    assert len(fills(books.take())) == 1
    assert books.paper.misbehave("bust", "o1", "", 0) == ""
    assert books.paper.misbehave("bust", "nobody", "", 0) == ""


def test_a_bust_outlives_a_restart(tmp_path):
    bench = Bench(store=PaperStore(tmp_path / "paper.db"))
    bench.paper.push(quote())
    bench.place("o1")
    bench.paper.misbehave("bust", "o1", "", 0)
    bench.paper.close()
    again = Bench(store=PaperStore(tmp_path / "paper.db"))
    assert again.ask("o1")[0].cum_qty == D(0)
    assert again.position() == D(0)
    again.paper.close()


def test_an_order_whose_fill_was_busted_can_be_forgotten_and_its_position_stays():
    bench = Bench(rules=PaperRules(orders_kept_max=1))
    bench.paper.push(quote())
    bench.place("o1", qty=3)
    bench.paper.misbehave("bust", "o1", "", 0)
    for number in range(2, 6):
        bench.place(f"o{number}", qty=3)
    assert bench.position() == D(12)
    assert kinds(bench.ask("o1")) == ["KnowsNot"]
