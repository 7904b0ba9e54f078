"""How much worse than the reference price a taker trades."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.exchange import SLIPPAGE, Slippage
from holdfast.exchange.slippage import Circumstances, slipped

CENT = Decimal("0.01")


def trade(qty: int = 100, price: str = "50", spread: str = "0.04") -> Circumstances:
    return Circumstances(Decimal(qty), Decimal(price), Decimal(spread))


def test_fixed_basis_points_are_of_the_price() -> None:
    assert SLIPPAGE["fixed_bps"](Slippage(bps=Decimal(4)), trade()) == Decimal("0.02")


def test_a_fraction_of_the_spread_falls_back_to_basis_points_without_one() -> None:
    settings = Slippage(fraction=Decimal("0.25"), bps=Decimal(2))
    assert SLIPPAGE["spread_fraction"](settings, trade()) == Decimal("0.01")
    assert SLIPPAGE["spread_fraction"](settings, trade(spread="0")) == Decimal("0.01")


def test_impact_grows_with_the_square_root_of_the_size() -> None:
    settings = Slippage("volume_impact", sigma=Decimal("0.02"), volume=Decimal(1_000_000))
    model = SLIPPAGE["volume_impact"]
    assert model(settings, trade(qty=10_000)) == Decimal("0.1")  # 50 x 2 % x sqrt(1 %)
    assert model(settings, trade(qty=40_000)) == Decimal("0.2")


def test_measured_sigma_and_volume_outrank_the_settings() -> None:
    measured = Circumstances(
        Decimal(100), Decimal(50), Decimal(0), Decimal("0.01"), Decimal(10_000)
    )
    assert SLIPPAGE["volume_impact"](Slippage(), measured) == Decimal("0.05")


def test_no_volume_means_no_measure_of_impact() -> None:
    nothing = Circumstances(Decimal(1), Decimal(50), Decimal(0), None, Decimal(0))
    assert SLIPPAGE["volume_impact"](Slippage(), nothing) == 0


@pytest.mark.parametrize(
    ("field", "value"), [("bps", "-1"), ("fraction", "NaN"), ("sigma", "Infinity")]
)
def test_a_setting_out_of_range_is_named(field: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"slippage.{field}"):
        Slippage(**{field: Decimal(value)})


def test_an_unknown_model_is_named_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"slippage.model 'magic' must be one of \['none'"):
        Slippage("magic")


@given(
    st.sampled_from(list(SLIPPAGE)),
    st.integers(1, 10_000_000),
    st.integers(1, 1_000_000),
    st.booleans(),
)
def test_the_price_is_on_the_tick_never_better_than_the_reference_and_never_below_a_tick(
    model: str, qty: int, cents: int, is_buy: bool
) -> None:
    reference = Decimal(cents) / 100
    circumstances = Circumstances(Decimal(qty), reference, CENT)
    price = slipped(Slippage(model), circumstances, is_buy=is_buy, tick=CENT)
    assert price % CENT == 0
    assert price >= CENT
    assert price >= reference if is_buy else price <= reference
