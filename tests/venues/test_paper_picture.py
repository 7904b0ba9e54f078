"""An account's picture: what the paper venue tells of it, and what it cannot know."""

import sqlite3
from decimal import Decimal as D

import pytest

from holdfast.messages import reports as r
from holdfast.messages.requests import PlaceOrder, QueryAccount
from holdfast.model.order import OrderType, Side, TimeInForce
from holdfast.venues.paper import PaperRules, picture
from holdfast.venues.paper.store import PaperStore
from tests.venues.bench import ALWAYS, SECOND, START, Bench, fills, quote, rates, terms

CASH = PaperRules(cash={"A": {"USD": D(10_000)}})


def asked(bench, account="A", since=0):
    bench.take()
    bench.paper.send(QueryAccount(account, "PAPER", since))
    (told,) = bench.take()
    return told


@pytest.fixture(params=["memory", "store"])
def bench(request, tmp_path):
    store = PaperStore(tmp_path / "paper.db", "os") if request.param == "store" else None
    return Bench(store=store, rules=CASH)


def test_it_tells_what_is_open_what_traded_what_is_held_and_what_is_left(bench):
    bench.paper.push(quote())
    bench.place("o1", qty=10)
    bench.place("o2", qty=5, limit="90")
    (fill,) = fills(bench.heard)
    told = asked(bench)
    assert told.orders == (
        r.HeldOrder(
            "o2", "XO2", "AAPL", Side.BUY, OrderType.LIMIT, D(5), D(0), D(90), None, TimeInForce.GTC
        ),
    )
    (traded,) = told.fills
    assert (traded.order_id, traded.venue_order_id, traded.exec_id) == ("o1", "XO1", fill.exec_id)
    assert (traded.instrument, traded.side, traded.qty) == ("AAPL", Side.BUY, D(10))
    assert told.positions == {"AAPL": D(10)}
    assert told.cash == {"USD": D(10_000) - 10 * fill.price - fill.fee}
    assert told.buying_power is None
    assert told.is_complete
    assert told.as_of == START


def test_an_account_that_is_flat_again_names_the_zero_and_the_cash_that_the_way_cost(bench):
    bench.paper.push(quote())
    bench.place("o1", qty=10)
    bench.place("o2", Side.SELL, qty=10)
    told = asked(bench)
    assert told.positions == {"AAPL": D(0)}
    assert told.cash == {"USD": D(10_000) - 10 * D("0.02")}


def test_only_fills_since_the_time_that_was_asked_for_are_told(bench):
    bench.paper.push(quote())
    bench.place("o1", qty=1)
    bench.run(START + SECOND)
    bench.place("o2", qty=2)
    assert [each.order_id for each in asked(bench, since=START + SECOND).fills] == ["o2"]
    assert [each.order_id for each in asked(bench).fills] == ["o1", "o2"]


def test_of_an_account_that_it_was_not_told_of_it_knows_no_cash(bench):
    bench.paper.send(PlaceOrder("o1", terms(limit="90")))
    told = asked(bench, account="B")
    assert told.cash == {}
    assert told.orders == ()


def test_the_books_remember_over_a_restart_what_an_account_was_opened_with(tmp_path):
    path = tmp_path / "paper.db"
    bench = Bench(store=PaperStore(path, "os"), rules=CASH)
    bench.paper.push(quote())
    bench.place("o1", qty=10)
    before = asked(bench)
    bench.paper.close()
    # what the settings say now is not what the account was opened with
    richer = PaperRules(cash={"A": {"USD": D(99_999)}})
    again = asked(Bench(store=PaperStore(path, "os"), rules=richer))
    assert again.cash == before.cash
    assert again.positions == before.positions
    assert again.fills == before.fills


def test_books_of_the_format_before_learn_their_money_from_their_fills(tmp_path):
    path = tmp_path / "paper.db"
    bench = Bench(store=PaperStore(path, "os"), rules=CASH)
    bench.paper.push(quote())
    bench.place("o1", qty=10)
    before = asked(bench)
    bench.paper.close()
    with sqlite3.connect(path) as database:
        database.execute("DROP TABLE money")
        database.execute("DROP INDEX fills_at")
        database.execute("DROP TABLE marks")
        database.execute("UPDATE store_meta SET value = '1' WHERE key = 'format'")
    database.close()
    for _ in range(2):
        bench = Bench(store=PaperStore(path, "os"), rules=CASH)
        assert asked(bench).cash == before.cash
        bench.paper.close()


def test_a_venue_that_forgets_tells_that_the_picture_is_not_whole_and_no_cash():
    bench = Bench(rules=PaperRules(orders_kept_max=2, cash=CASH.cash))
    bench.paper.push(quote())
    for number in range(4):
        bench.place(f"o{number}", qty=1)
    told = asked(bench)
    assert not told.is_complete
    assert told.cash == {}
    assert told.positions == {"AAPL": D(4)}


def test_more_fills_than_one_picture_holds_make_it_incomplete_and_the_oldest_are_told(
    bench, monkeypatch
):
    monkeypatch.setattr(picture, "FILLS_TOLD_MAX", 2)
    bench.paper.push(quote())
    for number in range(3):
        bench.place(f"o{number}", qty=1)
    told = asked(bench)
    assert [each.order_id for each in told.fills] == ["o0", "o1"]
    assert not told.is_complete


def test_a_question_that_is_lost_is_told_as_failed():
    bench = Bench(script=rates(request_lost=ALWAYS))
    bench.venue.send(QueryAccount("A", "PAPER", 0))
    bench.run()
    (told,) = bench.take()
    assert told == r.VenueSnapshotFails("PAPER", "A", "no answer came", START + 5 * SECOND)


def test_books_that_cannot_be_read_fail_the_question(tmp_path):
    path = tmp_path / "paper.db"
    bench = Bench(store=PaperStore(path, "os"))
    with sqlite3.connect(path) as database:
        database.execute("DROP TABLE fills")
    database.close()
    told = asked(bench)
    assert isinstance(told, r.VenueSnapshotFails)
    assert "fills" in told.detail
