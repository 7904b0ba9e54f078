"""How large a part of the equity may be in one instrument."""

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages.refusals import Reason
from holdfast.model.limits import Limits
from holdfast.model.scope import Scope
from tests.risk.f0 import F0, PASSED, numbers

D = Decimal
OWN = Scope(account="A1", instrument="ABC")


@pytest.fixture
def f0() -> F0:
    """Of 100,000 at most a fifth may be in ABC."""
    f0 = F0(cash="100000")
    f0.take(c.SetLimits("A1", Limits(equity_pct_max=D(20)), scope=OWN))
    return f0


def test_exactly_the_limit_passes(f0: F0) -> None:
    assert f0.buy("200", "100.00") == PASSED


def test_one_unit_more_is_refused_with_measure_limit_and_headroom(f0: F0) -> None:
    assert f0.buy("150", "100.00") == PASSED
    refusal = f0.buy("51", "100.00")[Reason.EQUITY_PCT_MAX]
    assert tuple(map(D, numbers(refusal))) == (D("20.1"), 20, 5)
    assert refusal.detail == "ABC could come to 20.10 % of the equity of account=A1,instrument=ABC"


def test_losses_shrink_the_equity_and_so_the_part(f0: F0) -> None:
    f0.held("100")
    f0.quote("79.99", "80.01", "ABC")
    # 97,999 are left, a fifth of which is 19,599.80; 100 are worth 8,000
    refused = f0.buy("145", "80.00")[Reason.EQUITY_PCT_MAX]
    assert refused.measured is not None
    assert round(refused.measured, 4) == D("20.0002")
    assert f0.buy("144", "80.00") == PASSED


def test_without_equity_nothing_is_a_part_of_it() -> None:
    f0 = F0(cash="0")
    f0.take(c.SetLimits("A1", Limits(equity_pct_max=D(20)), scope=OWN))
    assert Reason.EQUITY_PCT_MAX in f0.buy("1", "100.00")


def test_the_firms_equity_is_that_of_all_its_accounts(f0: F0) -> None:
    f0.account("A2", "100000")
    f0.take(c.SetLimits("", Limits(equity_pct_max=D(5)), scope=Scope(instrument="ABC")))
    assert f0.buy("100", "100.00") == PASSED
    assert f0.buy("1", "100.00")[Reason.EQUITY_PCT_MAX].scope == "instrument=ABC"
