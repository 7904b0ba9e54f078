"""RC03, RC25: a limit price far behind the market waits for a second look."""

from decimal import Decimal

import pytest

from holdfast.messages.refusals import Reason
from holdfast.model.order import OrderType
from tests.risk.f0 import F0, PASSED, numbers


@pytest.fixture
def f0() -> F0:
    f0 = F0()
    f0.limit(passive_collar=Decimal("0.2"))
    return f0


@pytest.mark.parametrize(("side", "price"), [("buy", "80.00"), ("sell", "120.00")])
def test_a_price_at_the_collar_passes(f0: F0, side: str, price: str) -> None:
    assert getattr(f0, side)("10", price) == PASSED


@pytest.mark.parametrize(("side", "price"), [("buy", "79.99"), ("sell", "120.01")])
def test_a_cent_further_is_a_soft_block_with_measure_limit_and_headroom(
    f0: F0, side: str, price: str
) -> None:
    refused = getattr(f0, side)("10", price)
    assert list(refused) == [Reason.PASSIVE_PRICE]
    refusal = refused[Reason.PASSIVE_PRICE]
    assert numbers(refusal) == ("0.2001", "0.2", "0.2")
    assert refusal.field == "limit_price"
    assert refusal.detail == f"limit_price {price} lies 0.2001 behind 100"
    assert refusal.block_id


@pytest.mark.parametrize(("side", "price"), [("buy", "104.00"), ("sell", "96.00")])
def test_the_aggressive_side_is_the_collars(f0: F0, side: str, price: str) -> None:
    assert getattr(f0, side)("10", price) == PASSED


def test_a_stop_limit_is_measured_from_its_stop(f0: F0) -> None:
    stop = {"type": OrderType.STOP_LIMIT, "stop_price": Decimal("150.00")}
    assert f0.buy("10", "120.00", **stop) == PASSED
    assert list(f0.buy("10", "119.99", **stop)) == [Reason.PASSIVE_PRICE]


def test_where_no_scope_sets_it_any_passive_price_passes() -> None:
    assert F0().buy("10", "1.00") == PASSED


def test_targets_of_a_bracket_may_be_far(f0: F0) -> None:
    assert f0.buy("10", "100.00", take_profit=Decimal("200.00")) == PASSED
    f0.fill("10", "100.00")
    assert f0.last.terms.exit_of
    assert f0.last.refusals == ()
