"""One bar and orders that end each other: it never fills both."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from holdfast.exchange import BarExits, BarPath, Exchange, ExchangeConfig, Slippage
from holdfast.messages.requests import PlaceOrder
from tests.exchange.builders import GTC, SELL, ask_for, bar, fills, venue


def market(exits: BarExits = BarExits.PATH, path: BarPath = BarPath.BY_DIRECTION) -> Exchange:
    """A market that closed at 100, with ten thousand shares of each bar for us."""
    config = ExchangeConfig(slippage=Slippage("none"), bar_path=path, bar_exits=exits)
    exchange = venue(config)
    exchange.on_market(bar("100", "101", "99", "100"))
    return exchange


def exit_of(entry: str, order_id: str, qty: int, limit: str | None = None, **more) -> PlaceOrder:
    request = ask_for(order_id, SELL, qty, limit, tif=GTC, **more)
    return replace(request, terms=replace(request.terms, exit_of=entry))


def member_of(name: str, order_id: str, qty: int, limit: str | None = None, **more) -> PlaceOrder:
    request = ask_for(order_id, SELL, qty, limit, tif=GTC, **more)
    return replace(request, terms=replace(request.terms, list_id=name))


def bracketed(exchange: Exchange) -> Exchange:
    exchange.place(exit_of("e", "stop", 10, stop="95"), 61)
    exchange.place(exit_of("e", "near", 4, "105"), 61)
    exchange.place(exit_of("e", "far", 6, "110"), 61)
    return exchange


WIDE = bar("100", "112", "90", "100", at=120)


def test_the_path_decides_and_the_rest_is_not_filled_by_the_same_bar() -> None:
    high = bracketed(market(path=BarPath.HIGH_FIRST)).on_market(WIDE)
    assert fills(high) == [("near", "4", "105"), ("far", "6", "110")]
    low = bracketed(market(path=BarPath.LOW_FIRST)).on_market(WIDE)
    assert fills(low) == [("stop", "10", "95")]


def test_a_part_that_a_target_closed_is_not_sold_again_by_the_stop() -> None:
    exchange = bracketed(market(path=BarPath.HIGH_FIRST))
    reports = exchange.on_market(bar("100", "106", "90", "100", at=120))
    assert fills(reports) == [("near", "4", "105"), ("stop", "6", "95")]


def test_the_stop_first_leaves_the_targets_nothing() -> None:
    exchange = bracketed(market(BarExits.STOP_FIRST, BarPath.HIGH_FIRST))
    assert fills(exchange.on_market(WIDE)) == [("stop", "10", "95")]


def test_the_targets_first_leave_the_stop_what_they_are_not_for() -> None:
    exchange = market(BarExits.TARGET_FIRST, BarPath.LOW_FIRST)
    exchange.place(exit_of("e", "stop", 10, stop="95"), 61)
    exchange.place(exit_of("e", "near", 4, "105"), 61)
    assert fills(exchange.on_market(WIDE)) == [("near", "4", "105"), ("stop", "6", "95")]


def test_a_gap_at_the_open_is_no_question() -> None:
    exchange = bracketed(market(BarExits.STOP_FIRST))
    reports = exchange.on_market(bar("111", "112", "90", "100", at=120))
    assert fills(reports) == [("near", "4", "111"), ("far", "6", "111")]


def test_who_sat_a_bar_out_trades_in_the_next() -> None:
    exchange = bracketed(market(path=BarPath.HIGH_FIRST))
    assert [each[0] for each in fills(exchange.on_market(WIDE))] == ["near", "far"]
    # the desk has not cancelled it meanwhile
    assert fills(exchange.on_market(bar("100", "101", "90", "95", at=180))) == [
        ("stop", "10", "95")
    ]


def test_siblings_of_a_list_share_a_bar_and_strangers_do_not() -> None:
    exchange = market(path=BarPath.HIGH_FIRST)
    exchange.place(member_of("l", "up", 10, "105"), 61)
    exchange.place(member_of("l", "down", 10, stop="95"), 61)
    assert fills(exchange.on_market(WIDE)) == [("up", "10", "105")]
    strangers = market(path=BarPath.HIGH_FIRST)
    strangers.place(ask_for("up", SELL, 10, "105", tif=GTC), 61)
    strangers.place(ask_for("down", SELL, 10, stop="95", tif=GTC), 61)
    assert [each[0] for each in fills(strangers.on_market(WIDE))] == ["up", "down"]


@given(
    exits=st.sampled_from(list(BarExits)),
    path=st.sampled_from(list(BarPath)),
    prices=st.lists(st.integers(85, 115), min_size=4, max_size=4),
    stop=st.integers(86, 99),
    targets=st.lists(st.tuples(st.integers(101, 114), st.integers(1, 9)), max_size=3),
)
def test_no_bar_closes_more_than_is_held(exits, path, prices, stop, targets) -> None:
    exchange = market(exits, path)
    held = 10
    exchange.place(exit_of("e", "stop", held, stop=str(stop)), 61)
    left = held
    for index, (price, asked) in enumerate(targets):
        qty = min(asked, left)
        if qty:
            exchange.place(exit_of("e", f"t{index}", qty, str(price)), 61)
            left -= qty
    first, *_, last = prices
    told = bar(str(first), str(max(prices)), str(min(prices)), str(last), at=120)
    traded = sum((Decimal(each[1]) for each in fills(exchange.on_market(told))), Decimal(0))
    assert traded <= held


@pytest.mark.parametrize("exits", list(BarExits))
def test_an_exit_that_is_crossed_alone_trades_as_ever(exits: BarExits) -> None:
    exchange = bracketed(market(exits))
    assert fills(exchange.on_market(bar("100", "106", "99", "100", at=120))) == [
        ("near", "4", "105")
    ]
