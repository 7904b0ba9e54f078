"""Icebergs: what is shown, what comes up, and what it loses by it."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.exchange import Exchange, SelfTrade
from holdfast.exchange.rules import ExchangeConfig
from holdfast.messages.reports import VenueFills
from holdfast.model.order import Side, TimeInForce
from tests.exchange.builders import (
    ABC,
    BUY,
    GTC,
    SELL,
    amend,
    ask_for,
    ask_kind,
    book,
    codes,
    dec,
    details,
    fills,
    flow,
    marks_of,
    names,
    quote,
    trade,
    venue,
)


def iceberg(side: Side = BUY, qty: int = 50, shown: int = 20, limit: str = "10.00") -> Exchange:
    exchange = venue()
    exchange.place(ask_kind("o1", side, qty, "LIMIT", limit, display_qty=dec(shown)), 1)
    return exchange


def tip_of(exchange: Exchange, order_id: str = "o1") -> Decimal | None:
    return marks_of(exchange, order_id).tip


def test_a_generated_book_shows_the_tip_alone() -> None:
    exchange = venue()
    flow(exchange, 1, SELL, "11.00", 5)
    exchange.place(ask_kind("o1", BUY, 50, "LIMIT", "10.00", display_qty=dec(20)), 1)
    assert exchange.depth(ABC, 1)[0] == [(dec("10.00"), dec(20))]
    flow(exchange, 2, SELL, None, 15)
    assert exchange.depth(ABC, 1)[0] == [(dec("10.00"), dec(5))]
    flow(exchange, 3, SELL, None, 5)
    assert exchange.depth(ABC, 1)[0] == [(dec("10.00"), dec(20))]


def test_a_fresh_tip_stands_behind_the_others_at_its_price() -> None:
    exchange = venue()
    exchange.place(ask_kind("o1", BUY, 50, "LIMIT", "10.00", display_qty=dec(20)), 1)
    flow(exchange, 1, BUY, "10.00", 30)
    exchange.place(ask_for("o2", BUY, 10, "10.00"), 1)
    reports = exchange.flow_place(ABC, 2, SELL, None, dec(75), 2)
    assert fills(reports) == [
        ("o1", "20", "10.00"),
        ("o2", "10", "10.00"),
        ("o1", "15", "10.00"),
    ]


def test_one_taker_meets_tip_after_tip_until_nothing_is_hidden() -> None:
    exchange = venue()
    exchange.place(ask_kind("o1", BUY, 50, "LIMIT", "10.00", display_qty=dec(20)), 1)
    reports = exchange.flow_place(ABC, 1, SELL, None, dec(80), 2)
    assert [qty for _, qty, _ in fills(reports)] == ["20", "20", "10"]
    assert exchange.open_orders() == []


def test_a_crossing_quote_takes_all_that_is_hidden_and_another_order_goes_between() -> None:
    exchange = iceberg()
    exchange.place(ask_for("o2", BUY, 10, "10.00"), 1)
    reports = exchange.on_market(quote("9.90", "9.95", ask_size=45))
    assert fills(reports) == [
        ("o1", "20", "10.00"),
        ("o2", "10", "10.00"),
        ("o1", "15", "10.00"),
    ]
    assert tip_of(exchange) == dec(5)


def test_a_print_through_the_price_takes_what_is_hidden_and_one_at_it_takes_the_tip_alone() -> None:
    exchange = iceberg()
    exchange.on_market(quote("10.00", "10.05", bid_size=0))
    assert fills(exchange.on_market(trade("10.00", 100, 2))) == [("o1", "20", "10.00")]
    assert fills(exchange.on_market(trade("9.99", 100, 3))) == [
        ("o1", "20", "10.00"),
        ("o1", "10", "10.00"),
    ]


def test_on_a_recorded_book_a_print_behind_it_takes_the_tip_and_one_through_it_takes_all() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, BUY, "9.99", 50))
    exchange.place(ask_kind("o1", BUY, 50, "LIMIT", "10.00", display_qty=dec(20)), 1)
    exchange.on_market(book("ADD", 2, BUY, "10.00", 50))
    assert fills(exchange.on_market(book("EXECUTE", 2, BUY, "10.00", 30))) == [
        ("o1", "20", "10.00")
    ]
    # the fresh tip stands behind the recorded order, so what trades of that passes it by
    assert fills(exchange.on_market(book("EXECUTE", 2, BUY, "10.00", 10))) == []
    assert fills(exchange.on_market(book("EXECUTE", 1, BUY, "9.99", 50))) == [
        ("o1", "20", "10.00"),
        ("o1", "10", "10.00"),
    ]


def test_a_recorded_order_that_crosses_an_iceberg_trades_with_all_of_it() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, BUY, "9.99", 50))
    exchange.place(ask_kind("o1", BUY, 50, "LIMIT", "10.00", display_qty=dec(20)), 1)
    reports = exchange.on_market(book("ADD", 2, SELL, "9.98", 45))
    assert [qty for _, qty, _ in fills(reports)] == ["20", "20", "5"]


def test_an_iceberg_takes_with_its_whole_size() -> None:
    exchange = venue()
    exchange.on_market(quote("9.99", "10.00", ask_size=40))
    reports = exchange.place(ask_kind("o1", BUY, 50, "LIMIT", "10.00", display_qty=dec(5)), 2)
    assert fills(reports) == [("o1", "40", "10.00")]
    assert tip_of(exchange) == dec(5)


def test_a_smaller_quantity_takes_from_what_is_hidden_first() -> None:
    exchange = iceberg()
    assert names(exchange.amend(amend("o1", 30), 2)) == ["Replaces"]
    assert tip_of(exchange) == dec(20)
    exchange.amend(amend("o1", 12), 3)
    assert tip_of(exchange) == dec(12)
    assert fills(exchange.on_market(quote("9.90", "9.95"))) == [("o1", "12", "10.00")]


def test_a_smaller_quantity_in_a_book_keeps_what_is_shown_while_it_can() -> None:
    exchange = venue()
    flow(exchange, 1, SELL, "11.00", 5)
    exchange.place(ask_kind("o1", BUY, 50, "LIMIT", "10.00", display_qty=dec(20)), 1)
    exchange.amend(amend("o1", 30), 2)
    assert exchange.depth(ABC, 1)[0] == [(dec("10.00"), dec(20))]
    exchange.amend(amend("o1", 12), 3)
    assert exchange.depth(ABC, 1)[0] == [(dec("10.00"), dec(12))]


@pytest.mark.parametrize("is_book", [True, False])
def test_where_two_of_ours_would_trade_both_lose_the_overlap_from_what_is_hidden(
    is_book: bool,
) -> None:
    exchange = venue(ExchangeConfig(self_trade=SelfTrade.DECREMENT))
    if is_book:
        flow(exchange, 1, SELL, "11.00", 5)
    exchange.place(ask_kind("o1", BUY, 50, "LIMIT", "10.00", display_qty=dec(20)), 1)
    reports = exchange.place(ask_for("o2", SELL, 25, "10.00"), 2)
    assert details(reports) == ["SELF_TRADE_PREVENTION"]
    state = exchange.order("o1")
    assert state is not None
    assert (state.qty, tip_of(exchange)) == (dec(25), dec(20))


@pytest.mark.parametrize(
    "wrong",
    [
        {"display_qty": dec(0)},
        {"display_qty": dec("1.5")},
        {"display_variance": dec("0.1")},
        {"display_qty": dec(5), "display_variance": dec(1)},
        {"display_qty": dec(5), "time_in_force": TimeInForce.IOC},
    ],
)
def test_a_display_that_makes_no_sense_is_rejected(wrong: dict[str, object]) -> None:
    request = ask_kind("o1", BUY, 10, "LIMIT", "10", **wrong)
    assert codes(venue().place(request, 1)) == ["INVALID_ORDER"]


def test_a_market_order_shows_nothing_and_takes_no_display_quantity() -> None:
    request = ask_kind("o1", BUY, 10, "MARKET", display_qty=dec(5))
    assert codes(venue().place(request, 1)) == ["INVALID_ORDER"]


def test_the_same_seed_draws_the_same_tips() -> None:
    def tips(seed: int) -> list[Decimal]:
        exchange = Exchange(rng=Random(seed))
        other = venue()
        for name, instrument in other.instruments.items():
            assert name == ABC
            exchange.list(instrument, other._floors[ABC].listing)
        request = ask_kind(
            "o1", BUY, 400, "LIMIT", "10", display_qty=dec(20), display_variance=dec("0.5")
        )
        exchange.place(request, 1)
        reports = exchange.flow_place(ABC, 1, SELL, None, dec(400), 2)
        return [each.qty for each in reports if isinstance(each, VenueFills)]

    assert tips(1) == tips(1)
    assert tips(1) != tips(2)
    assert all(10 <= tip <= 30 for tip in tips(3)[:-1])


SIZES = st.lists(st.integers(1, 70), min_size=1, max_size=12)


@given(SIZES, st.integers(1, 30), st.sampled_from(["0", "0.2", "0.9"]), st.integers(0, 9))
def test_an_iceberg_never_shows_more_than_its_tip_and_trades_every_share_it_has(
    sizes: list[int], tip: int, variance: str, seed: int
) -> None:
    exchange = Exchange(rng=Random(seed))
    listed = venue()
    exchange.list(listed.instruments[ABC], listed._floors[ABC].listing)
    request = ask_kind(
        "o1",
        BUY,
        200,
        "LIMIT",
        "10",
        display_qty=dec(tip),
        display_variance=dec(variance),
        time_in_force=GTC,
    )
    exchange.place(request, 1)
    most = dec(tip) * (1 + dec(variance))
    left = 200
    for number, size in enumerate(sizes):
        reports = exchange.flow_place(ABC, number, SELL, None, dec(size), 2)
        traded = sum(each.qty for each in reports if isinstance(each, VenueFills))
        assert all(e.qty <= most for e in reports if isinstance(e, VenueFills))
        assert traded == min(size, left)
        left -= min(size, left)
        shown = sum((size for _, size in exchange.depth(ABC, 5)[0]), dec(0))
        assert shown <= min(max(most, dec(1)), left)
        assert bool(shown) is bool(left)
