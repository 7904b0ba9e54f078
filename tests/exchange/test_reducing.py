"""Reduce-only orders, which never open anything."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.exchange import Exchange, ExchangeConfig, SelfTrade
from holdfast.exchange.rules import BeyondDisplay
from holdfast.messages.reports import Report, VenueFills, VenueReplaces
from holdfast.model.order import Side
from tests.exchange.builders import (
    ABC,
    BUY,
    FOK,
    SELL,
    amend,
    ask_for,
    ask_kind,
    bar,
    book,
    dec,
    details,
    fills,
    names,
    quote,
    trade,
    venue,
)

ONLY = {"reduce_only": True}


def holding(qty: int, side: Side = BUY, account: str = "A") -> Exchange:
    exchange = venue()
    exchange.on_market(quote("9.99", "10.01", 1_000, 1_000))
    exchange.place(ask_for("entry", side, qty, account=account), 1)
    return exchange


def test_with_nothing_to_reduce_it_is_cancelled_and_nothing_trades() -> None:
    exchange = venue()
    exchange.on_market(quote("9.99", "10.01"))
    reports = exchange.place(ask_kind("o1", SELL, 5, "MARKET", **ONLY), 2)
    assert (names(reports), details(reports)) == (["Accepts", "Cancels"], ["REDUCE_ONLY"])


@pytest.mark.parametrize(("entry", "side"), [(BUY, SELL), (SELL, BUY)])
def test_it_is_cut_to_what_is_held_and_says_so(entry: Side, side: Side) -> None:
    exchange = holding(30, entry)
    reports = exchange.place(ask_kind("o1", side, 50, "MARKET", **ONLY), 2)
    assert names(reports) == ["Accepts", "Replaces", "Fills"]
    assert [r.qty for r in reports if isinstance(r, VenueReplaces)] == [dec(30)]
    assert sum(r.qty for r in reports if isinstance(r, VenueFills)) == 30


def test_it_does_not_add_to_a_position_and_looks_at_its_own_account_alone() -> None:
    exchange = holding(30)
    assert details(exchange.place(ask_kind("o1", BUY, 5, "MARKET", **ONLY), 2)) == ["REDUCE_ONLY"]
    other = ask_kind("o2", SELL, 5, "MARKET", account="B", **ONLY)
    assert details(exchange.place(other, 3)) == ["REDUCE_ONLY"]


def test_two_exits_of_one_position_close_it_once() -> None:
    exchange = holding(30)
    exchange.place(ask_kind("target", SELL, 30, "LIMIT", "10.50", **ONLY), 2)
    exchange.place(ask_kind("stop", SELL, 30, "STOP", stop="9.50", **ONLY), 2)
    assert fills(exchange.on_market(quote("10.50", "10.52", 20, 20, at=3))) == [
        ("target", "20", "10.50")
    ]
    reports = exchange.on_market(quote("9.40", "9.42", 500, 500, at=4))
    assert names(reports) == ["Triggers", "Replaces", "Fills"]
    assert fills(reports) == [("stop", "10", "9.40")]
    reports = exchange.on_market(quote("10.60", "10.62", at=5))
    assert (names(reports), details(reports)) == (["Cancels"], ["REDUCE_ONLY"])


def test_a_resting_one_is_cut_when_a_print_would_fill_more_than_is_held() -> None:
    exchange = holding(30)
    exchange.place(ask_kind("o1", SELL, 30, "LIMIT", "10.50", **ONLY), 2)
    exchange.place(ask_for("by hand", SELL, 20), 3)
    reports = exchange.on_market(trade("10.60", 500, 4))
    assert names(reports) == ["Replaces", "Fills"]
    assert fills(reports) == [("o1", "10", "10.50")]


def test_in_a_generated_book_a_taker_gets_no_more_of_it_than_is_held() -> None:
    exchange = venue()
    exchange.flow_place(ABC, 1, SELL, dec("10.00"), dec(30), 1)
    exchange.place(ask_for("entry", BUY, 30), 1)
    exchange.place(ask_kind("o1", SELL, 30, "LIMIT", "10.50", **ONLY), 2)
    exchange.flow_place(ABC, 2, BUY, dec("9.00"), dec(25), 2)
    exchange.place(ask_for("by hand", SELL, 25), 3)
    reports = exchange.flow_place(ABC, 3, BUY, None, dec(500), 4)
    assert fills(reports) == [("o1", "5", "10.50")]
    exchange.place(ask_kind("o2", SELL, 30, "LIMIT", "10.50", **ONLY), 5)
    assert exchange.depth(ABC, 1)[1] == []


def test_on_a_recorded_book_what_trades_through_fills_no_more_than_is_held() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, SELL, "10.00", 30))
    exchange.on_market(book("ADD", 2, SELL, "11.00", 30))
    exchange.place(ask_for("entry", BUY, 30), 1)
    exchange.place(ask_kind("o1", SELL, 30, "LIMIT", "10.50", **ONLY), 2)
    exchange.on_market(book("ADD", 3, BUY, "9.00", 25))
    exchange.place(ask_for("by hand", SELL, 25), 3)
    reports = exchange.on_market(book("EXECUTE", 2, SELL, "11.00", 30))
    assert fills(reports) == [("o1", "5", "10.50")]


def test_in_a_bar_two_exits_close_a_position_once() -> None:
    exchange = venue()
    exchange.on_market(bar("10", "10", "10", "10"))
    exchange.place(ask_for("entry", BUY, 30), 61)
    exchange.place(ask_kind("target", SELL, 30, "LIMIT", "10.50", **ONLY), 62)
    exchange.place(ask_kind("stop", SELL, 30, "STOP", stop="9.50", **ONLY), 62)
    reports = exchange.on_market(bar("10", "11", "9", "10", at=120))
    # a bar that closes no lower than it opened visits its low first
    assert [order_id for order_id, _, _ in fills(reports)] == ["stop"]
    assert sum(r.qty for r in reports if isinstance(r, VenueFills)) == 30
    assert details(reports) == ["REDUCE_ONLY"]


def test_our_own_taker_meets_no_more_of_it_than_may_trade() -> None:
    exchange = venue(ExchangeConfig(beyond_display=BeyondDisplay.CANCEL))
    exchange.on_market(quote("9.99", "10.01", 1_000, 1_000))
    exchange.place(ask_for("entry", BUY, 30), 1)
    exchange.on_market(quote("9.99", "11.00", 1_000, 0, at=2))
    exchange.place(ask_kind("o1", SELL, 30, "LIMIT", "10.50", **ONLY), 2)
    exchange.place(ask_for("by hand", SELL, 25), 3)
    reports = exchange.place(ask_for("o2", BUY, 30, "10.50", account="B"), 4)
    assert fills(reports) == [("o1", "5", "10.50"), ("o2", "5", "10.50")]


@pytest.mark.parametrize("kind", ["MARKET", "LIMIT", "STOP"])
def test_the_exit_of_an_entry_is_not_cut_where_others_have_evened_the_account_out(
    kind: str,
) -> None:
    exchange = holding(30)
    exchange.place(ask_for("of another strategy", SELL, 30), 2)
    prices = {"LIMIT": ("9.50", None), "STOP": (None, "9.99")}.get(kind, (None, None))
    exit_ = ask_kind("exit", SELL, 30, kind, *prices, exit_of="entry", **ONLY)
    assert fills(exchange.place(exit_, 3)) == [("exit", "30", "9.99")]
    assert details(exchange.place(ask_kind("o1", SELL, 30, kind, *prices, **ONLY), 4)) == [
        "REDUCE_ONLY"
    ]


def test_an_exit_that_rests_is_whole_for_whoever_wants_all_of_it_or_nothing() -> None:
    exchange = venue()
    exchange.flow_place(ABC, 1, SELL, dec("10.00"), dec(30), 1)
    exchange.place(ask_for("entry", BUY, 30), 1)
    exchange.place(ask_kind("exit", SELL, 30, "LIMIT", "10.50", exit_of="entry", **ONLY), 2)
    exchange.flow_place(ABC, 2, BUY, dec("10.00"), dec(30), 3)
    exchange.place(ask_for("of another strategy", SELL, 30), 3)
    reports = exchange.place(ask_for("o1", BUY, 30, "10.50", tif=FOK, account="B"), 4)
    assert fills(reports) == [("exit", "30", "10.50"), ("o1", "30", "10.50")]


def test_enlarging_it_cuts_it_again() -> None:
    exchange = holding(30)
    exchange.place(ask_kind("o1", SELL, 10, "LIMIT", "10.50", **ONLY), 2)
    reports = exchange.amend(amend("o1", 40), 3)
    assert [r.qty for r in reports if isinstance(r, VenueReplaces)] == [dec(40), dec(30)]


def test_whoever_keeps_books_is_asked_what_is_held() -> None:
    exchange = venue()
    exchange.know_positions(lambda account, instrument: dec(7))
    exchange.on_market(quote("9.99", "10.01"))
    reports = exchange.place(ask_kind("o1", SELL, 50, "MARKET", **ONLY), 2)
    assert fills(reports) == [("o1", "7", "9.99")]
    assert details(exchange.place(ask_kind("o2", SELL, 1, "MARKET", **ONLY), 3)) == ["REDUCE_ONLY"]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["only", "plain", "quote", "print"]),
        st.booleans(),
        st.integers(1, 40),
        st.integers(990, 1_010),
    ),
    min_size=1,
    max_size=25,
)


@given(STEPS, st.sampled_from([*SelfTrade]), st.booleans())
def test_no_fill_of_one_ever_opens_or_turns_a_position(
    steps: list[tuple[str, bool, int, int]], mode: SelfTrade, is_book: bool
) -> None:
    exchange = venue(ExchangeConfig(self_trade=mode))
    held: dict[str, Decimal] = {"A": dec(0), "B": dec(0)}
    signs: dict[str, tuple[str, int, bool]] = {}
    for at, (what, is_buy, qty, cents) in enumerate(steps, start=1):
        side, price = BUY if is_buy else SELL, str(Decimal(cents) / 100)
        reports: list[Report] = []
        if what in ("only", "plain"):
            account = "A" if qty % 2 else "B"
            signs[f"o{at}"] = account, 1 if is_buy else -1, what == "only"
            kind = "LIMIT" if qty % 3 else "MARKET"
            limit = price if kind == "LIMIT" else None
            only = what == "only"
            order = ask_kind(f"o{at}", side, qty, kind, limit, account=account, reduce_only=only)
            reports = exchange.place(order, at)
        elif is_book:
            reports = exchange.flow_place(ABC, at, side, dec(price), dec(qty), at)
        elif what == "print":
            reports = exchange.on_market(trade(price, qty, at))
        else:
            ask = str(Decimal(cents + 2) / 100)
            reports = exchange.on_market(quote(price, ask, qty, qty, at))
        for fill in reports:
            if isinstance(fill, VenueFills):
                account, sign, only = signs[fill.order_id]
                before = held[account]
                held[account] += sign * fill.qty
                if only and mode is not SelfTrade.NONE:
                    assert abs(held[account]) == abs(before) - fill.qty
