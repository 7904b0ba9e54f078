"""Halts and auctions."""

import pytest

from holdfast.exchange import Exchange, SessionState
from tests.exchange.builders import (
    ABC,
    BUY,
    IOC,
    SELL,
    amend,
    ask_for,
    bar,
    book,
    codes,
    dec,
    details,
    fills,
    names,
    pull,
    quote,
    trade,
    venue,
)


def halted(state: SessionState = SessionState.HALTED) -> Exchange:
    exchange = venue()
    exchange.on_market(quote("99.99", "100.01"))
    exchange.place(ask_for("old", BUY, 10, "100.00"), 1)
    exchange.place(ask_for("stop", SELL, 10, stop="99.00"), 1)
    exchange.set_session(ABC, state, 2)
    return exchange


def test_a_halt_rejects_new_orders_and_changes_but_lets_orders_go() -> None:
    exchange = halted()
    assert codes(exchange.place(ask_for("new", BUY, 10), 3)) == ["HALTED"]
    assert codes(exchange.amend(amend("old", 5), 3)) == ["HALTED"]
    assert names(exchange.pull(pull("old"), 3)) == ["Cancels"]
    assert exchange.sessions()[ABC] is SessionState.HALTED


@pytest.mark.parametrize("state", [SessionState.HALTED, SessionState.AUCTION])
def test_nothing_of_ours_trades_until_the_market_is_open(state: SessionState) -> None:
    exchange = halted(state)
    assert exchange.on_market(trade("98.00", 100, 3)) == []
    assert exchange.on_market(quote("97.00", "98.00", at=4)) == []
    reports = exchange.set_session(ABC, SessionState.OPEN, 5)
    assert fills(reports) == [("old", "10", "100.00"), ("stop", "10", "97.00")]


def test_what_a_recorded_book_crossed_during_a_halt_trades_when_it_ends() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, BUY, "9.99", 50))
    exchange.place(ask_for("o1", BUY, 10, "10.00"), 1)
    exchange.place(ask_for("o2", BUY, 10, "9.90"), 1)
    exchange.set_session(ABC, SessionState.HALTED, 2)
    exchange.on_market(book("DELETE", 1, BUY, "9.99"))
    assert exchange.on_market(book("ADD", 2, SELL, "9.98", 20)) == []
    reports = exchange.set_session(ABC, SessionState.OPEN, 3)
    assert fills(reports) == [("o1", "10", "9.98")]


def test_an_auction_collects_orders_that_enter_in_their_order_when_it_ends() -> None:
    exchange = halted(SessionState.AUCTION)
    assert codes(exchange.place(ask_for("now", BUY, 10, tif=IOC), 3)) == ["AUCTION"]
    for order_id in ("a", "b", "c"):
        assert names(exchange.place(ask_for(order_id, BUY, 60), 3)) == ["Accepts"]
    assert names(exchange.pull(pull("b"), 4)) == ["Cancels"]
    assert names(exchange.amend(amend("a", 40), 4)) == ["Replaces"]
    reports = exchange.set_session(ABC, SessionState.OPEN, 5)
    assert fills(reports) == [("a", "40", "100.01"), ("c", "60", "100.01")]


def test_a_halted_book_follows_the_tape_without_filling_ours() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, BUY, "9.99", 50))
    exchange.place(ask_for("o1", BUY, 10, "10.00"), 1)
    exchange.set_session(ABC, SessionState.HALTED, 2)
    assert exchange.on_market(book("EXECUTE", 1, BUY, "9.99", 20)) == []
    assert exchange.depth(ABC, 1)[0] == [(dec("9.99"), dec(30))]
    exchange.set_session(ABC, SessionState.OPEN, 3)
    assert fills(exchange.on_market(book("EXECUTE", 1, BUY, "9.99", 20))) == [("o1", "10", "10.00")]


def test_bars_of_a_halt_fill_nothing() -> None:
    exchange = venue()
    exchange.on_market(bar("10", "11", "9", "10"))
    exchange.place(ask_for("o1", BUY, 10, "9.50"), 1)
    exchange.set_session(ABC, SessionState.HALTED, 2)
    assert exchange.on_market(bar("10", "11", "9", "10")) == []


def test_generated_orders_are_turned_away_while_the_market_is_not_open() -> None:
    exchange = venue()
    exchange.flow_place(ABC, 1, BUY, dec("10.00"), dec(5), 1)
    exchange.set_session(ABC, SessionState.HALTED, 2)
    exchange.flow_place(ABC, 2, SELL, dec("10.00"), dec(5), 3)
    assert exchange.depth(ABC, 5) == ([(dec("10.00"), dec(5))], [])


def test_the_day_ends_for_collected_orders_too() -> None:
    exchange = halted(SessionState.AUCTION)
    exchange.place(ask_for("a", BUY, 60), 3)
    reports = exchange.expire_day_orders(9)
    assert [r.order_id for r in reports] == ["old", "stop", "a"]
    assert details(reports) == ["DAY"] * 3
    assert exchange.set_session(ABC, SessionState.OPEN, 10) == []
