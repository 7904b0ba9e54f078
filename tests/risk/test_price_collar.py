"""RC03: no limit price further through the market than the collar."""

from decimal import Decimal

import pytest

from holdfast.messages.refusals import Reason
from holdfast.model.order import OrderType
from tests.risk.f0 import F0, PASSED, numbers


@pytest.fixture
def f0() -> F0:
    return F0()


@pytest.mark.parametrize(("side", "price"), [("buy", "105.00"), ("sell", "95.00")])
def test_a_price_at_the_collar_passes(f0: F0, side: str, price: str) -> None:
    assert getattr(f0, side)("10", price) == PASSED


@pytest.mark.parametrize(("side", "price"), [("buy", "105.01"), ("sell", "94.99")])
def test_a_cent_further_is_refused_with_measure_limit_and_headroom(
    f0: F0, side: str, price: str
) -> None:
    refused = getattr(f0, side)("10", price)
    assert list(refused) == [Reason.PRICE_COLLAR]
    refusal = refused[Reason.PRICE_COLLAR]
    assert numbers(refusal) == ("0.0501", "0.05", "0.05")
    assert refusal.field == "limit_price"
    assert refusal.detail == f"limit_price {price} strays 0.0501 from 100"


@pytest.mark.parametrize(("side", "price"), [("buy", "1.00"), ("sell", "900.00")])
def test_a_passive_price_cannot_trade_badly_and_passes(f0: F0, side: str, price: str) -> None:
    assert getattr(f0, side)("10", price) == PASSED


def test_a_market_order_has_no_price_to_judge(f0: F0) -> None:
    f0.limit(price_collar=Decimal(0))
    assert f0.buy("10") == PASSED


def test_a_collar_of_nothing_lets_only_the_mid_pass(f0: F0) -> None:
    f0.limit(price_collar=Decimal(0))
    assert f0.buy("10", "100.00") == PASSED
    assert list(f0.buy("10", "100.01")) == [Reason.PRICE_COLLAR]


@pytest.mark.parametrize(
    ("side", "stop", "passes", "refused"),
    [
        ("buy", "110.00", "115.50", "115.51"),
        ("sell", "90.00", "85.50", "85.49"),
        # the market has passed these stops already, and is what they meet
        ("buy", "90.00", "105.00", "105.01"),
        ("sell", "110.00", "95.00", "94.99"),
    ],
)
def test_what_waits_for_a_trigger_is_judged_where_it_will_meet_the_market(
    f0: F0, side: str, stop: str, passes: str, refused: str
) -> None:
    terms = {"type": OrderType.STOP_LIMIT, "stop_price": Decimal(stop)}
    assert getattr(f0, side)("10", passes, **terms) == PASSED
    assert list(getattr(f0, side)("10", refused, **terms)) == [Reason.PRICE_COLLAR]


def test_a_stop_loss_limit_is_judged_with_its_entry_against_its_own_stop(f0: F0) -> None:
    stop = {"stop_loss": Decimal("90.00")}
    assert f0.buy("10", "100.00", **stop, stop_loss_limit=Decimal("85.50")) == PASSED
    refused = f0.buy("10", "100.00", **stop, stop_loss_limit=Decimal("85.41"))
    assert list(refused) == [Reason.PRICE_COLLAR]
    refusal = refused[Reason.PRICE_COLLAR]
    assert numbers(refusal) == ("0.051", "0.05", "0.05")
    assert refusal.field == "stop_loss_limit"
    assert refusal.detail == "stop_loss_limit 85.41 strays 0.0510 from its stop"


def test_an_account_without_this_limit_may_not_trade(f0: F0) -> None:
    f0.limit(price_collar=None)
    assert f0.buy("1", "100.00")[Reason.LIMIT_MISSING].field == "price_collar"


def test_without_a_quote_the_check_of_its_age_refuses_instead(f0: F0) -> None:
    f0.unquoted()
    assert list(f0.buy("10", "1000.00")) == [Reason.NO_REFERENCE]
