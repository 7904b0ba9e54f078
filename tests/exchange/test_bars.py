"""Matching by bars."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.exchange import BarPath, Exchange, ExchangeConfig, Slippage
from holdfast.model.quote import Quote, Trade
from tests.exchange.builders import (
    ABC,
    BUY,
    FOK,
    GTC,
    IOC,
    SELL,
    ask_for,
    bar,
    book,
    codes,
    dec,
    fills,
    names,
    quote,
    trade,
    venue,
)

PLAIN = ExchangeConfig(slippage=Slippage("none"))


def after_one_bar(config: ExchangeConfig = PLAIN) -> Exchange:
    """A market whose last bar closed at 100, with a thousand shares of it for us."""
    exchange = venue(config)
    exchange.on_market(bar("100", "101", "99", "100"))
    return exchange


def test_a_taker_trades_at_the_last_close_within_its_share_of_the_volume() -> None:
    exchange = after_one_bar()
    assert fills(exchange.place(ask_for("o1", BUY, 700), 61)) == [("o1", "700", "100")]
    assert fills(exchange.place(ask_for("o2", BUY, 700), 62)) == [("o2", "300", "100")]
    # The rest waits for the next open.
    reports = exchange.on_market(bar("100.50", "101", "99", "100", at=120))
    assert fills(reports) == [("o2", "400", "100.50")]


def test_takers_pay_the_square_root_of_their_share_times_the_bars_own_sigma() -> None:
    exchange = after_one_bar(ExchangeConfig(slippage=Slippage("volume_impact")))
    # Sigma is 0.6006 x 2 / 100; of 10,000 shares 400 are a fifth in the root: 0.24.
    assert fills(exchange.place(ask_for("o1", BUY, 400), 61)) == [("o1", "400", "100.25")]
    assert fills(exchange.place(ask_for("o2", SELL, 400), 61)) == [("o2", "400", "99.75")]


def test_a_resting_limit_fills_at_its_price_when_the_path_crosses_it_and_not_when_it_touches() -> (
    None
):
    exchange = after_one_bar()
    exchange.place(ask_for("cross", BUY, 10, "99.50"), 61)
    exchange.place(ask_for("touch", BUY, 10, "99.00"), 61)
    exchange.place(ask_for("sell", SELL, 10, "100.80"), 61)
    reports = exchange.on_market(bar("100", "101", "99", "100", at=120))
    assert fills(reports) == [("cross", "10", "99.50"), ("sell", "10", "100.80")]


def test_a_touch_fills_where_the_rules_say_so() -> None:
    exchange = after_one_bar(ExchangeConfig(bar_touch_fills=True))
    exchange.place(ask_for("touch", BUY, 10, "99.00"), 61)
    reports = exchange.on_market(bar("100", "101", "99", "100", at=120))
    assert fills(reports) == [("touch", "10", "99.00")]


@pytest.mark.parametrize(
    ("path", "close", "first"),
    [
        (BarPath.HIGH_FIRST, "100", "sell"),
        (BarPath.LOW_FIRST, "100", "buy"),
        (BarPath.BY_DIRECTION, "100.50", "buy"),
        (BarPath.BY_DIRECTION, "99.80", "sell"),
    ],
)
def test_the_extremes_are_visited_in_the_order_of_the_rules(
    path: BarPath, close: str, first: str
) -> None:
    exchange = after_one_bar(ExchangeConfig(bar_path=path, slippage=Slippage("none")))
    exchange.place(ask_for("buy", BUY, 10, "99.50"), 61)
    exchange.place(ask_for("sell", SELL, 10, "100.80"), 61)
    reports = exchange.on_market(bar("100", "101", "99", close, at=120))
    assert fills(reports)[0][0] == first


def test_an_order_that_the_open_is_beyond_fills_at_the_open() -> None:
    exchange = after_one_bar()
    exchange.place(ask_for("o1", BUY, 10, "99.50"), 61)
    reports = exchange.on_market(bar("98.70", "99", "98", "98.80", at=120))
    assert fills(reports) == [("o1", "10", "98.70")]


def test_all_our_orders_share_the_bars_volume() -> None:
    exchange = after_one_bar()
    exchange.place(ask_for("o1", BUY, 80, "99.50"), 61)
    exchange.place(ask_for("o2", BUY, 80, "99.50"), 61)
    assert fills(exchange.on_market(bar("100", "101", "99", "100", 1_000, at=120))) == [
        ("o1", "80", "99.50"),
        ("o2", "20", "99.50"),
    ]
    assert fills(exchange.on_market(bar("100", "101", "99", "100", 1_000, at=180))) == [
        ("o2", "60", "99.50")
    ]


def test_a_stop_triggers_at_its_price_on_the_path_or_at_the_open_beyond_it() -> None:
    exchange = after_one_bar()
    exchange.place(ask_for("path", SELL, 10, stop="99.40"), 61)
    reports = exchange.on_market(bar("100", "101", "99", "100", at=120))
    assert names(reports) == ["Triggers", "Fills"]
    assert fills(reports) == [("path", "10", "99.40")]
    exchange.place(ask_for("gap", SELL, 10, stop="99.40"), 121)
    reports = exchange.on_market(bar("98", "98.50", "97", "98", at=180))
    assert fills(reports) == [("gap", "10", "98")]


def test_a_stop_limit_triggered_on_the_path_goes_on_as_a_limit_order() -> None:
    exchange = after_one_bar()
    exchange.place(ask_for("o1", BUY, 10, "100.40", stop="100.50"), 61)
    reports = exchange.on_market(bar("100", "101", "100", "100.60", at=120))
    assert names(reports) == ["Triggers"]
    reports = exchange.on_market(bar("101", "101", "100", "100.20", at=180))
    assert fills(reports) == [("o1", "10", "100.40")]


def test_a_stop_limit_may_trigger_on_the_way_up_and_fill_on_the_way_down_in_one_bar() -> None:
    exchange = after_one_bar()
    exchange.place(ask_for("o1", BUY, 10, "100.40", stop="100.50"), 61)
    reports = exchange.on_market(bar("100", "101", "100", "100.20", at=120))
    assert names(reports) == ["Triggers", "Fills"]
    assert fills(reports) == [("o1", "10", "100.40")]


def test_stops_and_limits_on_one_stretch_are_served_in_the_order_of_their_prices() -> None:
    exchange = after_one_bar()
    exchange.place(ask_for("limit", SELL, 10, "100.60"), 61)
    exchange.place(ask_for("stop", BUY, 10, stop="100.50"), 61)
    exchange.place(ask_for("higher", SELL, 10, "100.40"), 61)
    reports = exchange.on_market(bar("100", "101", "99.99", "101", at=120))
    assert [f[0] for f in fills(reports)] == ["higher", "stop", "limit"]


def test_immediate_orders_do_not_wait_for_another_bar() -> None:
    exchange = after_one_bar()
    assert names(exchange.place(ask_for("o1", BUY, 1_001, tif=FOK), 61)) == ["Accepts", "Cancels"]
    ioc = exchange.place(ask_for("o2", BUY, 1_001, tif=IOC), 61)
    assert names(ioc) == ["Accepts", "Fills", "Cancels"]
    assert names(exchange.place(ask_for("o3", BUY, 10, "99", tif=IOC), 61)) == [
        "Accepts",
        "Cancels",
    ]


def test_post_only_orders_stay_behind_the_last_close() -> None:
    exchange = after_one_bar()
    no = exchange.place(ask_for("o1", BUY, 10, "100", tif=GTC, post_only=True), 61)
    assert codes(no) == ["POST_ONLY_WOULD_CROSS"]
    yes = exchange.place(ask_for("o2", BUY, 10, "99.99", tif=GTC, post_only=True), 61)
    assert names(yes) == ["Accepts"]


def test_the_close_is_what_the_public_sees() -> None:
    exchange = after_one_bar()
    close, size = dec("100"), dec("1000")
    assert exchange.drain_market() == [
        Quote(ABC, close, close, size, size, 60),
        Trade(ABC, close, dec(10_000), 60),
    ]
    assert exchange.depth(ABC, 1) == ([], [])


def test_a_bar_without_volume_fills_nothing() -> None:
    exchange = after_one_bar()
    exchange.place(ask_for("o1", BUY, 10, "99.50"), 61)
    assert exchange.on_market(bar("100", "101", "99", "100", 0, at=120)) == []
    assert exchange.on_market(trade("90", 100, 121)) == []


def test_orders_that_waited_under_bars_go_on_under_quotes_and_then_in_a_recorded_book() -> None:
    exchange = after_one_bar()
    exchange.place(ask_for("o1", BUY, 10, "99.50"), 61)
    assert fills(exchange.on_market(quote("99.40", "99.50", ask_size=4, at=70))) == [
        ("o1", "4", "99.50")
    ]
    reports = exchange.on_market(book("ADD", 1, SELL, "99.50", 2, at=80))
    assert fills(reports) == [("o1", "2", "99.50")]
    assert exchange.on_market(quote("90", "91", at=90)) == []


prices = st.integers(9_000, 11_000).map(lambda cents: Decimal(cents) / 100)


@given(
    st.lists(st.tuples(prices, prices, prices, prices, st.integers(0, 5_000)), max_size=8),
    st.lists(st.tuples(st.booleans(), prices, st.integers(1, 900), st.booleans()), max_size=8),
)
def test_fills_lie_inside_the_bar_within_the_limit_and_within_the_share_of_volume(
    bars: list[tuple[Decimal, Decimal, Decimal, Decimal, int]],
    orders: list[tuple[bool, Decimal, int, bool]],
) -> None:
    exchange = venue(PLAIN)
    for number, (is_buy, price, qty, is_stop) in enumerate(orders):
        side = BUY if is_buy else SELL
        limit, stop = (None, str(price)) if is_stop else (str(price), None)
        exchange.place(ask_for(f"o{number}", side, qty, limit, stop=stop), 0)
    for at, (a, b, c, d, volume) in enumerate(bars, 1):
        low, high = min(a, b, c, d), max(a, b, c, d)
        told = exchange.on_market(bar(str(a), str(high), str(low), str(d), volume, at))
        assert sum(int(qty) for _, qty, _ in fills(told)) <= volume // 10
        for order_id, _, px in fills(told):
            state = exchange.order(order_id)
            assert state is not None
            assert low <= dec(px) <= high
            if state.limit_price is not None:
                is_buy = state.terms.side is BUY
                assert dec(px) <= state.limit_price if is_buy else dec(px) >= state.limit_price
    for number, (_, _, qty, _) in enumerate(orders):
        state = exchange.order(f"o{number}")
        assert state is not None
        assert 0 <= state.cum_qty <= qty
