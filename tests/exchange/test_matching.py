"""Matching in a generated book: everybody by price, then by time."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.exchange import Exchange, ExchangeConfig, SelfTrade, StopTrigger
from holdfast.model.order import Side, TimeInForce
from holdfast.model.quote import Quote, Trade
from tests.exchange.builders import (
    ABC,
    BUY,
    FOK,
    GTC,
    IOC,
    SELL,
    amend,
    ask_for,
    dec,
    fills,
    flow,
    in_flow,
    names,
    pull,
    quote,
    venue,
)


def market_of(*orders: tuple[int, Side, str, int]) -> Exchange:
    exchange = in_flow(*orders)
    exchange.drain_market()
    return exchange


def test_a_market_order_takes_the_best_prices_first_and_each_in_order_of_arrival() -> None:
    exchange = market_of((1, SELL, "10.02", 50), (2, SELL, "10.01", 30), (3, SELL, "10.01", 30))
    assert fills(exchange.place(ask_for("o1", BUY, 80), 2)) == [
        ("o1", "30", "10.01"),
        ("o1", "30", "10.01"),
        ("o1", "20", "10.02"),
    ]
    assert exchange.depth(ABC, 5) == ([], [(dec("10.02"), Decimal(30))])


def test_ours_and_theirs_stand_in_one_queue() -> None:
    exchange = market_of((1, BUY, "10.00", 50))
    exchange.place(ask_for("o1", BUY, 20, "10.00"), 2)
    flow(exchange, 2, BUY, "10.00", 50)
    assert flow(exchange, 3, SELL, None, 50) == []
    assert fills(flow(exchange, 4, SELL, "10.00", 30)) == [("o1", "20", "10.00")]
    assert exchange.depth(ABC, 5)[0] == [(dec("10.00"), Decimal(40))]


def test_the_public_sees_our_orders_and_our_trades() -> None:
    exchange = market_of((1, BUY, "10.00", 50), (2, SELL, "10.05", 50))
    exchange.place(ask_for("o1", BUY, 20, "10.02"), 7)
    flow(exchange, 3, SELL, None, 5, at=8)
    assert exchange.drain_market() == [
        Quote(ABC, dec("10.02"), dec("10.05"), Decimal(20), Decimal(50), 7),
        Trade(ABC, dec("10.02"), Decimal(5), 8, SELL),
        Quote(ABC, dec("10.02"), dec("10.05"), Decimal(15), Decimal(50), 8),
    ]
    exchange.pull(pull("o1"), 9)
    assert exchange.drain_market() == [
        Quote(ABC, dec("10.00"), dec("10.05"), Decimal(50), Decimal(50), 9)
    ]


def test_what_is_left_of_a_market_order_of_theirs_is_gone() -> None:
    exchange = market_of((1, BUY, "10.00", 50))
    flow(exchange, 2, SELL, None, 80)
    assert exchange.depth(ABC, 5) == ([], [])
    assert exchange.quote(ABC) is None


def test_a_cancel_of_theirs_takes_the_order_out_and_an_unknown_one_changes_nothing() -> None:
    exchange = market_of((1, BUY, "10.00", 50), (2, BUY, "9.99", 50))
    exchange.flow_cancel(ABC, 1, 3)
    exchange.flow_cancel(ABC, 1, 3)
    assert exchange.depth(ABC, 5)[0] == [(dec("9.99"), Decimal(50))]


def test_a_flow_id_names_one_order_at_a_time() -> None:
    exchange = market_of((1, BUY, "10.00", 50))
    with pytest.raises(ValueError, match="flow_id 1"):
        flow(exchange, 1, BUY, "10.00", 50)
    exchange.flow_cancel(ABC, 1, 3)
    flow(exchange, 1, BUY, "10.00", 50)


def test_generated_and_recorded_markets_do_not_mix() -> None:
    exchange = market_of((1, BUY, "10.00", 50))
    with pytest.raises(ValueError, match="generated"):
        exchange.on_market(quote("9", "10"))
    recorded = venue()
    recorded.on_market(quote("9", "10"))
    with pytest.raises(ValueError, match="recorded"):
        flow(recorded, 1, BUY, "10.00", 50)


def test_a_limit_order_rests_with_what_it_could_not_trade() -> None:
    exchange = market_of((1, SELL, "10.01", 30))
    assert fills(exchange.place(ask_for("o1", BUY, 50, "10.01"), 2)) == [("o1", "30", "10.01")]
    assert exchange.depth(ABC, 5) == ([(dec("10.01"), Decimal(20))], [])


@pytest.mark.parametrize(
    ("tif", "heard"), [(IOC, ["Accepts", "Fills", "Cancels"]), (FOK, ["Accepts", "Cancels"])]
)
def test_immediate_orders_do_not_rest(tif: TimeInForce, heard: list[str]) -> None:
    exchange = market_of((1, SELL, "10.01", 30))
    assert names(exchange.place(ask_for("o1", BUY, 50, "10.01", tif=tif), 2)) == heard


def test_a_larger_quantity_or_a_new_price_loses_the_place_and_a_smaller_quantity_keeps_it() -> None:
    exchange = market_of((1, BUY, "9.00", 10))
    for order_id in ("o1", "o2", "o3"):
        exchange.place(ask_for(order_id, BUY, 10, "10.00"), 2)
    exchange.amend(amend("o1", 8), 3)
    exchange.amend(amend("o2", 12), 3)
    assert exchange.depth(ABC, 1)[0] == [(dec("10.00"), Decimal(30))]
    assert fills(flow(exchange, 2, SELL, None, 30)) == [
        ("o1", "8", "10.00"),
        ("o3", "10", "10.00"),
        ("o2", "12", "10.00"),
    ]


def test_an_amended_price_may_trade_at_once() -> None:
    exchange = market_of((1, SELL, "10.01", 30))
    exchange.place(ask_for("o1", BUY, 10, "10.00"), 2)
    reports = exchange.amend(amend("o1", 40, "10.01"), 3)
    assert names(reports) == ["Replaces", "Fills"]
    assert exchange.depth(ABC, 1)[0] == [(dec("10.01"), Decimal(10))]


def quoted_by_flow(exchange: Exchange) -> Exchange:
    exchange.flow_place(ABC, 1, BUY, dec("99.99"), dec(10), 1)
    exchange.flow_place(ABC, 2, SELL, dec("100.01"), dec(10), 1)
    return exchange


def test_stops_cascade_each_moving_the_market_for_the_next() -> None:
    exchange = venue(ExchangeConfig(stop_trigger=StopTrigger.LAST))
    for flow_id, price in enumerate(("10.00", "9.90", "9.80")):
        flow(exchange, flow_id, BUY, price, 10)
    exchange.place(ask_for("first", SELL, 10, stop="10.00"), 2)
    exchange.place(ask_for("second", SELL, 10, stop="9.90"), 2)
    reports = flow(exchange, 5, SELL, None, 1)
    assert fills(reports) == [
        ("first", "9", "10.00"),
        ("first", "1", "9.90"),
        ("second", "9", "9.90"),
        ("second", "1", "9.80"),
    ]


def test_an_order_of_ours_alone_in_the_book_touches_no_stop_of_ours() -> None:
    first = quoted_by_flow(venue())
    first.place(ask_for("target", SELL, 5, "110.00", tif=GTC), 2)
    first.place(ask_for("stop", BUY, 5, stop="108.00", tif=GTC), 2)
    again = venue()
    again.resume(first.open_orders(), *first.counts)
    # the book fills anew after a restart, and our target is the best ask for a moment
    reports = again.flow_place(ABC, 1, BUY, dec("99.99"), dec(10), 3)
    reports += again.flow_place(ABC, 2, SELL, dec("100.01"), dec(10), 3)
    assert reports == []
    assert names(again.flow_place(ABC, 3, BUY, dec("100.01"), dec(10), 4)) == []
    reports = again.flow_place(ABC, 4, SELL, dec("108.00"), dec(50), 5)
    assert names(reports) == ["Triggers", "Fills"]


# --- laws, on any flow ------------------------------------------------------------------

steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["flow", "flow", "flow", "market", "drop", "ours", "ours", "pull", "amend"]
        ),
        st.booleans(),
        st.integers(95, 105),
        st.integers(1, 30),
        st.sampled_from([GTC, IOC, FOK]),
    ),
    max_size=50,
)
modes = st.sampled_from(list(SelfTrade))


class Run:
    """One exchange under a script, with what was ordered and told."""

    def __init__(self, mode: SelfTrade) -> None:
        self.exchange = venue(ExchangeConfig(self_trade=mode))
        self.exchange.flow_cancel(ABC, -1, 0)  # from here on the market is generated
        self.filled: dict[str, int] = {}
        self.ours: list[str] = []

    def step(
        self, kind: str, is_buy: bool, price: int, size: int, tif: TimeInForce, at: int
    ) -> None:
        side = BUY if is_buy else SELL
        if kind == "flow":
            reports = flow(self.exchange, at, side, str(price), size, at)
        elif kind == "market":
            reports = flow(self.exchange, at, side, None, size, at)
        elif kind == "drop":
            reports = self.exchange.flow_cancel(ABC, at - size, at)
        elif kind == "ours":
            self.ours.append(f"o{at}")
            account = "A" if size % 2 else "B"
            request = ask_for(f"o{at}", side, size, str(price), tif=tif, account=account)
            reports = self.exchange.place(request, at)
        elif not self.ours:
            return
        elif kind == "pull":
            reports = self.exchange.pull(pull(self.ours[size % len(self.ours)]), at)
        else:
            order_id = self.ours[size % len(self.ours)]
            reports = self.exchange.amend(amend(order_id, size, str(price)), at)
        for order_id, qty, px in fills(reports):
            self.filled[order_id] = self.filled.get(order_id, 0) + int(qty)
            state = self.exchange.order(order_id)
            assert state is not None
            assert state.limit_price is not None
            limit = state.limit_price
            assert dec(px) <= limit if state.terms.side is BUY else dec(px) >= limit


@given(steps, modes)
def test_the_book_is_never_crossed_and_nothing_is_made_or_lost(
    script: list[tuple[str, bool, int, int, TimeInForce]], mode: SelfTrade
) -> None:
    run = Run(mode)
    for at, step in enumerate(script):
        run.step(*step, at)
        bids, asks = run.exchange.depth(ABC, 100)
        assert [p for p, _ in bids] == sorted((p for p, _ in bids), reverse=True)
        assert [p for p, _ in asks] == sorted(p for p, _ in asks)
        assert all(size > 0 for _, size in [*bids, *asks])
        if bids and asks:
            assert bids[0][0] < asks[0][0]
    for order_id in run.ours:
        state = run.exchange.order(order_id)
        assert state is not None
        assert state.cum_qty == run.filled.get(order_id, 0) <= state.qty
    resting = sum(s.qty - s.cum_qty for s in run.exchange.open_orders())
    bids, asks = run.exchange.depth(ABC, 100)
    assert resting <= sum(size for _, size in [*bids, *asks])


@given(steps)
def test_the_same_script_gets_the_same_answers(
    script: list[tuple[str, bool, int, int, TimeInForce]],
) -> None:
    runs = Run(SelfTrade.EXPIRE_TAKER), Run(SelfTrade.EXPIRE_TAKER)
    for at, step in enumerate(script):
        for run in runs:
            run.step(*step, at)
    assert runs[0].exchange.drain_market() == runs[1].exchange.drain_market()
    assert runs[0].exchange.open_orders() == runs[1].exchange.open_orders()


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 20)), min_size=1, max_size=12),
       st.integers(1, 200))  # fmt: skip
def test_within_a_price_nobody_trades_before_those_who_came_earlier(
    queue: list[tuple[bool, int]], size: int
) -> None:
    exchange = venue()
    for at, (is_ours, qty) in enumerate(queue):
        if is_ours:
            exchange.place(ask_for(f"o{at}", BUY, qty, "10.00"), at)
        else:
            flow(exchange, at, BUY, "10.00", qty, at)
    told = {o: int(q) for o, q, _ in fills(flow(exchange, 99, SELL, "10.00", size))}
    left = size
    for at, (is_ours, qty) in enumerate(queue):
        part = min(left, qty)
        left -= part
        assert not is_ours or told.get(f"o{at}", 0) == part
