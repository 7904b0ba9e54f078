"""All-or-none and minimum quantities: enough at once, or nothing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.exchange import Exchange, ExchangeConfig, SelfTrade, Slippage
from holdfast.exchange.rules import BeyondDisplay
from holdfast.messages.reports import Report, VenueFills
from holdfast.model.order import TimeInForce
from tests.exchange.builders import (
    ABC,
    BUY,
    FOK,
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

CANCEL = ExchangeConfig(beyond_display=BeyondDisplay.CANCEL)
ALL = {"all_or_none": True}


def quoted(size: int = 30) -> Exchange:
    exchange = venue(CANCEL)
    exchange.on_market(quote("9.99", "10.00", 100, size))
    return exchange


def test_all_or_none_waits_until_the_quote_has_enough() -> None:
    exchange = quoted()
    assert names(exchange.place(ask_kind("o1", BUY, 50, "LIMIT", "10.00", **ALL), 2)) == ["Accepts"]
    assert exchange.on_market(quote("9.99", "10.00", 100, 49, at=3)) == []
    assert fills(exchange.on_market(quote("9.99", "10.00", 100, 50, at=4))) == [
        ("o1", "50", "10.00")
    ]


def test_a_minimum_holds_for_the_first_trade_and_what_is_left_is_an_ordinary_order() -> None:
    exchange = quoted()
    exchange.place(ask_kind("o1", BUY, 50, "LIMIT", "10.00", qty_min=dec(40)), 2)
    assert exchange.on_market(quote("9.99", "10.00", 100, 39, at=3)) == []
    assert fills(exchange.on_market(quote("9.99", "10.00", 100, 42, at=4))) == [
        ("o1", "42", "10.00")
    ]
    assert fills(exchange.on_market(quote("9.99", "10.00", 100, 3, at=5))) == [("o1", "3", "10.00")]


def test_a_print_through_the_price_fills_it_if_it_is_large_enough_and_one_at_it_never() -> None:
    exchange = venue()
    exchange.place(ask_kind("o1", BUY, 50, "LIMIT", "10.00", **ALL), 2)
    assert exchange.on_market(trade("10.00", 500, 3)) == []
    assert exchange.on_market(trade("9.99", 49, 4)) == []
    assert fills(exchange.on_market(trade("9.99", 50, 5))) == [("o1", "50", "10.00")]


def test_it_stands_behind_our_other_orders_when_a_print_goes_through() -> None:
    exchange = venue()
    exchange.place(ask_kind("o1", BUY, 50, "LIMIT", "10.00", qty_min=dec(20)), 2)
    exchange.place(ask_for("o2", BUY, 10, "10.00"), 2)
    assert fills(exchange.on_market(trade("9.99", 25, 3))) == [("o2", "10", "10.00")]
    assert fills(exchange.on_market(trade("9.99", 25, 4))) == [("o1", "25", "10.00")]


def test_in_a_generated_book_it_is_not_shown_and_takes_several_orders_at_once() -> None:
    exchange = in_flow((1, SELL, "10.00", 20))
    exchange.place(ask_kind("o1", BUY, 50, "LIMIT", "10.01", **ALL), 2)
    assert exchange.depth(ABC, 1)[0] == []
    reports = exchange.flow_place(ABC, 2, SELL, dec("10.01"), dec(35), 3)
    assert fills(reports) == [("o1", "20", "10.00"), ("o1", "30", "10.01")]


def test_on_a_recorded_book_it_fills_by_what_is_displayed_or_by_what_goes_through() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, BUY, "9.98", 100))
    exchange.on_market(book("ADD", 2, SELL, "10.00", 30))
    exchange.place(ask_kind("o1", BUY, 50, "LIMIT", "10.00", **ALL), 2)
    exchange.place(ask_kind("o2", BUY, 50, "LIMIT", "9.99", **ALL), 2)
    assert exchange.on_market(book("ADD", 3, SELL, "10.00", 19)) == []
    assert fills(exchange.on_market(book("ADD", 4, SELL, "10.00", 1))) == [
        ("o1", "30", "10.00"),
        ("o1", "19", "10.00"),
        ("o1", "1", "10.00"),
    ]
    assert fills(exchange.on_market(book("EXECUTE", 1, BUY, "9.98", 50))) == [("o2", "50", "9.99")]


def test_a_hidden_execution_through_the_price_fills_it_too() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, BUY, "9.98", 100))
    exchange.place(ask_kind("o1", BUY, 50, "LIMIT", "10.00", **ALL), 2)
    assert fills(exchange.on_market(trade("9.99", 60, 3, hidden=True))) == [("o1", "50", "10.00")]


def test_in_bars_it_needs_a_bar_that_has_enough_for_us() -> None:
    exchange = venue(ExchangeConfig(slippage=Slippage("none")))
    exchange.on_market(bar("100", "100", "100", "100", volume=100))
    exchange.place(ask_kind("all", BUY, 50, "LIMIT", "99.50", **ALL), 61)
    exchange.place(ask_kind("some", BUY, 10, "LIMIT", "99.00"), 61)
    reports = exchange.on_market(bar("100", "100", "98", "100", volume=490, at=120))
    assert fills(reports) == [("some", "10", "99.00")]
    reports = exchange.on_market(bar("100", "100", "98", "100", volume=500, at=180))
    assert fills(reports) == [("all", "50", "99.50")]


@pytest.mark.parametrize("more", [ALL, {"qty_min": Decimal(31)}])
@pytest.mark.parametrize("tif", [IOC, FOK])
def test_what_cannot_wait_is_cancelled_where_there_is_not_enough(
    more: dict[str, object], tif: TimeInForce
) -> None:
    exchange = quoted()
    order = ask_kind("o1", BUY, 50, "LIMIT", "10.00", time_in_force=tif, **more)
    reports = exchange.place(order, 2)
    assert (names(reports), details(reports)) == (["Accepts", "Cancels"], ["NO_LIQUIDITY"])
    market = ask_kind("o2", BUY, 50, "MARKET", **more)
    assert names(exchange.place(market, 3)) == ["Accepts", "Cancels"]


def test_a_stop_with_a_minimum_asks_for_it_when_it_is_touched() -> None:
    exchange = quoted()
    stop = ask_kind("o1", BUY, 50, "STOP_LIMIT", "10.10", "10.05", **ALL)
    exchange.place(stop, 2)
    assert names(exchange.on_market(quote("10.04", "10.05", at=3, ask_size=20))) == ["Triggers"]
    assert fills(exchange.on_market(quote("10.04", "10.06", at=4, ask_size=50))) == [
        ("o1", "50", "10.06")
    ]


@pytest.mark.parametrize("is_book", [True, False])
def test_it_waits_rather_than_lose_part_of_itself_to_an_order_of_its_own_account(
    is_book: bool,
) -> None:
    exchange = venue(ExchangeConfig(self_trade=SelfTrade.EXPIRE_TAKER))
    exchange.place(ask_for("own", SELL, 10, "9.95"), 1)
    if is_book:
        exchange.flow_place(ABC, 1, SELL, dec("9.94"), dec(20), 1)
    else:
        exchange.on_market(quote("9.90", "9.94", ask_size=20))
    order = ask_kind("o1", BUY, 30, "LIMIT", "9.95", qty_min=dec(15))
    assert names(exchange.place(order, 2)) == ["Accepts"]
    reports = exchange.pull(pull("own"), 3)
    if not is_book:
        reports += exchange.on_market(quote("9.90", "9.94", ask_size=21, at=4))
    assert fills(reports)[0][0] == "o1"


def test_it_can_be_changed_and_taken_back_while_it_waits() -> None:
    exchange = quoted()
    exchange.place(ask_kind("o1", BUY, 50, "LIMIT", "10.00", **ALL), 2)
    assert names(exchange.amend(amend("o1", 40), 3)) == ["Replaces"]
    assert names(exchange.amend(amend("o1", 40, "9.98"), 4)) == ["Replaces"]
    assert exchange.on_market(quote("9.90", "9.99", ask_size=40, at=5)) == []
    reports = exchange.amend(amend("o1", 40, "9.99"), 6)
    assert fills(reports) == [("o1", "40", "9.99")]
    exchange.place(ask_kind("o2", BUY, 50, "LIMIT", "9.00", **ALL), 7)
    assert names(exchange.pull(pull("o2"), 8)) == ["Cancels"]
    assert exchange.on_market(quote("8.00", "8.10", at=9)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"qty_min": Decimal(0)},
        {"qty_min": Decimal(11)},
        {"qty_min": Decimal("0.5")},
        {"qty_min": Decimal(5), "all_or_none": True},
        {"display_qty": Decimal(5), "all_or_none": True},
    ],
)
def test_a_minimum_that_makes_no_sense_is_rejected(wrong: dict[str, object]) -> None:
    assert codes(venue().place(ask_kind("o1", BUY, 10, "LIMIT", "10", **wrong), 1)) == [
        "INVALID_ORDER"
    ]


MARKETS = ("quotes", "flow", "book", "bars")
EVENTS = st.lists(
    st.tuples(st.integers(980, 1_020), st.integers(1, 120), st.booleans()), min_size=1, max_size=15
)


def happen(
    exchange: Exchange, market: str, at: int, cents: int, size: int, turn: bool
) -> list[Report]:
    price = str(Decimal(cents) / 100)
    if market == "quotes":
        if turn:
            return exchange.on_market(trade(price, size, at))
        return exchange.on_market(quote("1.00", price, 100, size, at))
    if market == "flow":
        return exchange.flow_place(ABC, at, SELL, dec(price), dec(size), at)
    if market == "book":
        if turn:
            exchange.on_market(book("ADD", at, BUY, "9.79", size, at))
            return exchange.on_market(book("EXECUTE", at, BUY, "9.79", size, at))
        return exchange.on_market(book("ADD", at, SELL, price, size, at))
    return exchange.on_market(bar("10", "10.50", price, price, size * 10, at))


@given(EVENTS, st.sampled_from(MARKETS), st.integers(1, 100), st.booleans())
def test_all_or_none_never_trades_in_part_and_a_minimum_is_met_by_the_first_moment(
    events: list[tuple[int, int, bool]], market: str, least: int, is_all: bool
) -> None:
    exchange = venue(ExchangeConfig(slippage=Slippage("none")))
    more = {"all_or_none": True} if is_all else {"qty_min": dec(least)}
    exchange.place(ask_kind("other", BUY, 7, "LIMIT", "10.01", account="B"), 0)
    reports = exchange.place(ask_kind("o1", BUY, 100, "LIMIT", "10.00", **more), 0)
    for at, (cents, size, turn) in enumerate(events, start=1):
        reports += happen(exchange, market, at, cents, size, turn)
    mine = [r for r in reports if isinstance(r, VenueFills) and r.order_id == "o1"]
    if mine:
        first = sum(fill.qty for fill in mine if fill.at == mine[0].at)
        assert first >= (100 if is_all else least)
    assert sum(fill.qty for fill in mine) <= 100
