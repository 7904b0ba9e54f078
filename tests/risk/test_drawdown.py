"""RC19: equity that has fallen too far from its peak stops until a person lets it go on."""

from decimal import Decimal

import pytest

from holdfast.messages.control import MarkPositions, SetState
from holdfast.messages.refusals import Reason
from holdfast.model.scope import Scope
from holdfast.model.trading import Latch, TradingState
from tests.risk.f0 import F0, PASSED

D = Decimal


@pytest.fixture
def f0() -> F0:
    """Of 100,000 the account holds 100 at 100, and was worth 101,000 at its best."""
    f0 = F0(cash="100000")
    f0.limit(drawdown_max=D("0.02"))
    f0.held("100")
    f0.quote("110.00", "110.02", "ABC")
    f0.take(MarkPositions())
    return f0


def test_a_little_less_than_the_limit_passes(f0: F0) -> None:
    f0.quote("89.81", "89.83", "ABC")
    assert f0.buy("1", "89.00") == PASSED


def test_at_the_limit_more_risk_is_refused_until_a_person_lets_it_go_on(f0: F0) -> None:
    f0.quote("89.80", "89.82", "ABC")
    refused = f0.buy("1", "89.00")
    assert list(refused) == [Reason.DRAWDOWN_MAX]
    assert refused[Reason.DRAWDOWN_MAX].measured == D("0.02")
    stop = f0.ledger.accounts["A1"].scope.stops["drawdown"]
    assert (stop.state, stop.latch) == (TradingState.REDUCING, Latch.PERSON)
    f0.quote("109.00", "109.02", "ABC")
    assert list(f0.buy("1", "109.00")) == [Reason.REDUCING_ONLY]
    f0.take(SetState(Scope(account="A1"), TradingState.ACTIVE, why="seen", cause="drawdown"))
    assert f0.buy("1", "109.00") == PASSED


def test_marks_alone_stop_it(f0: F0) -> None:
    f0.quote("80.00", "80.02", "ABC")
    f0.take(MarkPositions())
    assert list(f0.ledger.accounts["A1"].scope.stops) == ["drawdown"]
    assert f0.sell("100", "80.00") == PASSED


def test_it_is_no_bound_where_it_is_not_given(f0: F0) -> None:
    f0.limit()
    f0.quote("50.00", "50.02", "ABC")
    assert f0.buy("1", "50.00") == PASSED
