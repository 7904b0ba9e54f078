"""How many times its equity a scope may carry."""

from decimal import Decimal

import pytest

from holdfast.messages.refusals import Reason
from holdfast.model.account import AccountKind
from tests.risk.f0 import F0, PASSED, numbers

D = Decimal


@pytest.fixture
def f0() -> F0:
    f0 = F0(cash="20000")
    f0.limit(leverage_max=D("1.5"))
    return f0


def test_exactly_the_limit_passes(f0: F0) -> None:
    assert f0.buy("100", "100.00") == PASSED
    assert f0.sell("200", "100.00") == PASSED


def test_one_unit_more_is_refused_with_measure_limit_and_headroom(f0: F0) -> None:
    assert f0.buy("100", "100.00") == PASSED
    refusal = f0.buy("201", "100.00")[Reason.LEVERAGE_MAX]
    assert tuple(map(D, numbers(refusal))) == (D("1.505"), D("1.5"), 1)
    assert refusal.scope == "account=A1"


def test_losses_leave_less_to_carry_it(f0: F0) -> None:
    f0.held("100")
    f0.quote("89.99", "90.01", "ABC")
    # 18,999 carry 28,498.50, of which 9,000 are held
    assert list(f0.buy("217", "90.00")) == [Reason.LEVERAGE_MAX]
    assert f0.buy("216", "90.00") == PASSED


def test_without_equity_nothing_is_carried() -> None:
    f0 = F0(cash="0", kind=AccountKind.MARGIN)
    f0.limit(leverage_max=D(2))
    assert Reason.LEVERAGE_MAX in f0.buy("1", "100.00")


def test_what_only_reduces_passes(f0: F0) -> None:
    f0.held("100")
    f0.limit(leverage_max=D("0.1"))
    assert f0.sell("100", "100.00") == PASSED
