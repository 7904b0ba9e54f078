"""Trailing stops, which follow and never loosen."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.exchange import BarPath, Exchange, ExchangeConfig, Slippage
from holdfast.model.instructions import Trail, TrailUnit, TriggerSource
from holdfast.model.order import Side
from tests.exchange.builders import (
    BUY,
    SELL,
    amend,
    ask_kind,
    bar,
    book,
    codes,
    dec,
    fills,
    marks_of,
    names,
    quote,
    trade,
    venue,
)

LAST = TriggerSource.LAST
DOLLAR = Trail(dec(1))


def level_of(exchange: Exchange, order_id: str = "o1") -> Decimal | None:
    return marks_of(exchange, order_id).level


def trailed(trail: Trail, side: Side = SELL, price: str = "100") -> Exchange:
    exchange = venue()
    exchange.on_market(quote("99.00", "101.00"))
    exchange.on_market(trade(price, 1))
    exchange.place(ask_kind("o1", side, 10, "TRAILING_STOP", trail=trail, trigger=LAST), 2)
    return exchange


@pytest.mark.parametrize(
    ("trail", "side", "level"),
    [
        (Trail(dec("1.50")), SELL, "98.50"),
        (Trail(dec("1.50")), BUY, "101.50"),
        (Trail(dec("2.555"), TrailUnit.PERCENT), SELL, "97.44"),
        (Trail(dec("2.555"), TrailUnit.PERCENT), BUY, "102.56"),
        (Trail(dec(25), TrailUnit.TICKS), SELL, "99.75"),
        (Trail(dec(25), TrailUnit.TICKS), BUY, "100.25"),
    ],
)
def test_a_stop_begins_at_its_distance_on_the_tick_that_is_not_nearer(
    trail: Trail, side: Side, level: str
) -> None:
    assert level_of(trailed(trail, side)) == dec(level)


def test_a_stop_rises_with_the_price_stays_when_it_falls_and_is_touched() -> None:
    exchange = trailed(DOLLAR)
    exchange.on_market(trade("103", 1, 3))
    exchange.on_market(trade("102.01", 1, 4))
    assert level_of(exchange) == dec("102")
    reports = exchange.on_market(trade("102", 1, 5))
    assert names(reports) == ["Triggers", "Fills"]
    assert fills(reports) == [("o1", "10", "99.00")]


def test_nothing_is_followed_before_the_activation_price() -> None:
    exchange = trailed(Trail(dec(1), activation_price=dec(105)))
    exchange.on_market(trade("90", 1, 3))
    exchange.on_market(trade("104.99", 1, 4))
    assert level_of(exchange) is None
    exchange.on_market(trade("105", 1, 5))
    assert level_of(exchange) == dec(104)


def test_a_buy_begins_once_the_price_has_fallen_to_its_activation_price() -> None:
    exchange = trailed(Trail(dec(1), activation_price=dec(95)), BUY)
    exchange.on_market(trade("95.01", 1, 3))
    assert level_of(exchange) is None
    exchange.on_market(trade("94", 1, 4))
    assert level_of(exchange) == dec(95)
    assert names(exchange.on_market(trade("95", 1, 5))) == ["Triggers", "Fills"]


def test_with_a_limit_offset_it_becomes_a_limit_order_beyond_its_stop() -> None:
    exchange = trailed(Trail(dec(1), limit_offset=dec("0.25")))
    assert names(exchange.on_market(trade("99", 1, 3))) == ["Triggers", "Fills"]
    exchange = trailed(Trail(dec("0.10"), limit_offset=dec("0.25")))
    assert names(exchange.on_market(trade("99.90", 1, 3))) == ["Triggers"]
    assert fills(exchange.on_market(quote("99.65", "101", at=4))) == [("o1", "10", "99.65")]


def test_by_the_venues_own_rule_it_follows_the_side_that_it_would_trade_with() -> None:
    exchange = venue()
    exchange.on_market(quote("99.00", "101.00"))
    exchange.on_market(trade("100", 1))
    exchange.place(ask_kind("o1", SELL, 10, "TRAILING_STOP", trail=DOLLAR), 2)
    assert level_of(exchange) == dec("98.00")


def test_its_first_stop_may_be_named() -> None:
    exchange = venue()
    exchange.on_market(trade("100", 1))
    order = ask_kind("o1", SELL, 10, "TRAILING_STOP", stop="99.50", trail=DOLLAR, trigger=LAST)
    exchange.place(order, 2)
    exchange.on_market(trade("100.40", 1, 3))
    assert level_of(exchange) == dec("99.50")
    exchange.on_market(trade("100.60", 1, 4))
    assert level_of(exchange) == dec("99.60")


def test_its_owner_may_tighten_the_stop_and_never_loosen_it() -> None:
    exchange = trailed(DOLLAR)
    assert codes(exchange.amend(amend("o1", 10, stop="98.99"), 3)) == ["INVALID_PRICE"]
    assert names(exchange.amend(amend("o1", 20, stop="99.50"), 3)) == ["Replaces"]
    assert level_of(exchange) == dec("99.50")
    assert codes(exchange.amend(amend("o1", 10, "99"), 3)) == ["INVALID_PRICE"]
    assert names(exchange.on_market(trade("99.50", 1, 4))) == ["Triggers", "Fills"]


def test_in_a_recorded_book_it_follows_the_tape() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, BUY, "99.00", 50))
    exchange.on_market(book("ADD", 2, SELL, "101.00", 50))
    exchange.place(ask_kind("o1", SELL, 10, "TRAILING_STOP", trail=DOLLAR), 2)
    exchange.on_market(book("ADD", 3, BUY, "100.00", 50, at=3))
    assert level_of(exchange) == dec("99.00")
    reports = exchange.on_market(book("DELETE", 3, BUY, "100.00", at=4))
    assert fills(reports) == [("o1", "10", "99.00")]


@pytest.mark.parametrize(
    ("path", "expected"), [(BarPath.HIGH_FIRST, "101"), (BarPath.LOW_FIRST, None)]
)
def test_in_a_bar_the_stop_follows_the_path_point_by_point(
    path: BarPath, expected: str | None
) -> None:
    exchange = venue(ExchangeConfig(slippage=Slippage("none"), bar_path=path))
    exchange.on_market(bar("100", "100", "100", "100"))
    exchange.place(ask_kind("o1", SELL, 10, "TRAILING_STOP", trail=DOLLAR), 61)
    reports = exchange.on_market(bar("100", "102", "99.50", "101.50", at=120))
    assert fills(reports) == ([] if expected is None else [("o1", "10", expected)])


@pytest.mark.parametrize(
    ("trail", "kind"),
    [
        (Trail(dec(0)), "TRAILING_STOP"),
        (Trail(dec(100), TrailUnit.PERCENT), "TRAILING_STOP"),
        (Trail(dec("1.5"), TrailUnit.TICKS), "TRAILING_STOP"),
        (Trail(dec(1), activation_price=dec("1.001")), "TRAILING_STOP"),
        (Trail(dec(1), limit_offset=dec(-1)), "TRAILING_STOP"),
        (None, "TRAILING_STOP"),
        (Trail(dec(1)), "MARKET"),
    ],
)
def test_a_trail_that_makes_no_sense_is_rejected(trail: Trail | None, kind: str) -> None:
    assert codes(venue().place(ask_kind("o1", SELL, 10, kind, trail=trail), 1)) == ["INVALID_ORDER"]


UNITS = st.sampled_from([*TrailUnit])


@given(st.lists(st.integers(5_000, 15_000), min_size=1, max_size=30), UNITS, st.booleans())
def test_no_walk_of_the_market_ever_loosens_a_stop_and_it_triggers_once_it_is_reached(
    cents: list[int], unit: TrailUnit, is_buy: bool
) -> None:
    exchange = venue()
    side = BUY if is_buy else SELL
    order = ask_kind("o1", side, 10, "TRAILING_STOP", trail=Trail(dec(3), unit), trigger=LAST)
    exchange.place(order, 0)
    before: Decimal | None = None
    for at, price in enumerate(cents, start=1):
        reports = exchange.on_market(trade(str(dec(price) / 100), 1, at))
        paid = dec(price) / 100
        if before is not None and (paid >= before if is_buy else paid <= before):
            assert names(reports)[0] == "Triggers"
            return
        assert reports == []
        after = level_of(exchange)
        assert after is not None
        assert after > paid if is_buy else after < paid
        assert before is None or (after <= before if is_buy else after >= before)
        before = after


@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(1, 300), st.one_of(st.none(), st.integers(90, 110))),
        min_size=1,
        max_size=8,
    ),
    st.lists(st.integers(9_000, 11_000), min_size=1, max_size=15),
)
def test_of_many_trails_each_stands_where_it_would_stand_alone(
    drawn: list[tuple[bool, int, int | None]], cents: list[int]
) -> None:
    together = venue()
    alone = [venue() for _ in drawn]
    for number, (is_buy, distance, activation) in enumerate(drawn):
        begins = None if activation is None else dec(activation)
        trail = Trail(dec(distance) / 100, activation_price=begins)
        side = BUY if is_buy else SELL
        order = ask_kind(f"o{number}", side, 1, "TRAILING_STOP", trail=trail, trigger=LAST)
        together.place(order, 0)
        alone[number].place(order, 0)
    for at, price in enumerate(cents, start=1):
        event = trade(str(dec(price) / 100), 1, at)
        together.on_market(event)
        for number, exchange in enumerate(alone):
            exchange.on_market(event)
            one, same = exchange.order(f"o{number}"), together.order(f"o{number}")
            assert one is not None
            assert same is not None
            assert (one.marks, one.triggered) == (same.marks, same.triggered)
