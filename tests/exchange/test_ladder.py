"""Waiting orders: stops, and who is served first."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.exchange import ExchangeConfig, StopTrigger
from holdfast.exchange.floor import Floor
from holdfast.exchange.ladder import Ladder
from holdfast.exchange.working import WorkingOrder, working_order
from holdfast.model.instrument import Instrument, Listing
from tests.exchange.builders import (
    BUY,
    SELL,
    amend,
    ask_for,
    fills,
    names,
    quote,
    trade,
    venue,
)


@pytest.mark.parametrize("rule", [StopTrigger.LAST, StopTrigger.EITHER])
def test_a_stop_is_touched_by_the_last_trade(rule: StopTrigger) -> None:
    exchange = venue(ExchangeConfig(stop_trigger=rule))
    exchange.on_market(quote("99.99", "100.01"))
    assert names(exchange.place(ask_for("o1", SELL, 10, stop="99.50"), 2)) == ["Accepts"]
    reports = exchange.on_market(trade("99.50", 1, 3))
    assert names(reports) == ["Triggers", "Fills"]
    assert fills(reports) == [("o1", "10", "99.99")]


@pytest.mark.parametrize(
    ("rule", "heard"),
    [
        (StopTrigger.LAST, []),
        (StopTrigger.QUOTE, ["Triggers", "Fills"]),
        (StopTrigger.EITHER, ["Triggers", "Fills"]),
    ],
)
def test_a_stop_is_touched_by_the_opposite_quote_as_the_rule_says(
    rule: StopTrigger, heard: list[str]
) -> None:
    exchange = venue(ExchangeConfig(stop_trigger=rule))
    exchange.on_market(quote("99.99", "100.01"))
    exchange.place(ask_for("o1", BUY, 10, stop="100.50"), 2)
    assert names(exchange.on_market(quote("100.48", "100.50", at=3))) == heard


def test_a_stop_limit_rests_once_triggered_where_the_market_is_beyond_its_limit() -> None:
    exchange = venue()
    exchange.on_market(quote("99.99", "100.01"))
    exchange.place(ask_for("o1", BUY, 10, "100.55", stop="100.50"), 2)
    assert names(exchange.on_market(quote("100.58", "100.60", at=3))) == ["Triggers"]
    state = exchange.order("o1")
    assert state is not None
    assert state.triggered
    assert fills(exchange.on_market(quote("100.50", "100.55", at=4))) == [("o1", "10", "100.55")]


def test_a_stop_whose_price_is_already_touched_triggers_at_once() -> None:
    exchange = venue()
    exchange.on_market(quote("99.99", "100.01"))
    reports = exchange.place(ask_for("o1", SELL, 10, stop="100.00"), 2)
    assert names(reports) == ["Accepts", "Triggers", "Fills"]


def test_stops_trigger_in_the_order_in_which_the_price_touches_them() -> None:
    exchange = venue()
    exchange.on_market(quote("99.99", "100.01"))
    exchange.place(ask_for("far", SELL, 10, stop="98.00"), 2)
    exchange.place(ask_for("near", SELL, 10, stop="99.00"), 2)
    reports = exchange.on_market(quote("97.00", "97.02", at=3))
    assert [r.order_id for r in reports] == ["near", "near", "far", "far"]


def test_an_amended_stop_waits_at_its_new_price() -> None:
    exchange = venue()
    exchange.on_market(quote("99.99", "100.01"))
    exchange.place(ask_for("o1", SELL, 10, stop="99.00"), 2)
    assert names(exchange.amend(amend("o1", 20, stop="98.00"), 3)) == ["Replaces"]
    assert exchange.on_market(quote("98.50", "98.52", at=4)) == []
    assert fills(exchange.on_market(quote("98.00", "98.02", at=5))) == [("o1", "20", "98.00")]


def waiting(seq: int) -> WorkingOrder:
    floor = Floor(Instrument("ABC"), Listing("ABC", "PAPER", "ABC"), ExchangeConfig())
    request = ask_for(f"o{seq}", BUY, 1, "1")
    order = working_order(request.order_id, "", request.terms, floor)
    order.seq = seq
    return order


@given(st.lists(st.integers(1, 5), max_size=20), st.booleans(), st.data())
def test_a_ladder_serves_by_price_then_by_arrival_and_gives_up_whoever_leaves(
    prices: list[int], highest_first: bool, data: st.DataObject
) -> None:
    ladder = Ladder(highest_first=highest_first)
    orders = [(price, waiting(seq)) for seq, price in enumerate(prices)]
    for price, order in orders:
        ladder.add(order, Decimal(price))
    stays = [data.draw(st.booleans()) for _ in orders]
    for (price, order), does_stay in zip(orders, stays, strict=True):
        if not does_stay:
            assert ladder.remove(order, Decimal(price))
            assert not ladder.remove(order, Decimal(price))
    kept = [pair for pair, does_stay in zip(orders, stays, strict=True) if does_stay]
    sign = -1 if highest_first else 1
    expected = [o for _, o in sorted(kept, key=lambda pair: (sign * pair[0], pair[1].seq))]
    assert list(ladder) == expected
    assert [ladder.pop() for _ in range(len(ladder))] == expected
