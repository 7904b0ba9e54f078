"""RC04: within the collar of the present market, but too far from where it was: refused."""

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages.refusals import Reason
from holdfast.model.order import OrderType
from tests.risk.f0 import F0, PASSED, numbers
from tests.support.desks import SECOND


@pytest.fixture
def f0() -> F0:
    """The market was at 100 when the window began, and is at 104 now."""
    f0 = F0()
    f0.trades_at("100.00")
    f0.wait(40 * SECOND)
    f0.trades_at("104.00")
    f0.wait(SECOND)
    return f0


def test_a_price_within_the_collar_of_the_anchor_passes(f0: F0) -> None:
    assert f0.buy("10", "105.00") == PASSED


def test_one_within_the_collar_of_the_present_alone_is_refused(f0: F0) -> None:
    refused = f0.buy("10", "107.00")
    assert list(refused) == [Reason.COLLAR_WINDOW]
    refusal = refused[Reason.COLLAR_WINDOW]
    assert numbers(refusal) == ("0.07", "0.05", "0.05")
    assert refusal.field == "limit_price"
    assert refusal.detail == "limit_price 107 strays 0.0700 from 100, where it began"
    f0.check_decisions()


def test_a_cent_over_the_collar_of_the_anchor_is_refused(f0: F0) -> None:
    assert list(f0.buy("10", "105.01")) == [Reason.COLLAR_WINDOW]


def test_a_sale_is_held_to_the_same() -> None:
    f0 = F0()
    f0.trades_at("100.00")
    f0.wait(SECOND)
    f0.trades_at("96.00")
    assert f0.sell("10", "95.00") == PASSED
    assert list(f0.sell("10", "94.99")) == [Reason.COLLAR_WINDOW]


def test_prices_on_the_passive_side_pass(f0: F0) -> None:
    assert f0.buy("10", "90.00") == PASSED
    assert f0.sell("10", "120.00") == PASSED


def test_once_the_window_has_passed_the_present_is_the_anchor(f0: F0) -> None:
    f0.wait(61 * SECOND)
    f0.trades_at("104.00")
    assert f0.buy("10", "107.00") == PASSED


def test_own_orders_may_not_walk_the_price() -> None:
    f0 = F0()
    passed = []
    # each is within 5 % of the market as it then is, and each moves it
    for step in range(10):
        mid = 100 + step
        f0.trades_at(f"{mid}.00")
        passed.append(f0.buy("10", f"{mid + 1}.00") == PASSED)
        f0.wait(SECOND)
    assert passed == [True] * 5 + [False] * 5


def test_a_market_order_is_held_to_the_touch_that_it_meets(f0: F0) -> None:
    assert f0.buy("10") == PASSED
    f0.trades_at("106.00")
    refusal = f0.buy("10")[Reason.COLLAR_WINDOW]
    assert numbers(refusal)[0] == "0.0601"
    assert refusal.field == "type"


def test_one_that_only_reduces_may_leave_at_the_market(f0: F0) -> None:
    f0.held("-10", "104.00")
    f0.trades_at("106.00")
    assert f0.buy("10") == PASSED


def test_a_stop_waits_for_another_market(f0: F0) -> None:
    stop = {"stop_price": Decimal("110.00")}
    assert f0.buy("10", type=OrderType.STOP, **stop) == PASSED
    assert f0.buy("10", "115.50", type=OrderType.STOP_LIMIT, **stop) == PASSED


def test_a_replacement_is_held_to_it_too(f0: F0) -> None:
    assert f0.buy("10", "105.00") == PASSED
    order = f0.last
    f0.accept(order.id)
    f0.take(c.ReplaceOrder(order.id, limit_price=Decimal("107.00")))
    assert order.limit_price == Decimal("105.00")
    assert order.pending_limit_price is None
    f0.check_decisions()


def test_a_market_without_memory_is_no_reason_to_refuse() -> None:
    f0 = F0()
    f0.quote("103.99", "104.01", "ABC")
    assert f0.buy("10", "107.00") == PASSED


def test_an_account_without_this_limit_may_not_trade(f0: F0) -> None:
    f0.limit(collar_window_ns=None)
    assert f0.buy("1", "100.00")[Reason.LIMIT_MISSING].field == "collar_window_ns"
