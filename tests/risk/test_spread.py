"""RC21: no order without a limit price where the market would take it at any price."""

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason
from holdfast.model.order import OrderType
from holdfast.model.trading import Phase
from tests.risk.f0 import F0, PASSED, numbers


@pytest.fixture
def f0() -> F0:
    f0 = F0()
    f0.limit(spread_max=Decimal("0.02"))
    return f0


@pytest.mark.parametrize("half_spread", ["0.25", "1.00"])
def test_a_spread_up_to_the_widest_passes(f0: F0, half_spread: str) -> None:
    f0.trades_at("100.00", half_spread)
    assert f0.buy("10") == PASSED


def test_a_wider_one_is_refused_with_measure_limit_and_headroom(f0: F0) -> None:
    f0.trades_at("100.00", "1.50")
    refused = f0.buy("10")
    assert list(refused) == [Reason.SPREAD_MAX]
    refusal = refused[Reason.SPREAD_MAX]
    assert numbers(refusal) == ("0.03", "0.02", "0.02")
    assert refusal.field == "type"
    assert refusal.detail == "the spread of ABC is 0.0300, and the order has no limit price"


def test_a_bid_above_the_ask_is_no_narrow_market(f0: F0) -> None:
    f0.trades_at("100.00", "-1.50")
    assert list(f0.buy("10")) == [Reason.SPREAD_MAX]


def test_stops_without_a_limit_are_market_orders_too(f0: F0) -> None:
    f0.trades_at("100.00", "1.50")
    stop = {"type": OrderType.STOP, "stop_price": Decimal("105.00")}
    assert list(f0.buy("10", **stop)) == [Reason.SPREAD_MAX]


def test_a_limit_price_needs_no_narrow_market(f0: F0) -> None:
    f0.trades_at("100.00", "1.50")
    assert f0.buy("10", "101.00") == PASSED


def test_an_order_that_may_slip_no_more_than_the_collar_leaves_with_a_limit(f0: F0) -> None:
    f0.trades_at("100.00", "1.50")
    assert f0.buy("10", max_slippage_bps=Decimal(500)) == PASSED
    assert f0.venue.sent[-1].terms.limit_price == Decimal("105.00")
    assert list(f0.buy("10", max_slippage_bps=Decimal(501))) == [Reason.SPREAD_MAX]


def test_without_a_quote_there_is_no_market_to_meet_not_even_to_reduce(f0: F0) -> None:
    f0.held("10")
    f0.unquoted()
    for terms in ({}, {"max_slippage_bps": Decimal(10)}):
        refused = f0.sell("10", **terms)
        assert list(refused) == [Reason.NO_REFERENCE]
    assert f0.sell("10", "99.00") == PASSED


def test_exits_of_brackets_wait_for_their_trigger(f0: F0) -> None:
    assert f0.buy("10", "100.00", stop_loss=Decimal("95.00")) == PASSED
    f0.trades_at("100.00", "3.00")
    f0.fill("10", "100.00")
    assert f0.last.terms.exit_of
    assert f0.last.refusals == ()


@pytest.mark.parametrize("phase", [Phase.AUCTION, Phase.HALTED, Phase.CLOSED])
@pytest.mark.parametrize("whose", ["ABC", ""])
def test_a_market_that_does_not_trade_through_is_met_with_a_limit_or_not_at_all(
    f0: F0, phase: Phase, whose: str
) -> None:
    f0.take(r.VenuePhase("sim", whose, phase, f0.time.now()))
    refused = f0.buy("10")
    assert refused[Reason.MARKET_ORDER_PHASE].field == "type"
    assert Reason.MARKET_ORDER_PHASE not in f0.buy("10", "100.00")


def test_the_phase_of_another_instrument_does_not_count(f0: F0) -> None:
    f0.take(r.VenuePhase("sim", "XYZ", Phase.AUCTION, f0.time.now()))
    assert f0.buy("10") == PASSED


def test_an_account_without_this_limit_may_not_trade(f0: F0) -> None:
    f0.limit(spread_max=None)
    assert f0.buy("1")[Reason.LIMIT_MISSING].field == "spread_max"


def test_a_replaced_stop_is_held_to_it_too(f0: F0) -> None:
    stop = {"type": OrderType.STOP, "stop_price": Decimal("105.00")}
    assert f0.buy("10", **stop) == PASSED
    order = f0.last
    f0.accept(order.id)
    f0.trades_at("100.00", "1.50")
    f0.take(c.ReplaceOrder(order.id, stop_price=Decimal("106.00")))
    assert order.pending_stop_price is None
    assert order.stop_price == Decimal("105.00")
