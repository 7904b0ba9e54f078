"""RC02: no order worth more than one order may be, a market order valued at its worst."""

from decimal import Decimal

import pytest

from holdfast.messages.refusals import Reason
from holdfast.model.order import OrderType
from tests.risk.f0 import F0, PASSED, numbers


@pytest.fixture
def f0() -> F0:
    return F0()


def test_exactly_the_limit_passes(f0: F0) -> None:
    assert f0.buy("500", "100.00") == PASSED


def test_a_cent_more_is_refused_with_measure_limit_and_headroom(f0: F0) -> None:
    refused = f0.buy("500", "100.01")
    assert list(refused) == [Reason.ORDER_VALUE_MAX]
    refusal = refused[Reason.ORDER_VALUE_MAX]
    assert numbers(refusal) == ("50005.00", "50000", "50000")
    assert refusal.field == "qty"


def test_a_market_order_is_valued_at_the_ask_plus_the_collar(f0: F0) -> None:
    assert f0.buy("476") == PASSED
    assert numbers(f0.buy("477")[Reason.ORDER_VALUE_MAX])[0] == "50090.0085"


def test_a_market_sale_is_valued_so_too(f0: F0) -> None:
    assert f0.sell("476") == PASSED
    f0 = F0()
    assert numbers(f0.sell("477")[Reason.ORDER_VALUE_MAX])[0] == "50090.0085"


def test_a_stop_order_is_valued_at_its_stop_where_that_is_worse(f0: F0) -> None:
    stop = {"type": OrderType.STOP, "stop_price": Decimal("110.00")}
    assert f0.buy("432", **stop) == PASSED  # x 115.50 = 49,896
    assert numbers(f0.buy("433", **stop)[Reason.ORDER_VALUE_MAX])[0] == "50011.5000"


def test_a_sale_below_the_market_is_worth_what_the_market_pays(f0: F0) -> None:
    assert f0.sell("499", "96.00") == PASSED
    # at its limit it would come to 48,096
    assert Reason.ORDER_VALUE_MAX in f0.sell("501", "96.00")


def test_the_multiplier_counts() -> None:
    f0 = F0(multiplier="100")
    assert f0.buy("5", "100.00") == PASSED
    assert numbers(f0.buy("6", "100.00")[Reason.ORDER_VALUE_MAX])[0] == "60000.00"


def test_without_any_price_to_value_it_at_an_order_is_refused(f0: F0) -> None:
    f0.unquoted()
    refusal = f0.buy("1")[Reason.NO_REFERENCE]
    assert refusal.field == "instrument"
    assert refusal.measured is None


def test_an_account_without_this_limit_may_not_trade(f0: F0) -> None:
    f0.limit(order_value_max=None)
    assert f0.buy("1", "100.00")[Reason.LIMIT_MISSING].field == "order_value_max"


def test_the_exits_of_a_bracket_are_the_desks_to_size(f0: F0) -> None:
    assert f0.buy("400", "100.00", stop_loss=Decimal("95.00")) == PASSED
    f0.limit(order_value_max=Decimal(10))
    f0.fill("400", "100.00")
    assert f0.last.terms.exit_of
    assert f0.last.refusals == ()
