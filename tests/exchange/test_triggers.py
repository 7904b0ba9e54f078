"""Triggers: which price touches an order, and from which side."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.exchange import BarPath, Exchange, ExchangeConfig, Slippage, StopTrigger
from holdfast.exchange.floor import Floor
from holdfast.exchange.triggers import Triggers, goes_up
from holdfast.exchange.working import WorkingOrder, working_order
from holdfast.model.instructions import TriggerSource
from holdfast.model.instrument import Instrument, Listing
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
    names,
    pull,
    quote,
    trade,
    venue,
)

LAST, BID_ASK = TriggerSource.LAST, TriggerSource.BID_ASK
MID, MARK = TriggerSource.MID, TriggerSource.MARK


def quoted(config: ExchangeConfig | None = None) -> Exchange:
    exchange = venue(config)
    exchange.on_market(quote("99.90", "100.10"))
    exchange.on_market(trade("100.00", 1))
    return exchange


@pytest.mark.parametrize("source", [LAST, MARK])
def test_a_stop_by_the_last_price_lets_quotes_pass(source: TriggerSource) -> None:
    exchange = quoted()
    exchange.place(ask_kind("o1", SELL, 10, "STOP", stop="99.50", trigger=source), 2)
    assert exchange.on_market(quote("99.00", "99.20", at=3)) == []
    reports = exchange.on_market(trade("99.50", 1, 4))
    assert names(reports) == ["Triggers", "Fills"]


def test_a_stop_by_the_quote_looks_at_the_side_that_it_would_trade_with_and_at_no_print() -> None:
    exchange = quoted()
    exchange.place(ask_kind("sell", SELL, 10, "STOP", stop="99.50", trigger=BID_ASK), 2)
    exchange.place(ask_kind("buy", BUY, 10, "STOP", stop="100.50", trigger=BID_ASK), 2)
    assert exchange.on_market(trade("99.40", 1, 3)) == []
    assert exchange.on_market(trade("100.60", 1, 3)) == []
    assert exchange.on_market(quote("99.60", "100.49", at=4)) == []
    assert fills(exchange.on_market(quote("99.50", "100.50", at=5))) == [
        ("buy", "10", "100.50"),
        ("sell", "10", "99.50"),
    ]


def test_a_stop_by_the_mid_needs_both_sides_of_the_quote() -> None:
    exchange = quoted()
    exchange.place(ask_kind("o1", SELL, 10, "STOP", stop="99.50", trigger=MID), 2)
    assert exchange.on_market(quote("99.30", "100.10", at=3)) == []
    assert exchange.on_market(quote("0", "99.00", bid_size=0, at=4)) == []
    assert fills(exchange.on_market(quote("99.30", "99.70", at=5))) == [("o1", "10", "99.30")]


def test_an_order_if_touched_waits_for_the_better_price_and_then_takes_the_market() -> None:
    exchange = quoted()
    exchange.place(ask_kind("buy", BUY, 10, "MARKET_IF_TOUCHED", stop="99.50", trigger=LAST), 2)
    exchange.place(ask_kind("sell", SELL, 10, "MARKET_IF_TOUCHED", stop="100.50", trigger=LAST), 2)
    assert names(exchange.on_market(trade("99.50", 1, 3))) == ["Triggers", "Fills"]
    reports = exchange.on_market(trade("100.70", 1, 4))
    assert fills(reports) == [("sell", "10", "99.90")]


def test_a_limit_if_touched_rests_at_its_limit_once_it_is_touched() -> None:
    exchange = quoted()
    order = ask_kind("o1", BUY, 10, "LIMIT_IF_TOUCHED", "99.40", "99.50", trigger=LAST)
    assert names(exchange.place(order, 2)) == ["Accepts"]
    assert names(exchange.on_market(trade("99.50", 1, 3))) == ["Triggers"]
    assert fills(exchange.on_market(quote("99.30", "99.38", at=4))) == [("o1", "10", "99.40")]


def test_what_is_touched_on_arrival_works_at_once() -> None:
    exchange = quoted()
    order = ask_kind("o1", BUY, 10, "MARKET_IF_TOUCHED", stop="100.00", trigger=LAST)
    assert names(exchange.place(order, 2)) == ["Accepts", "Triggers", "Fills"]


def test_in_a_recorded_book_orders_of_ours_are_no_quote_that_touches_a_trigger() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, BUY, "99.00", 50))
    exchange.on_market(book("ADD", 2, SELL, "101.00", 50))
    exchange.place(ask_kind("rests", BUY, 5, "LIMIT", "100.00"), 2)
    order = ask_kind("o1", SELL, 5, "MARKET_IF_TOUCHED", stop="100.00", account="B")
    assert names(exchange.place(order, 2)) == ["Accepts"]
    reports = exchange.on_market(book("ADD", 3, BUY, "100.00", 50, at=3))
    assert fills(reports) == [("rests", "5", "100.00"), ("o1", "5", "100.00")]


@pytest.mark.parametrize(
    ("source", "message"),
    [(MID, book("ADD", 3, BUY, "100.00", 5)), (LAST, book("EXECUTE", 2, SELL, "101.00", 5))],
)
def test_a_recorded_book_touches_by_every_source(source: TriggerSource, message: object) -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, BUY, "99.00", 50))
    exchange.on_market(book("ADD", 2, SELL, "101.00", 50))
    exchange.place(ask_kind("o1", BUY, 5, "STOP", stop="100.50", trigger=source), 2)
    assert fills(exchange.on_market(message)) == [("o1", "5", "101.00")]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (BarPath.HIGH_FIRST, [("stop", "10", "100.50"), ("touched", "10", "99.50")]),
        (BarPath.LOW_FIRST, [("touched", "10", "99.50"), ("stop", "10", "100.50")]),
    ],
)
def test_a_bar_touches_stops_and_touched_orders_on_its_way(
    path: BarPath, expected: list[tuple[str, str, str]]
) -> None:
    exchange = venue(ExchangeConfig(slippage=Slippage("none"), bar_path=path))
    exchange.on_market(bar("100", "100", "100", "100"))
    exchange.place(ask_kind("stop", BUY, 10, "STOP", stop="100.50", trigger=BID_ASK), 61)
    exchange.place(ask_kind("touched", BUY, 10, "MARKET_IF_TOUCHED", stop="99.50"), 61)
    assert fills(exchange.on_market(bar("100", "101", "99", "100", at=120))) == expected


def test_a_bar_that_opens_beyond_a_trigger_trades_it_at_the_open() -> None:
    exchange = venue(ExchangeConfig(slippage=Slippage("none")))
    exchange.on_market(bar("100", "100", "100", "100"))
    exchange.place(ask_kind("stop", SELL, 10, "STOP", stop="99.50"), 61)
    exchange.place(ask_kind("touched", BUY, 10, "MARKET_IF_TOUCHED", stop="99.50"), 61)
    reports = exchange.on_market(bar("98", "98", "98", "98", at=120))
    assert fills(reports) == [("touched", "10", "98"), ("stop", "10", "98")]


def test_a_touched_order_can_be_moved_and_taken_back() -> None:
    exchange = quoted()
    exchange.place(ask_kind("o1", BUY, 10, "MARKET_IF_TOUCHED", stop="99.50", trigger=LAST), 2)
    assert names(exchange.amend(amend("o1", 20, stop="99.00"), 3)) == ["Replaces"]
    assert exchange.on_market(trade("99.50", 1, 4)) == []
    assert names(exchange.pull(pull("o1"), 5)) == ["Cancels"]
    assert exchange.on_market(trade("98.00", 1, 6)) == []


def test_a_trigger_belongs_to_orders_that_wait_for_one() -> None:
    exchange = quoted()
    assert codes(exchange.place(ask_kind("o1", BUY, 10, "LIMIT", "99", trigger=LAST), 2)) == [
        "INVALID_ORDER"
    ]
    assert codes(exchange.place(ask_kind("o2", BUY, 10, "MARKET_IF_TOUCHED"), 2)) == [
        "INVALID_PRICE"
    ]


def test_an_exchange_whose_rule_is_the_last_price_triggers_by_it_where_the_order_says_nothing() -> (
    None
):
    exchange = quoted(ExchangeConfig(stop_trigger=StopTrigger.LAST))
    exchange.place(ask_kind("o1", SELL, 10, "MARKET_IF_TOUCHED", stop="100.50"), 2)
    assert exchange.on_market(quote("100.60", "100.80", at=3)) == []
    assert names(exchange.on_market(trade("100.50", 1, 4))) == ["Triggers", "Fills"]


KINDS = ("STOP", "MARKET_IF_TOUCHED")


def armed(seq: int, kind: str, is_buy: bool, level: int, source: TriggerSource | None) -> object:
    floor = Floor(Instrument("ABC"), Listing("ABC", "PAPER", "ABC"), ExchangeConfig())
    side = BUY if is_buy else SELL
    terms = ask_kind(f"o{seq}", side, 1, kind, stop=str(level), trigger=source).terms
    return working_order(f"o{seq}", "", terms, floor, seq=seq)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(KINDS),
            st.booleans(),
            st.integers(1, 9),
            st.sampled_from([None, *TriggerSource]),
        ),
        max_size=12,
    ),
    st.dictionaries(st.sampled_from([None, *TriggerSource]), st.integers(1, 9)),
)
def test_exactly_those_are_touched_whose_own_source_is_at_or_beyond_their_level(
    drawn: list[tuple[str, bool, int, TriggerSource | None]],
    prices: dict[TriggerSource | None, int],
) -> None:
    triggers = Triggers()
    orders = [armed(seq, *each) for seq, each in enumerate(drawn)]
    expected = set()
    for order in orders:
        assert isinstance(order, WorkingOrder)
        triggers.arm(order)
        price, level = prices.get(order.terms.trigger), order.level
        assert level is not None
        if price is not None and (price >= level if goes_up(order) else price <= level):
            expected.add(order.order_id)

    def seen(source: TriggerSource | None, is_buy: bool) -> tuple[Decimal, ...]:
        price = prices.get(source)
        return () if price is None else (dec(price),)

    found = []
    while (touched := triggers.touched(seen)) is not None:
        assert triggers.remove(touched)
        found.append(touched.order_id)
    assert set(found) == expected
    assert len(found) == len(expected)
    assert bool(triggers) is (len(expected) < len(orders))
