"""Orders that slide, and changes of orders in every kind of market."""

import pytest

from holdfast.exchange import Exchange, SessionState
from holdfast.messages.reports import Report, VenueReplaces
from holdfast.model.order import Side
from tests.exchange.builders import (
    ABC,
    BUY,
    FOK,
    GTC,
    SELL,
    amend,
    ask_for,
    ask_kind,
    bar,
    book,
    codes,
    dec,
    fills,
    names,
    quote,
    venue,
)

SLIDE = {"post_only_slide": True}


def quoted() -> Exchange:
    exchange = venue()
    exchange.on_market(quote("9.99", "10.01"))
    return exchange


def prices(reports: list[Report]) -> list[str]:
    return [str(report.limit_price) for report in reports if isinstance(report, VenueReplaces)]


@pytest.mark.parametrize(
    ("side", "limit", "rests"), [(BUY, "10.05", "10.00"), (SELL, "9.90", "10.00")]
)
def test_a_post_only_order_that_would_cross_rests_one_tick_away_and_says_so(
    side: Side, limit: str, rests: str
) -> None:
    exchange = quoted()
    reports = exchange.place(ask_kind("o1", side, 10, "LIMIT", limit, **SLIDE), 2)
    assert (names(reports), prices(reports)) == (["Accepts", "Replaces"], [rests])
    through = quote("9.80", "9.85", at=3) if side is BUY else quote("10.15", "10.20", at=3)
    assert fills(exchange.on_market(through)) == [("o1", "10", rests)]


def test_one_that_does_not_cross_stays_at_its_price() -> None:
    exchange = quoted()
    reports = exchange.place(ask_kind("o1", BUY, 10, "LIMIT", "10.00", post_only=True, **SLIDE), 2)
    assert names(reports) == ["Accepts"]


def test_it_slides_off_an_order_of_ours_too() -> None:
    exchange = quoted()
    exchange.place(ask_for("own", SELL, 5, "10.00"), 1)
    reports = exchange.place(ask_kind("o1", BUY, 10, "LIMIT", "10.05", **SLIDE), 2)
    assert prices(reports) == ["9.99"]


def test_it_slides_when_its_price_is_changed() -> None:
    exchange = quoted()
    exchange.place(ask_kind("o1", BUY, 10, "LIMIT", "9.50", **SLIDE), 2)
    assert prices(exchange.amend(amend("o1", 10, "11.00"), 3)) == ["10.00"]


def test_it_slides_in_a_book_and_off_the_last_close_of_a_bar() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, SELL, "10.00", 30))
    assert prices(exchange.place(ask_kind("o1", BUY, 10, "LIMIT", "10.00", **SLIDE), 2)) == ["9.99"]
    exchange = venue()
    exchange.on_market(bar("100", "101", "99", "100"))
    order = ask_kind("o1", BUY, 10, "LIMIT", "100.00", **SLIDE)
    assert prices(exchange.place(order, 61)) == ["99.99"]


def test_only_what_may_rest_at_a_limit_can_slide() -> None:
    for order in (
        ask_kind("o1", BUY, 10, "MARKET", **SLIDE),
        ask_kind("o2", BUY, 10, "LIMIT", "10", time_in_force=FOK, **SLIDE),
    ):
        assert codes(quoted().place(order, 2)) == ["UNSUPPORTED"]


def test_a_change_of_a_waiting_order_is_judged_by_its_own_type() -> None:
    exchange = quoted()
    exchange.place(ask_kind("limit", BUY, 10, "LIMIT", "9.00", time_in_force=GTC), 2)
    exchange.place(ask_kind("touched", BUY, 10, "MARKET_IF_TOUCHED", stop="9.00"), 2)
    assert codes(exchange.amend(amend("limit", 10, stop="9.10"), 3)) == ["INVALID_PRICE"]
    assert codes(exchange.amend(amend("touched", 10, "9.10"), 3)) == ["INVALID_PRICE"]
    assert codes(exchange.amend(amend("touched", 10, stop="9.105"), 3)) == ["TICK"]


def test_a_change_while_orders_are_collected_keeps_its_place() -> None:
    exchange = quoted()
    exchange.set_session(ABC, SessionState.AUCTION, 2)
    exchange.place(ask_for("o1", BUY, 10, "10.01"), 3)
    exchange.place(ask_for("o2", BUY, 10, "10.01"), 3)
    assert names(exchange.amend(amend("o1", 5), 4)) == ["Replaces"]
    reports = exchange.set_session(ABC, SessionState.OPEN, 5)
    assert fills(reports) == [("o1", "5", "10.01"), ("o2", "10", "10.01")]
    assert dec(0) == sum(order.qty for order in exchange.open_orders())
