"""RC01: no order of more units than one order may have."""

from decimal import Decimal

import pytest

from holdfast.messages.refusals import Reason
from tests.risk.f0 import F0, PASSED, numbers


@pytest.fixture
def f0() -> F0:
    return F0()


def test_the_largest_order_passes(f0: F0) -> None:
    assert f0.buy("1000", "50.00") == PASSED


def test_one_unit_more_is_refused_with_measure_limit_and_headroom(f0: F0) -> None:
    refusal = f0.buy("1001", "49.00")[Reason.ORDER_QTY_MAX]
    assert numbers(refusal) == ("1001", "1000", "1000")
    assert refusal.field == "qty"
    assert refusal.detail == "qty 1001 is over the largest of one order"


def test_a_sale_is_measured_as_a_purchase_is(f0: F0) -> None:
    assert numbers(f0.sell("1001", "200.00")[Reason.ORDER_QTY_MAX])[0] == "1001"


def test_what_other_orders_ask_does_not_count(f0: F0) -> None:
    assert f0.buy("700", "10.00") == PASSED
    assert f0.buy("700", "10.00") == PASSED


def test_an_account_without_this_limit_may_not_trade(f0: F0) -> None:
    f0.limit(order_qty_max=None)
    refused = f0.buy("1", "100.00")
    assert list(refused) == [Reason.LIMIT_MISSING]
    assert refused[Reason.LIMIT_MISSING].field == "order_qty_max"
    assert refused[Reason.LIMIT_MISSING].detail == "account A1 has no limit order_qty_max"


def test_the_exits_of_a_bracket_are_the_desks_to_size(f0: F0) -> None:
    assert f0.buy("400", "100.00", stop_loss=Decimal("95.00")) == PASSED
    f0.limit(order_qty_max=Decimal("100"))
    f0.fill("400", "100.00")
    exit_ = f0.last
    assert exit_.terms.exit_of
    assert (exit_.qty, exit_.refusals) == (400, ())


def test_every_breach_of_an_order_is_told_at_once(f0: F0) -> None:
    assert list(f0.buy("2000", "106.00")) == [
        Reason.ORDER_QTY_MAX,
        Reason.ORDER_VALUE_MAX,
        Reason.PRICE_COLLAR,
        Reason.BUYING_POWER,
        Reason.POSITION_LIMIT,
    ]
