"""The exchange as its callers see it: admission, ids, amendments, expiry, what is remembered."""

from decimal import Decimal

import msgspec
import pytest

from holdfast.exchange import Exchange, ExchangeConfig, FeeSchedule
from holdfast.messages.reports import Report, VenueAccepts, VenueFills, VenueReplaces
from holdfast.messages.requests import PlaceOrder
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.order import OrderStatus, OrderType, TimeInForce
from tests.exchange.builders import (
    ABC,
    BUY,
    GTC,
    IOC,
    SELL,
    amend,
    ask_for,
    book,
    codes,
    dec,
    details,
    fills,
    names,
    pull,
    quote,
    trade,
    venue,
)


def quoted(config: ExchangeConfig | None = None) -> Exchange:
    exchange = venue(config)
    exchange.on_market(quote("99.99", "100.01"))
    return exchange


def with_terms(request: PlaceOrder, **changes: object) -> PlaceOrder:
    terms = msgspec.structs.replace(request.terms, **changes)
    return msgspec.structs.replace(request, terms=terms)


LIMIT = ask_for("o1", BUY, 10, "99.00")
MARKET = ask_for("o1", BUY, 10)


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (with_terms(LIMIT, instrument="XYZ"), "UNKNOWN_INSTRUMENT"),
        (with_terms(LIMIT, type=OrderType.MULTI_LEG), "UNSUPPORTED"),
        (with_terms(MARKET, type=OrderType.MARKET_ON_CLOSE, time_in_force=IOC), "INVALID_ORDER"),
        (with_terms(LIMIT, post_only_slide=True, time_in_force=IOC), "UNSUPPORTED"),
        (with_terms(LIMIT, qty=Decimal(0)), "INVALID_QTY"),
        (with_terms(LIMIT, qty=Decimal(-5)), "INVALID_QTY"),
        (with_terms(LIMIT, qty=Decimal("1.5")), "LOT"),
        (with_terms(LIMIT, limit_price=None), "INVALID_PRICE"),
        (with_terms(LIMIT, limit_price=Decimal(0)), "INVALID_PRICE"),
        (with_terms(LIMIT, limit_price=Decimal("99.005")), "TICK"),
        (with_terms(LIMIT, stop_price=Decimal(99)), "INVALID_PRICE"),
        (with_terms(MARKET, limit_price=Decimal(99)), "INVALID_PRICE"),
        (with_terms(MARKET, type=OrderType.STOP), "INVALID_PRICE"),
        (with_terms(LIMIT, time_in_force=TimeInForce.GTD), "EXPIRED"),
        (with_terms(LIMIT, time_in_force=TimeInForce.GTD, expire_at=2), "EXPIRED"),
        (with_terms(LIMIT, post_only=True, limit_price=dec("100.01")), "POST_ONLY_WOULD_CROSS"),
        (with_terms(LIMIT, post_only=True, time_in_force=IOC), "UNSUPPORTED"),
        (with_terms(MARKET, post_only=True), "UNSUPPORTED"),
    ],
)
def test_a_wrong_order_is_rejected_with_a_code_and_leaves_nothing_behind(
    request_: PlaceOrder, code: str
) -> None:
    exchange = quoted()
    reports = exchange.place(request_, 2)
    assert names(reports) == ["Rejects"]
    assert codes(reports) == [code]
    assert exchange.open_orders() == []
    assert exchange.order("o1") is None


def test_the_listings_lot_and_minimum_hold() -> None:
    exchange = Exchange()
    exchange.list(Instrument(ABC), Listing(ABC, "P", ABC, lot=Decimal(10), qty_min=Decimal(20)))
    assert codes(exchange.place(ask_for("o1", BUY, 25), 1)) == ["LOT"]
    assert codes(exchange.place(ask_for("o2", BUY, 10), 1)) == ["INVALID_QTY"]
    assert codes(exchange.place(ask_for("o3", BUY, 30, "1"), 1)) == []


def test_an_order_id_is_used_once_also_after_its_end() -> None:
    exchange = quoted()
    exchange.place(MARKET, 2)
    assert codes(exchange.place(LIMIT, 3)) == ["DUPLICATE_ORDER"]


def test_open_orders_are_bounded() -> None:
    exchange = quoted(ExchangeConfig(open_orders_max=1))
    exchange.place(LIMIT, 2)
    assert codes(exchange.place(ask_for("o2", BUY, 1, "98"), 2)) == ["TOO_MANY_ORDERS"]


def test_ids_are_counters_behind_the_prefix() -> None:
    exchange = quoted(ExchangeConfig(id_prefix="V7-"))
    reports = exchange.place(MARKET, 2) + exchange.place(ask_for("o2", SELL, 1), 2)
    assert [getattr(r, "venue_order_id", getattr(r, "exec_id", "")) for r in reports] == [
        "V7-O1",
        "V7-E1",
        "V7-O2",
        "V7-E2",
    ]


def test_post_only_rests_where_it_does_not_cross() -> None:
    exchange = quoted()
    reports = exchange.place(ask_for("o1", BUY, 10, "100.00", post_only=True), 2)
    assert names(reports) == ["Accepts"]
    assert codes(exchange.amend(amend("o1", 10, "100.01"), 3)) == ["POST_ONLY_WOULD_CROSS"]
    no = exchange.place(ask_for("o2", SELL, 10, "100.00", post_only=True), 4)
    assert codes(no) == ["POST_ONLY_WOULD_CROSS"]  # an order of ours stands there


def test_a_late_cancel_and_a_cancel_of_nothing_are_told_apart() -> None:
    exchange = quoted()
    exchange.place(MARKET, 2)
    assert codes(exchange.pull(pull("o1"), 3)) == ["TOO_LATE"]
    assert codes(exchange.pull(pull("o9"), 3)) == ["UNKNOWN_ORDER"]
    assert codes(exchange.amend(amend("o1", 5), 3)) == ["TOO_LATE"]
    assert codes(exchange.amend(amend("o9", 5), 3)) == ["UNKNOWN_ORDER"]


def test_closed_orders_are_remembered_up_to_a_bound() -> None:
    exchange = quoted(ExchangeConfig(closed_orders_max=2))
    for number in range(4):
        exchange.place(ask_for(f"o{number}", BUY, 1), 2)
    assert [exchange.order(f"o{number}") is None for number in range(4)] == [True, True] + [
        False
    ] * 2


def test_an_amendment_tells_the_whole_of_the_new_order() -> None:
    exchange = quoted()
    exchange.place(LIMIT, 2)
    assert exchange.amend(amend("o1", 8), 3) == [
        VenueReplaces("o1", "XO1", Decimal(8), dec("99.00"), None, 3)
    ]
    assert exchange.order("o1") == exchange.open_orders()[0]
    assert exchange.open_orders()[0].qty == 8


@pytest.mark.parametrize("qty", [3, 4])
def test_an_amendment_to_no_more_than_has_traded_cancels_the_rest(qty: int) -> None:
    exchange = quoted()
    exchange.place(ask_for("o1", BUY, 10, "100.00"), 2)
    exchange.on_market(trade("100.00", 4, 3))
    reports = exchange.amend(amend("o1", qty), 4)
    assert names(reports) == ["Cancels"]
    assert details(reports) == ["REPLACED_BELOW_FILLED"]
    state = exchange.order("o1")
    assert state is not None
    assert (state.status, state.cum_qty) == (OrderStatus.CANCELED, 4)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (amend("o1", 0), "INVALID_QTY"),
        (amend("o1", "1.5"), "LOT"),
        (amend("o1", 5, "99.001"), "TICK"),
        (amend("o1", 5, "99", "98"), "INVALID_PRICE"),
    ],
)
def test_a_wrong_amendment_is_rejected_and_the_order_works_on(change: object, code: str) -> None:
    exchange = quoted()
    exchange.place(LIMIT, 2)
    before = exchange.open_orders()
    assert codes(exchange.amend(change, 3)) == [code]  # type: ignore[arg-type]
    assert exchange.open_orders() == before


def test_day_orders_expire_in_order_of_arrival_and_others_stay() -> None:
    exchange = quoted()
    for order_id, tif in (("d1", TimeInForce.DAY), ("g", GTC), ("d2", TimeInForce.DAY)):
        exchange.place(ask_for(order_id, BUY, 1, "99", tif=tif), 2)
    reports = exchange.expire_day_orders(9)
    assert names(reports) == ["Expires", "Expires"]
    assert [r.order_id for r in reports] == ["d1", "d2"]
    assert [s.order_id for s in exchange.open_orders()] == ["g"]


def test_a_good_till_date_order_expires_before_anything_at_its_time_can_fill_it() -> None:
    exchange = quoted()
    gtd = TimeInForce.GTD
    exchange.place(ask_for("soon", BUY, 1, "100", tif=gtd, expire_at=50), 2)
    exchange.place(ask_for("later", BUY, 1, "100", tif=gtd, expire_at=60), 2)
    assert fills(exchange.on_market(quote("99.98", "100.02", at=49))) == []
    reports = exchange.on_market(quote("99", "100", at=50))
    assert [(n, r.order_id) for n, r in zip(names(reports), reports, strict=True)] == [
        ("Expires", "soon"),
        ("Fills", "later"),
    ]


def test_flow_lets_time_pass_too() -> None:
    exchange = venue()
    exchange.flow_place(ABC, 1, SELL, dec("101"), dec(1), 1)
    gtd = TimeInForce.GTD
    exchange.place(ask_for("a", BUY, 1, "100", tif=gtd, expire_at=50), 2)
    exchange.place(ask_for("b", BUY, 1, "100", tif=gtd, expire_at=60), 2)
    assert names(exchange.flow_place(ABC, 2, SELL, dec("101"), dec(1), 50)) == ["Expires"]
    assert names(exchange.flow_cancel(ABC, 2, 60)) == ["Expires"]


def test_a_restarted_exchange_goes_on_with_its_orders_and_reuses_no_id() -> None:
    first = quoted()
    first.place(ask_for("o1", BUY, 10, "100.00"), 2)
    first.place(ask_for("o2", SELL, 10, stop="99.00"), 2)
    first.on_market(trade("100.00", 4, 3))
    second = venue()
    second.resume(first.open_orders(), *first.counts)
    assert second.open_orders() == first.open_orders()
    second.on_market(quote("99.99", "100.01", at=4))
    assert fills(second.on_market(trade("100.00", 9, 5))) == [("o1", "6", "100.00")]
    accepted = second.place(ask_for("o3", BUY, 1), 6)[0]
    assert isinstance(accepted, VenueAccepts)
    assert accepted.venue_order_id == "XO3"
    assert names(second.pull(pull("o2"), 7)) == ["Cancels"]


def test_a_restart_in_the_middle_of_an_order_charges_its_minimum_once() -> None:
    rules = ExchangeConfig(fees=FeeSchedule(per_unit=dec("0.01"), order_min=dec("1.00")))
    first, second = quoted(rules), venue(rules)
    first.place(ask_for("o1", BUY, 300, "100.00"), 2)
    told = [each for each in first.on_market(trade("99.99", 4, 3)) if isinstance(each, VenueFills)]
    (state,) = first.open_orders()
    second.resume([msgspec.structs.replace(state, fills=tuple(told))], *first.counts)
    told += [
        each for each in second.on_market(trade("99.99", 296, 4)) if isinstance(each, VenueFills)
    ]
    assert [(fill.qty, fill.fee) for fill in told] == [(dec(4), dec(1)), (dec(296), dec(2))]


def test_events_of_instruments_that_are_not_listed_are_passed_over() -> None:
    exchange = Exchange()
    assert exchange.on_market(quote("1", "2")) == []
    assert exchange.quote(ABC) is None
    assert exchange.depth(ABC, 1) == ([], [])


def test_listing_twice_changes_nothing() -> None:
    exchange = quoted()
    exchange.place(LIMIT, 2)
    exchange.list(Instrument(ABC), Listing(ABC, "PAPER", ABC))
    assert exchange.quote(ABC) is not None
    assert len(exchange.open_orders()) == 1


def test_what_waits_to_be_drained_is_bounded_and_the_newest_is_kept() -> None:
    exchange = venue(ExchangeConfig(market_backlog_max=3))
    for at in range(9):
        exchange.on_market(quote("1", "2", bid_size=at + 1, at=at))
    assert [event.at for event in exchange.drain_market()] == [6, 7, 8]


def test_instruments_do_not_touch_each_other() -> None:
    exchange = quoted()
    exchange.list(Instrument("XYZ"), Listing("XYZ", "PAPER", "XYZ"))
    exchange.place(ask_for("o1", BUY, 1, "99"), 2)
    exchange.place(ask_for("x1", BUY, 1, "99", instrument="XYZ"), 2)
    message = msgspec.structs.replace(book("ADD", 1, SELL, "90", 5), instrument="XYZ")
    assert fills(exchange.on_market(message)) == [("x1", "1", "99")]
    assert [s.order_id for s in exchange.open_orders()] == ["o1"]


def test_every_answer_is_a_list_of_reports_of_our_orders_alone() -> None:
    exchange = venue()
    heard: list[Report] = exchange.flow_place(ABC, 1, SELL, dec("10"), dec(5), 1)
    heard += exchange.flow_place(ABC, 2, BUY, dec("10"), dec(5), 1)
    assert heard == []


def test_a_recorded_order_loses_no_more_than_it_has() -> None:
    exchange = venue()
    exchange.on_market(book("ADD", 1, BUY, "10.00", 5))
    exchange.on_market(book("ADD", 2, BUY, "10.00", 7))
    exchange.on_market(book("REDUCE", 1, BUY, "10.00", 6))
    assert exchange.depth(ABC, 1)[0] == [(dec("10.00"), dec(7))]
