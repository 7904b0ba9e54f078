"""Pegged orders, which follow the market and never pass their limit."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.exchange import Exchange, ExchangeConfig, SessionState, Slippage
from holdfast.model.instructions import Peg, PegReference
from holdfast.model.order import Side
from tests.exchange.builders import (
    ABC,
    BUY,
    SELL,
    amend,
    ask_for,
    ask_kind,
    bar,
    book,
    codes,
    dec,
    fills,
    in_flow,
    names,
    pull,
    quote,
    venue,
)

PRIMARY, MID, MARKET = PegReference.PRIMARY, PegReference.MID, PegReference.MARKET


def pegged(side: Side, to: PegReference, offset: str = "0", limit: str | None = None) -> Exchange:
    exchange = venue()
    exchange.on_market(quote("99.90", "100.10"))
    peg = Peg(to, dec(offset))
    exchange.place(ask_kind("o1", side, 10, "PEGGED", limit, peg=peg), 2)
    return exchange


@pytest.mark.parametrize(
    ("side", "to", "offset", "price"),
    [
        (BUY, PRIMARY, "0", "99.90"),
        (BUY, PRIMARY, "-0.05", "99.85"),
        (SELL, PRIMARY, "0.05", "100.15"),
        (BUY, MID, "0", "100.00"),
        (SELL, MID, "0.005", "100.01"),
        (BUY, MID, "0.005", "100.00"),
        (BUY, MARKET, "-0.10", "100.00"),
        (SELL, MARKET, "0.10", "100.00"),
    ],
)
def test_an_order_stands_at_its_reference_and_offset_on_the_tick_further_off(
    side: Side, to: PegReference, offset: str, price: str
) -> None:
    exchange = pegged(side, to, offset)
    through = quote("120", "121", at=3) if side is SELL else quote("80", "81", at=3)
    assert fills(exchange.on_market(through)) == [("o1", "10", price)]


def test_an_order_pegged_to_the_market_takes_it() -> None:
    exchange = venue()
    exchange.on_market(quote("99.90", "100.10"))
    reports = exchange.place(ask_kind("o1", BUY, 10, "PEGGED", peg=Peg(MARKET)), 2)
    assert fills(reports) == [("o1", "10", "100.10")]


def test_it_follows_every_move_and_stops_at_its_limit() -> None:
    exchange = pegged(BUY, PRIMARY, limit="100.00")
    exchange.on_market(quote("99.95", "100.10", at=3))
    exchange.on_market(quote("100.05", "100.20", at=4))
    assert fills(exchange.on_market(quote("99.00", "99.50", at=5))) == [("o1", "10", "100.00")]


def test_without_a_reference_it_waits_unseen_and_comes_back_with_it() -> None:
    exchange = in_flow((1, SELL, "10.10", 10), (2, BUY, "10.00", 10))
    exchange.place(ask_kind("o1", BUY, 5, "PEGGED", peg=Peg(PRIMARY)), 2)
    assert exchange.depth(ABC, 1)[0] == [(dec("10.00"), dec(15))]
    exchange.flow_cancel(ABC, 2, 3)
    assert exchange.depth(ABC, 1)[0] == []
    exchange.flow_place(ABC, 3, BUY, dec("9.98"), dec(10), 4)
    assert exchange.depth(ABC, 1)[0] == [(dec("9.98"), dec(15))]


def test_it_follows_others_and_not_itself_or_another_of_ours() -> None:
    exchange = in_flow((1, SELL, "10.10", 10), (2, BUY, "10.00", 10))
    exchange.place(ask_kind("o1", BUY, 5, "PEGGED", peg=Peg(PRIMARY, dec("0.01"))), 2)
    exchange.place(ask_for("o2", BUY, 5, "10.05"), 2)
    exchange.flow_cancel(ABC, 9, 3)
    assert exchange.depth(ABC, 3)[0] == [
        (dec("10.05"), dec(5)),
        (dec("10.01"), dec(5)),
        (dec("10.00"), dec(10)),
    ]


def test_a_move_loses_the_place_in_the_queue() -> None:
    exchange = in_flow((1, SELL, "10.10", 10), (2, BUY, "10.00", 1))
    exchange.place(ask_kind("o1", BUY, 5, "PEGGED", peg=Peg(PRIMARY)), 2)
    exchange.flow_place(ABC, 3, BUY, dec("10.02"), dec(1), 3)
    exchange.flow_place(ABC, 4, BUY, dec("10.00"), dec(3), 3)
    exchange.flow_cancel(ABC, 3, 4)
    reports = exchange.flow_place(ABC, 5, SELL, None, dec(5), 5)
    assert fills(reports) == [("o1", "1", "10.00")]


def test_in_a_recorded_book_it_stands_in_the_queue_of_its_price() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, BUY, "9.99", 50))
    exchange.on_market(book("ADD", 2, SELL, "10.09", 50))
    exchange.place(ask_kind("o1", BUY, 5, "PEGGED", peg=Peg(PRIMARY)), 2)
    exchange.on_market(book("ADD", 3, BUY, "10.00", 50))
    reports = exchange.on_market(book("EXECUTE", 1, BUY, "9.99", 5))
    assert fills(reports) == [("o1", "5", "10.00")]


def test_in_bars_it_follows_the_last_close_and_waits_for_the_path_to_cross_it() -> None:
    exchange = venue(ExchangeConfig(slippage=Slippage("none")))
    exchange.on_market(bar("100", "100", "100", "100"))
    exchange.place(ask_kind("o1", BUY, 10, "PEGGED", peg=Peg(PRIMARY, dec(-1))), 61)
    assert exchange.on_market(bar("100", "103", "100", "103", at=120)) == []
    reports = exchange.on_market(bar("103", "103", "101", "101", at=180))
    assert fills(reports) == [("o1", "10", "102")]


def test_the_venue_tells_the_limit_that_was_given_and_not_where_the_order_stands() -> None:
    exchange = pegged(BUY, PRIMARY, limit="100.00")
    state = exchange.order("o1")
    assert state is not None
    assert state.limit_price == dec("100.00")


def test_its_limit_and_quantity_can_be_changed_and_it_can_be_taken_back() -> None:
    exchange = pegged(BUY, PRIMARY, limit="99.80")
    assert names(exchange.amend(amend("o1", 20, "99.95"), 3)) == ["Replaces"]
    assert codes(exchange.amend(amend("o1", 20, stop="99.95"), 3)) == ["INVALID_PRICE"]
    assert fills(exchange.on_market(quote("99.80", "99.85", at=4))) == [("o1", "20", "99.90")]
    exchange = pegged(BUY, PRIMARY)
    assert names(exchange.pull(pull("o1"), 3)) == ["Cancels"]
    assert exchange.on_market(quote("50", "51", at=4)) == []


def test_a_halt_moves_nothing() -> None:
    exchange = pegged(BUY, PRIMARY)
    exchange.set_session(ABC, SessionState.HALTED, 3)
    exchange.on_market(quote("100.05", "100.20", at=4))
    reports = exchange.set_session(ABC, SessionState.OPEN, 5)
    assert reports == []
    assert fills(exchange.on_market(quote("99", "99.50", at=6))) == [("o1", "10", "100.05")]


@pytest.mark.parametrize(("kind", "peg"), [("PEGGED", None), ("LIMIT", Peg(MID))])
def test_a_peg_belongs_to_pegged_orders_and_they_need_one(kind: str, peg: Peg | None) -> None:
    assert codes(venue().place(ask_kind("o1", BUY, 10, kind, "10", peg=peg), 1)) == [
        "INVALID_ORDER"
    ]


MOVES = st.lists(st.tuples(st.integers(900, 1_100), st.integers(1, 20)), min_size=1, max_size=15)


@given(MOVES, st.sampled_from([*PegReference]), st.booleans(), st.integers(-10, 10))
def test_no_walk_of_the_quote_fills_a_pegged_order_beyond_its_limit(
    moves: list[tuple[int, int]], to: PegReference, is_buy: bool, offset: int
) -> None:
    exchange = venue()
    cap = dec("10.00")
    peg = Peg(to, dec(offset) / 100)
    order = ask_kind("o1", BUY if is_buy else SELL, 1_000, "PEGGED", str(cap), peg=peg)
    reports = exchange.place(order, 0)
    for at, (cents, spread) in enumerate(moves, start=1):
        bid, ask = Decimal(cents) / 100, Decimal(cents + spread) / 100
        reports += exchange.on_market(quote(str(bid), str(ask), 7, 7, at=at))
    for _, _, price in fills(reports):
        assert dec(price) <= cap if is_buy else dec(price) >= cap
