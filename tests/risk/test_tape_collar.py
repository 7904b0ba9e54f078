"""RC03: no limit price further through the last print than the collar, whatever quotes say."""

from decimal import Decimal

import pytest

from holdfast.messages.refusals import Reason
from holdfast.model.order import OrderType
from tests.risk.f0 import F0, PASSED, numbers
from tests.support.desks import SECOND


@pytest.fixture
def f0() -> F0:
    """Somebody has just traded at 100; the quotes are wide, and their mid is 104."""
    f0 = F0()
    f0.trades_at("104.00", "4.00")
    f0.prints("100.00")
    return f0


def test_a_price_at_the_collar_passes(f0: F0) -> None:
    assert f0.buy("10", "105.00") == PASSED


def test_a_cent_further_is_refused_with_measure_limit_and_headroom(f0: F0) -> None:
    refused = f0.buy("10", "105.01")
    assert list(refused) == [Reason.TAPE_COLLAR]
    refusal = refused[Reason.TAPE_COLLAR]
    assert numbers(refusal) == ("0.0501", "0.05", "0.05")
    assert refusal.field == "limit_price"
    assert refusal.detail == "limit_price 105.01 strays 0.0501 from 100, the last print"
    f0.check_decisions()


def test_a_sale_is_held_to_the_same(f0: F0) -> None:
    f0.prints("108.00")
    assert f0.sell("10", "102.60") == PASSED
    assert list(f0.sell("10", "102.59")) == [Reason.TAPE_COLLAR]


def test_the_last_print_counts(f0: F0) -> None:
    f0.prints("104.00")
    assert f0.buy("10", "109.20") == PASSED


def test_an_old_print_is_no_evidence(f0: F0) -> None:
    f0.wait(5 * SECOND)
    f0.trades_at("104.00")
    assert list(f0.buy("10", "109.00")) == [Reason.TAPE_COLLAR]
    f0.wait(1)
    assert f0.buy("10", "109.00") == PASSED


@pytest.mark.parametrize("price", ["NaN", "0", "-1", "Infinity"])
def test_a_print_of_nonsense_is_none(f0: F0, price: str) -> None:
    f0.prints(price)
    assert f0.buy("10", "109.00") == PASSED


def test_what_waits_for_a_trigger_is_judged_where_it_will_meet_the_market(f0: F0) -> None:
    stop = {"type": OrderType.STOP_LIMIT, "stop_price": Decimal("110.00")}
    assert f0.buy("10", "115.50", **stop) == PASSED


def test_market_orders_have_no_price_to_judge(f0: F0) -> None:
    assert f0.buy("10") == PASSED


def test_an_account_without_this_limit_may_not_trade(f0: F0) -> None:
    f0.limit(price_collar=None)
    assert f0.buy("1", "100.00")[Reason.LIMIT_MISSING].field == "price_collar"
