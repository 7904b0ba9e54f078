"""Opening and closing auctions, on generated and on recorded markets."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.exchange import Auction, ExchangeConfig, SessionState
from holdfast.messages.reports import VenueFills
from holdfast.model.order import TimeInForce
from holdfast.model.quote import Trade
from tests.exchange.builders import (
    ABC,
    BUY,
    IOC,
    SELL,
    amend,
    ask_for,
    ask_kind,
    bar,
    book,
    codes,
    dec,
    details,
    fills,
    in_flow,
    names,
    pull,
    quote,
    trade,
    venue,
)

OPENING, CLOSING = Auction.OPENING, Auction.CLOSING
OPG, CLS = {"time_in_force": TimeInForce.OPG}, {"time_in_force": TimeInForce.CLS}


def test_orders_for_the_close_wait_through_the_day_and_trade_at_one_price() -> None:
    exchange = in_flow((1, BUY, "9.99", 100), (2, SELL, "10.01", 50), (3, SELL, "10.03", 100))
    assert names(exchange.place(ask_kind("o1", BUY, 80, "MARKET_ON_CLOSE"), 2)) == ["Accepts"]
    exchange.place(ask_kind("o2", BUY, 20, "LIMIT_ON_CLOSE", "10.02"), 2)
    exchange.place(ask_kind("o3", SELL, 10, "LIMIT", "10.02", account="B", **CLS), 2)
    assert exchange.flow_place(ABC, 4, SELL, None, dec(60), 3) == []
    exchange.drain_market()
    reports = exchange.auction(ABC, CLOSING, 9)
    assert fills(reports) == [("o1", "80", "10.03"), ("o3", "10", "10.03")]
    assert details(reports) == ["CLOSING_AUCTION"]
    assert exchange.depth(ABC, 1)[1] == [(dec("10.03"), dec(80))]
    prints = [event for event in exchange.drain_market() if isinstance(event, Trade)]
    assert [(str(each.price), str(each.size)) for each in prints] == [("10.03", "80")]


def test_resting_orders_of_ours_take_part_and_are_filled_at_the_auctions_price() -> None:
    exchange = in_flow((1, BUY, "9.90", 100), (2, SELL, "10.10", 100))
    exchange.place(ask_for("rests", SELL, 40, "10.00", account="B"), 2)
    exchange.place(ask_kind("ice", SELL, 60, "LIMIT", "10.05", account="B", display_qty=dec(5)), 2)
    exchange.place(ask_kind("o1", BUY, 90, "MARKET_ON_CLOSE"), 2)
    reports = exchange.auction(ABC, CLOSING, 9)
    qty = {name: sum(int(q) for n, q, _ in fills(reports) if n == name) for name in ("ice", "o1")}
    assert qty == {"ice": 50, "o1": 90}
    assert {price for _, _, price in fills(reports)} == {"10.05"}
    state = exchange.order("ice")
    assert state is not None
    assert state.qty - state.cum_qty == 10


def test_the_opening_of_a_generated_market_crosses_what_was_collected_with_its_book() -> None:
    exchange = in_flow((1, BUY, "9.90", 100), (2, SELL, "10.10", 100))
    exchange.set_session(ABC, SessionState.AUCTION, 2)
    exchange.place(ask_for("day", BUY, 30, "10.05"), 3)
    exchange.place(ask_kind("opg", SELL, 50, "LIMIT", "10.00", account="B", **OPG), 3)
    reports = exchange.set_session(ABC, SessionState.OPEN, 4)
    assert {(order, qty) for order, qty, _ in fills(reports)} == {("day", "30"), ("opg", "30")}
    assert len({price for _, _, price in fills(reports)}) == 1
    assert details(reports) == ["OPENING_AUCTION"]


def test_what_an_opening_leaves_of_a_day_order_trades_on_in_the_market() -> None:
    exchange = in_flow((1, BUY, "9.90", 100), (2, SELL, "10.10", 10))
    exchange.set_session(ABC, SessionState.AUCTION, 2)
    exchange.place(ask_for("day", BUY, 30, "10.10"), 3)
    reports = exchange.set_session(ABC, SessionState.OPEN, 4)
    assert fills(reports) == [("day", "10", "10.10")]
    assert exchange.depth(ABC, 1)[0] == [(dec("10.10"), dec(20))]


def test_at_the_close_of_a_tape_the_last_print_is_the_price() -> None:
    exchange = venue()
    exchange.on_market(quote("9.99", "10.01"))
    exchange.place(ask_kind("market", BUY, 500, "MARKET_ON_CLOSE"), 2)
    exchange.place(ask_kind("limit", SELL, 10, "LIMIT_ON_CLOSE", "10.20"), 2)
    exchange.place(ask_kind("fits", SELL, 10, "LIMIT", "10.10", **CLS), 2)
    exchange.on_market(trade("10.15", 1, 3))
    reports = exchange.auction(ABC, CLOSING, 9)
    assert fills(reports) == [("market", "500", "10.15"), ("fits", "10", "10.15")]
    assert details(reports) == ["CLOSING_AUCTION"]


def test_at_the_open_of_a_tape_the_first_print_from_then_on_is_the_price() -> None:
    exchange = venue()
    exchange.on_market(quote("9.99", "10.01"))
    exchange.on_market(trade("10.00", 1, 2))
    exchange.place(ask_kind("market", BUY, 500, "MARKET", **OPG), 3)
    exchange.place(ask_kind("limit", SELL, 10, "LIMIT", "10.20", **OPG), 3)
    assert exchange.auction(ABC, OPENING, 5) == []
    assert exchange.on_market(quote("10.09", "10.11", at=6)) == []
    assert exchange.on_market(trade("10.50", 1, 6, hidden=True)) == []
    reports = exchange.on_market(trade("10.10", 1, 7))
    assert fills(reports) == [("market", "500", "10.10")]
    assert details(reports) == ["OPENING_AUCTION"]
    assert exchange.on_market(trade("10.30", 1, 8)) == []


def test_a_recorded_book_opens_with_its_first_execution() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, SELL, "10.00", 30))
    exchange.place(ask_kind("o1", BUY, 50, "MARKET", **OPG), 2)
    exchange.auction(ABC, OPENING, 3)
    assert exchange.on_market(book("ADD", 2, SELL, "10.01", 30, at=4)) == []
    reports = exchange.on_market(book("EXECUTE", 1, SELL, "10.00", 10, at=5))
    assert fills(reports) == [("o1", "50", "10.00")]


def test_bars_open_at_the_first_bar_that_begins_in_the_session_and_close_at_the_last_close() -> (
    None
):
    exchange = venue()
    exchange.on_market(bar("100", "101", "99", "100"))
    exchange.place(ask_kind("o1", BUY, 50, "MARKET", **OPG), 61)
    exchange.place(ask_kind("o2", SELL, 50, "MARKET_ON_CLOSE"), 61)
    exchange.auction(ABC, OPENING, 90)
    assert exchange.on_market(bar("101", "101", "99", "100", at=120)) == []
    assert fills(exchange.on_market(bar("102", "103", "99", "101", at=180))) == [
        ("o1", "50", "102")
    ]
    assert fills(exchange.auction(ABC, CLOSING, 181)) == [("o2", "50", "101")]


def test_a_tape_that_never_printed_has_no_price_and_the_orders_expire() -> None:
    exchange = venue()
    exchange.on_market(quote("9.99", "10.01"))
    exchange.place(ask_kind("o1", BUY, 5, "MARKET_ON_CLOSE"), 2)
    reports = exchange.auction(ABC, CLOSING, 9)
    assert (names(reports), details(reports)) == (["Expires"], ["NO_AUCTION_PRICE"])


def test_a_halted_market_has_no_closing_auction() -> None:
    exchange = venue()
    exchange.on_market(trade("10.00", 1))
    exchange.place(ask_kind("o1", BUY, 5, "MARKET_ON_CLOSE"), 2)
    exchange.set_session(ABC, SessionState.HALTED, 3)
    assert details(exchange.auction(ABC, CLOSING, 9)) == ["NO_AUCTION_PRICE"]


def test_an_order_for_an_auction_can_be_changed_and_taken_back_while_it_waits() -> None:
    exchange = venue()
    exchange.on_market(trade("10.00", 1))
    exchange.place(ask_kind("o1", BUY, 5, "LIMIT_ON_CLOSE", "9.00"), 2)
    assert names(exchange.amend(amend("o1", 8, "10.00"), 3)) == ["Replaces"]
    exchange.place(ask_kind("o2", BUY, 5, "MARKET_ON_CLOSE"), 2)
    assert names(exchange.pull(pull("o2"), 3)) == ["Cancels"]
    assert fills(exchange.auction(ABC, CLOSING, 9)) == [("o1", "8", "10.00")]


def test_a_larger_order_loses_its_place_in_the_auction() -> None:
    exchange = in_flow((1, SELL, "10.00", 10))
    exchange.place(ask_kind("first", BUY, 5, "MARKET_ON_CLOSE"), 2)
    exchange.place(ask_kind("second", BUY, 8, "MARKET_ON_CLOSE"), 2)
    exchange.amend(amend("first", 9), 3)
    reports = exchange.auction(ABC, CLOSING, 9)
    assert fills(reports) == [("second", "8", "10.00"), ("first", "2", "10.00")]


def test_orders_for_an_auction_survive_a_richer_market() -> None:
    exchange = venue()
    exchange.on_market(bar("10", "10", "10", "10"))
    exchange.place(ask_kind("o1", BUY, 5, "MARKET_ON_CLOSE"), 61)
    exchange.on_market(quote("9.99", "10.01", at=62))
    exchange.on_market(trade("10.02", 1, at=63))
    assert fills(exchange.auction(ABC, CLOSING, 64)) == [("o1", "5", "10.02")]


@pytest.mark.parametrize("is_generated", [True, False])
def test_two_reduce_only_orders_close_a_position_once(is_generated: bool) -> None:
    exchange = in_flow((1, SELL, "10.00", 30)) if is_generated else venue()
    if not is_generated:
        exchange.on_market(quote("9.99", "10.00", at=1))
        exchange.on_market(trade("10.00", 5, at=1))
    exchange.place(ask_for("entry", BUY, 30), 2)
    for name in ("o1", "o2"):
        exchange.place(ask_kind(name, SELL, 30, "MARKET_ON_CLOSE", reduce_only=True), 3)
    if is_generated:
        exchange.flow_place(ABC, 2, BUY, dec("10.00"), dec(100), 4)
    reports = exchange.auction(ABC, CLOSING, 9)
    assert fills(reports) == [("o1", "30", "10.00")]


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("MARKET_ON_CLOSE", {"time_in_force": IOC}),
        ("LIMIT", {"all_or_none": True, **CLS}),
        ("LIMIT", {"display_qty": dec(5), **OPG}),
        ("LIMIT", {"post_only": True, **OPG}),
        ("STOP", {**CLS}),
    ],
)
def test_what_does_not_go_with_an_auction_is_rejected(kind: str, more: dict[str, object]) -> None:
    limit = "10" if kind == "LIMIT" else None
    order = ask_kind("o1", BUY, 10, kind, limit, "10" if kind == "STOP" else None, **more)
    assert codes(venue().place(order, 1)) == ["INVALID_ORDER"]


PARTS = st.lists(
    st.tuples(
        st.booleans(),
        st.booleans(),
        st.one_of(st.none(), st.integers(990, 1_010)),
        st.integers(1, 50),
    ),
    min_size=1,
    max_size=12,
)


@given(PARTS)
def test_everybody_trades_at_one_price_within_their_limit_and_as_much_is_bought_as_sold(
    parts: list[tuple[bool, bool, int | None, int]],
) -> None:
    exchange = venue(ExchangeConfig())
    exchange.flow_place(ABC, 1_000, BUY, dec("9.80"), dec(5), 0)
    exchange.flow_place(ABC, 1_001, SELL, dec("10.20"), dec(5), 0)
    limits: dict[str, tuple[bool, Decimal | None]] = {}
    for number, (is_ours, is_buy, cents, qty) in enumerate(parts):
        price = None if cents is None else Decimal(cents) / 100
        side = BUY if is_buy else SELL
        if is_ours:
            limits[f"o{number}"] = is_buy, price
            kind = "MARKET" if price is None else "LIMIT"
            limit = None if price is None else str(price)
            account = f"A{number}"
            exchange.place(
                ask_kind(f"o{number}", side, qty, kind, limit, account=account, **CLS), 1
            )
        else:
            exchange.flow_place(ABC, number, side, price, dec(qty), 1)
    before = {is_buy: sum(s for _, s in exchange.depth(ABC, 99)[not is_buy]) for is_buy in (1, 0)}
    reports = exchange.auction(ABC, CLOSING, 9)
    after = {is_buy: sum(s for _, s in exchange.depth(ABC, 99)[not is_buy]) for is_buy in (1, 0)}
    mine = [report for report in reports if isinstance(report, VenueFills)]
    assert len({fill.price for fill in mine}) <= 1
    traded = {True: before[1] - after[1], False: before[0] - after[0]}
    for fill in mine:
        is_buy, limit_price = limits[fill.order_id]
        traded[is_buy] += fill.qty
        if limit_price is not None:
            assert fill.price <= limit_price if is_buy else fill.price >= limit_price
    assert traded[True] == traded[False]
    assert exchange.open_orders() == []
