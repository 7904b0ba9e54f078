"""Matching by the best quote and by prints."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from holdfast.exchange import BeyondDisplay, ExchangeConfig, Slippage
from holdfast.messages.reports import VenueFills
from holdfast.model.order import Liquidity, Side
from tests.exchange.builders import (
    BUY,
    FOK,
    GTC,
    IOC,
    SELL,
    amend,
    ask_for,
    bar,
    details,
    fills,
    names,
    pull,
    quote,
    trade,
    venue,
)

STRICT = ExchangeConfig(beyond_display=BeyondDisplay.CANCEL)


def test_a_market_order_is_accepted_and_fills_at_the_opposite_quote() -> None:
    exchange = venue()
    exchange.on_market(quote("99.99", "100.01"))
    reports = exchange.place(ask_for("o1", BUY, 40), 2)
    assert names(reports) == ["Accepts", "Fills"]
    assert fills(reports) == [("o1", "40", "100.01")]
    assert fills(exchange.place(ask_for("o2", SELL, 40), 3)) == [("o2", "40", "99.99")]


def test_a_displayed_share_is_sold_to_us_once_until_the_level_refreshes() -> None:
    exchange = venue(STRICT)
    exchange.on_market(quote("99.99", "100.01", ask_size=100))
    assert fills(exchange.place(ask_for("o1", BUY, 70), 2)) == [("o1", "70", "100.01")]
    second = exchange.place(ask_for("o2", BUY, 70), 3)
    assert fills(second) == [("o2", "30", "100.01")]
    assert names(second) == ["Accepts", "Fills", "Cancels"]
    exchange.on_market(quote("99.98", "100.01", ask_size=100, at=4))  # the ask is the same
    assert fills(exchange.place(ask_for("o3", BUY, 10), 5)) == []
    exchange.on_market(quote("99.98", "100.01", ask_size=101, at=6))
    assert fills(exchange.place(ask_for("o4", BUY, 10), 7)) == [("o4", "10", "100.01")]


def test_beyond_the_display_a_taker_pays_the_slippage_model_on_the_tick() -> None:
    config = ExchangeConfig(slippage=Slippage("fixed_bps", bps=Decimal(3)))
    exchange = venue(config)
    exchange.on_market(quote("99.99", "100.01", ask_size=100, bid_size=100))
    assert fills(exchange.place(ask_for("o1", BUY, 150), 2)) == [
        ("o1", "100", "100.01"),
        ("o1", "50", "100.05"),  # 100.01 and three basis points are 100.040003
    ]
    assert fills(exchange.place(ask_for("o2", SELL, 150), 3))[1] == ("o2", "50", "99.96")


def test_what_trades_beyond_the_display_is_bounded_until_the_level_refreshes() -> None:
    config = ExchangeConfig(beyond_display_max=Decimal(2))
    exchange = venue(config)
    exchange.on_market(quote("99.99", "100.01", ask_size=100))
    first = exchange.place(ask_for("o1", BUY, 1_000), 2)
    assert sum(int(qty) for _, qty, _ in fills(first)) == 300
    assert details(first) == ["NO_LIQUIDITY"]
    assert fills(exchange.place(ask_for("o2", BUY, 1), 3)) == []


def test_walking_beyond_the_display_keeps_to_the_limit_price() -> None:
    exchange = venue(ExchangeConfig(slippage=Slippage("fixed_bps", bps=Decimal(3))))
    exchange.on_market(quote("99.99", "100.01"))
    reports = exchange.place(ask_for("o1", BUY, 150, "100.02"), 2)
    assert fills(reports) == [("o1", "100", "100.01")]
    assert exchange.open_orders()[0].cum_qty == 100


def test_where_the_rules_let_the_rest_wait_it_takes_the_next_shares() -> None:
    exchange = venue(ExchangeConfig(beyond_display=BeyondDisplay.REST))
    exchange.on_market(quote("99.99", "100.01", ask_size=10))
    assert fills(exchange.place(ask_for("o1", BUY, 25), 2)) == [("o1", "10", "100.01")]
    later = exchange.on_market(quote("99.99", "100.03", ask_size=10, at=3))
    assert fills(later) == [("o1", "10", "100.03")]
    last = exchange.on_market(quote("99.99", "100.02", ask_size=10, at=4))
    assert fills(last) == [("o1", "5", "100.02")]


def test_without_a_quote_a_market_order_is_cancelled_and_a_limit_order_rests() -> None:
    exchange = venue()
    assert names(exchange.place(ask_for("o1", BUY, 1), 1)) == ["Accepts", "Cancels"]
    assert names(exchange.place(ask_for("o2", BUY, 1, "10"), 1)) == ["Accepts"]


def test_a_side_that_is_not_quoted_sells_nothing() -> None:
    exchange = venue()
    exchange.on_market(quote("99.99", "0", ask_size=0))
    exchange.place(ask_for("o2", BUY, 1, "100", tif=GTC), 1)
    assert exchange.on_market(quote("99.98", "0", ask_size=0)) == []
    assert fills(exchange.place(ask_for("o1", BUY, 1), 1)) == []
    assert exchange.place(ask_for("o3", BUY, 1, stop="1"), 1)[1:] == []


def test_a_resting_limit_order_fills_at_its_own_price_when_the_opposite_quote_reaches_it() -> None:
    exchange = venue()
    exchange.on_market(quote("99.99", "100.01"))
    assert names(exchange.place(ask_for("o1", BUY, 60, "100.00"), 2)) == ["Accepts"]
    reports = exchange.on_market(quote("99.95", "99.98", ask_size=50, at=3))
    assert fills(reports) == [("o1", "50", "100.00")]
    assert isinstance(reports[0], VenueFills)
    assert reports[0].liquidity is Liquidity.MAKER
    # What filled the resting order is gone for takers too.
    assert exchange.place(ask_for("o2", BUY, 1, "99.98", tif=IOC), 4)[1:] != []
    assert fills(exchange.on_market(quote("99.95", "99.98", ask_size=51, at=5))) == [
        ("o1", "10", "100.00")
    ]


def test_a_crossed_quote_fills_in_full_where_the_rules_say_so() -> None:
    exchange = venue(ExchangeConfig(maker_fills_in_full=True))
    exchange.on_market(quote("99.99", "100.01"))
    exchange.place(ask_for("o1", SELL, 500, "100.00"), 2)
    reports = exchange.on_market(quote("100.00", "100.02", bid_size=1, at=3))
    assert fills(reports) == [("o1", "500", "100.00")]


def test_better_prices_fill_first_and_among_equals_the_earlier_order() -> None:
    exchange = venue()
    exchange.on_market(quote("99.90", "100.01"))
    for order_id, limit in (("late", "99.95"), ("best", "99.97"), ("later", "99.95")):
        exchange.place(ask_for(order_id, BUY, 10, limit), 2)
    reports = exchange.on_market(quote("99.90", "99.95", ask_size=25, at=3))
    assert [f[:2] for f in fills(reports)] == [("best", "10"), ("late", "10"), ("later", "5")]


def test_prints_at_our_price_first_use_up_the_queue_before_us() -> None:
    exchange = venue()
    exchange.on_market(quote("100.00", "100.02", bid_size=300))
    exchange.place(ask_for("o1", BUY, 100, "100.00"), 2)
    assert exchange.on_market(trade("100.00", 200, 3)) == []
    assert fills(exchange.on_market(trade("100.00", 150, 4))) == [("o1", "50", "100.00")]
    assert fills(exchange.on_market(trade("100.00", 500, 5))) == [("o1", "50", "100.00")]


def test_a_smaller_display_moves_us_up_and_a_larger_one_does_not_move_us_back() -> None:
    exchange = venue()
    exchange.on_market(quote("100.00", "100.02", bid_size=300))
    exchange.place(ask_for("o1", BUY, 100, "100.00"), 2)
    exchange.on_market(quote("100.00", "100.02", bid_size=40, at=3))
    exchange.on_market(quote("100.00", "100.02", bid_size=900, at=4))
    assert fills(exchange.on_market(trade("100.00", 50, 5))) == [("o1", "10", "100.00")]


def test_an_order_inside_the_spread_has_nobody_before_it() -> None:
    exchange = venue()
    exchange.on_market(quote("100.00", "100.05", bid_size=300))
    exchange.place(ask_for("o1", BUY, 100, "100.02"), 2)
    assert fills(exchange.on_market(trade("100.02", 30, 3))) == [("o1", "30", "100.02")]


def test_an_order_behind_the_best_waits_until_its_level_has_been_seen() -> None:
    exchange = venue()
    exchange.on_market(quote("100.00", "100.05", bid_size=300))
    exchange.place(ask_for("o1", BUY, 100, "99.99"), 2)
    assert exchange.on_market(trade("99.99", 1_000, 3)) == []
    exchange.on_market(quote("99.99", "100.05", bid_size=20, at=4))
    assert fills(exchange.on_market(trade("99.99", 30, 5))) == [("o1", "10", "99.99")]


def test_a_print_through_our_price_fills_us_up_to_its_size() -> None:
    exchange = venue()
    exchange.on_market(quote("100.00", "100.05", bid_size=300))
    exchange.place(ask_for("o1", BUY, 100, "100.00"), 2)
    exchange.place(ask_for("o2", BUY, 100, "100.00"), 2)
    reports = exchange.on_market(trade("99.99", 120, 3))
    assert fills(reports) == [("o1", "100", "100.00"), ("o2", "20", "100.00")]


def test_two_of_ours_in_one_queue_share_a_print_in_order() -> None:
    exchange = venue()
    exchange.on_market(quote("100.00", "100.05", bid_size=10))
    exchange.place(ask_for("o1", BUY, 10, "100.00"), 2)
    exchange.on_market(quote("100.00", "100.05", bid_size=30, at=3))
    exchange.place(ask_for("o2", BUY, 10, "100.00"), 4)
    # Ten of others, ours, twenty of others, ours.
    assert fills(exchange.on_market(trade("100.00", 25, 5))) == [("o1", "10", "100.00")]
    assert fills(exchange.on_market(trade("100.00", 25, 6))) == [("o2", "10", "100.00")]


def test_a_hidden_print_fills_us_only_where_it_goes_through_our_price() -> None:
    exchange = venue()
    exchange.on_market(quote("99.99", "100.05"))
    exchange.place(ask_for("o1", BUY, 100, "100.00"), 2)
    assert exchange.on_market(trade("100.00", 50, 3, hidden=True)) == []
    assert fills(exchange.on_market(trade("99.99", 50, 4, hidden=True))) == [("o1", "50", "100.00")]


def test_a_print_with_an_aggressor_fills_the_other_side_alone() -> None:
    exchange = venue()
    exchange.on_market(quote("99.99", "100.05"))
    exchange.place(ask_for("o1", BUY, 100, "100.00"), 2)
    assert exchange.on_market(trade("99.90", 50, 3, aggressor=Side.BUY)) == []
    assert fills(exchange.on_market(trade("99.90", 50, 3, aggressor=Side.SELL))) != []


def test_immediate_orders_never_rest() -> None:
    exchange = venue(STRICT)
    exchange.on_market(quote("99.99", "100.01", ask_size=100))
    ioc = exchange.place(ask_for("o1", BUY, 150, "100.01", tif=IOC), 2)
    assert names(ioc) == ["Accepts", "Fills", "Cancels"]
    exchange.on_market(quote("99.99", "100.02", ask_size=100, at=3))
    assert names(exchange.place(ask_for("o2", BUY, 101, "100.02", tif=FOK), 4)) == [
        "Accepts",
        "Cancels",
    ]
    assert fills(exchange.place(ask_for("o3", BUY, 100, "100.02", tif=FOK), 5)) == [
        ("o3", "100", "100.02")
    ]
    assert exchange.open_orders() == []


def test_fill_or_kill_counts_what_the_slippage_model_would_sell() -> None:
    exchange = venue()
    exchange.on_market(quote("99.99", "100.01", ask_size=100))
    assert names(exchange.place(ask_for("o1", BUY, 1_101, tif=FOK), 2)) == ["Accepts", "Cancels"]
    assert names(exchange.place(ask_for("o2", BUY, 1_100, tif=FOK), 2)) == [
        "Accepts",
        "Fills",
        "Fills",
    ]


def test_our_own_resting_order_trades_with_another_account_of_ours_when_it_is_the_best() -> None:
    exchange = venue()
    exchange.on_market(quote("99.99", "100.05"))
    exchange.place(ask_for("o1", SELL, 10, "100.02", account="A"), 2)
    reports = exchange.place(ask_for("o2", BUY, 15, account="B"), 3)
    assert fills(reports) == [
        ("o1", "10", "100.02"),
        ("o2", "10", "100.02"),
        ("o2", "5", "100.05"),
    ]


def test_an_amended_price_may_trade_at_once() -> None:
    exchange = venue()
    exchange.on_market(quote("99.99", "100.01"))
    exchange.place(ask_for("o1", BUY, 10, "99.00"), 2)
    reports = exchange.amend(amend("o1", 10, "100.01"), 3)
    assert names(reports) == ["Replaces", "Fills"]


def test_a_pulled_order_no_longer_fills() -> None:
    exchange = venue()
    exchange.on_market(quote("99.99", "100.01"))
    for order_id in ("o1", "o2", "o3"):
        exchange.place(ask_for(order_id, BUY, 10, "99.90"), 2)
    assert names(exchange.pull(pull("o2"), 3)) == ["Cancels"]
    reports = exchange.on_market(quote("99.80", "99.85", at=4))
    assert [f[0] for f in fills(reports)] == ["o1", "o3"]


def test_public_quotes_are_told_once_each_time_the_best_changes() -> None:
    exchange = venue()
    first, same, other = quote("1", "2", at=1), quote("1", "2", at=2), quote("1", "3", at=3)
    for each in (first, same, other, trade("2", 5, 4)):
        exchange.on_market(each)
    assert exchange.drain_market() == [first, other, trade("2", 5, 4)]
    assert exchange.drain_market() == []
    assert exchange.depth("ABC", 5) == ([(Decimal(1), Decimal(100))], [(Decimal(3), Decimal(100))])


def test_a_bar_beside_quotes_fills_nothing_but_tells_the_impact_model_the_volume() -> None:
    config = ExchangeConfig(slippage=Slippage("volume_impact", sigma=Decimal("0.01")))
    exchange = venue(config)
    exchange.on_market(quote("99.99", "100.00", ask_size=100))
    exchange.place(ask_for("o0", BUY, 5, "99.00"), 2)
    assert exchange.on_market(bar("100", "101", "90", "100", 10_000)) == []
    reports = exchange.place(ask_for("o1", BUY, 200), 3)
    # 100 x 1 % x sqrt(100 / 10,000) is 0.10.
    assert fills(reports)[1] == ("o1", "100", "100.10")


steps = st.lists(
    st.one_of(
        st.tuples(st.just("quote"), st.integers(95, 104), st.integers(1, 4), st.integers(0, 60)),
        st.tuples(st.just("trade"), st.integers(94, 109), st.integers(1, 90), st.integers(0, 0)),
        st.tuples(st.just("buy"), st.integers(94, 109), st.integers(1, 90), st.integers(0, 2)),
        st.tuples(st.just("sell"), st.integers(94, 109), st.integers(1, 90), st.integers(0, 2)),
    ),
    max_size=40,
)


@given(steps)
def test_fills_are_bounded_by_what_was_shown_and_never_worse_than_the_limit(
    script: list[tuple[str, int, int, int]],
) -> None:
    exchange = venue(STRICT)
    limits: dict[str, tuple[int, int, bool]] = {}
    shown = ordered = filled = 0
    best = (0, 0, 0)
    for at, (kind, price, size, extra) in enumerate(script):
        if kind == "quote":
            if best != (price, price + size, extra):
                best = (price, price + size, extra)
                shown += 2 * extra
            reports = exchange.on_market(quote(str(price), str(price + size), extra, extra, at))
        elif kind == "trade":
            shown += size
            reports = exchange.on_market(trade(str(price), size, at))
        else:
            side = BUY if kind == "buy" else SELL
            tif = (GTC, IOC, FOK)[extra]
            limits[f"o{at}"] = (price, size, side is BUY)
            ordered += size
            request = ask_for(f"o{at}", side, size, str(price), tif=tif, account=kind)
            reports = exchange.place(request, at)
        makers: dict[str, int] = {}
        for order_id, qty, px in fills(reports):
            limit, _, is_buy = limits[order_id]
            assert int(px) <= limit if is_buy else int(px) >= limit
            makers[order_id] = makers.get(order_id, 0) + int(qty)
            filled += int(qty)
    internal = 0  # both sides of a trade among our own accounts are ours
    for order_id, (_, size, _) in limits.items():
        state = exchange.order(order_id)
        assert state is not None
        assert 0 <= state.cum_qty <= size
        internal += int(state.cum_qty)
    assert internal == filled
    buys = sum(int(s.cum_qty) for o, (_, _, b) in limits.items() if b and (s := exchange.order(o)))
    assert abs(2 * buys - filled) <= shown
