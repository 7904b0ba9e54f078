"""How much of one instrument a scope may hold, in money."""

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages.refusals import Reason
from holdfast.model.limits import Limits
from holdfast.model.scope import Scope
from tests.risk.f0 import F0, PASSED, figures

D = Decimal
OWN = Scope(account="A1", instrument="ABC")


@pytest.fixture
def f0() -> F0:
    """Long 300 and buying 100 more, at 100 each; 50,000 is the limit of the instrument."""
    f0 = F0(cash="1000000")
    f0.held("300")
    f0.take(c.SetLimits("A1", Limits(instrument_notional_max=D(50_000)), scope=OWN))
    assert f0.buy("100", "100.00") == PASSED
    return f0


def test_exactly_the_limit_passes(f0: F0) -> None:
    assert f0.buy("100", "100.00") == PASSED


def test_one_unit_more_is_refused_with_measure_limit_and_headroom(f0: F0) -> None:
    refusal = f0.buy("101", "100.00")[Reason.INSTRUMENT_NOTIONAL_MAX]
    assert figures(refusal) == ("50100", "50000", "10000")
    assert refusal.scope == "account=A1,instrument=ABC"


def test_the_other_side_is_measured_by_itself(f0: F0) -> None:
    f0.limit(order_value_max=D(100_000))
    assert f0.sell("800", "100.00") == PASSED
    assert list(f0.sell("1", "100.00")) == [Reason.INSTRUMENT_NOTIONAL_MAX]


def test_what_is_held_counts_at_the_market(f0: F0) -> None:
    f0.quote("119.99", "120.01", "ABC")
    # 400 are worth 48,000 now
    assert figures(f0.buy("21", "100.00")[Reason.INSTRUMENT_NOTIONAL_MAX])[2] == "2000"
    assert f0.buy("20", "100.00") == PASSED


def test_units_of_an_instrument_are_its_position_limit(f0: F0) -> None:
    f0.take(c.SetLimits("A1", Limits(position_qty_max=D(450)), scope=OWN))
    refusal = f0.buy("51", "100.00")[Reason.POSITION_LIMIT]
    assert (refusal.scope, *figures(refusal)) == (OWN.key, "451", "450", "50")
    assert f0.buy("50", "100.00") == PASSED
