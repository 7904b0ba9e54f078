"""RC19: once a day's losses have come to their limit, nothing more may be risked that day."""

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.control import MarkPositions, StartDay
from holdfast.messages.refusals import Reason
from holdfast.model.limits import Limits
from holdfast.model.scope import Scope
from holdfast.model.trading import Latch, TradingState
from tests.risk.f0 import F0, PASSED, numbers

D = Decimal
TODAY, TOMORROW = "2012-06-21", "2012-06-22"


@pytest.fixture
def f0() -> F0:
    """Long 100 at 100.00; 2,000 is the most that may be lost in a day."""
    f0 = F0(cash="1000000")
    f0.limit(loss_max=D(2_000), order_value_max=D(10**6))
    f0.take(StartDay(TODAY))
    f0.held("100")
    return f0


def bid(f0: F0, price: str) -> None:
    f0.quote(price, str(D(price) + D("0.02")), "ABC")


def test_a_cent_before_the_limit_anything_passes(f0: F0) -> None:
    bid(f0, "80.0001")
    assert f0.buy("10", "80.00") == PASSED
    assert f0.sell("10", "81.00") == PASSED


def test_at_the_limit_more_risk_is_refused_and_the_account_only_reduces_for_the_day(
    f0: F0,
) -> None:
    bid(f0, "80.00")
    refused = f0.buy("1", "80.00")
    assert list(refused) == [Reason.LOSS_MAX]
    assert numbers(refused[Reason.LOSS_MAX]) == ("2000.00", "2000", "0.00")
    stop = f0.ledger.accounts["A1"].scope.stops["loss"]
    assert (stop.state, stop.latch) == (TradingState.REDUCING, Latch.DAY)
    assert stop.why == "account=A1 has lost 2000 today"
    bid(f0, "99.00")
    assert list(f0.buy("1", "99.00")) == [Reason.REDUCING_ONLY]
    assert f0.sell("100", "99.00") == PASSED


def test_what_only_reduces_passes_at_the_limit(f0: F0) -> None:
    bid(f0, "70.00")
    assert f0.sell("100", "70.00") == PASSED


def test_the_mark_is_what_closing_would_meet(f0: F0) -> None:
    # the mid is 81, the bid is not
    f0.quote("80.00", "82.00", "ABC")
    assert Reason.LOSS_MAX in f0.buy("1", "81.00")


def test_a_short_is_marked_at_the_ask() -> None:
    f0 = F0(cash="1000000")
    f0.limit(loss_max=D(2_000))
    f0.held("-100")
    f0.quote("119.98", "119.9999", "ABC")
    assert f0.sell("1", "119.99") == PASSED
    f0.quote("119.98", "120.00", "ABC")
    assert list(f0.sell("1", "119.99")) == [Reason.LOSS_MAX]


def test_fees_and_realised_losses_count(f0: F0) -> None:
    assert f0.sell("100", "96.00") == PASSED
    f0.fill("100", "85.00", fee="499.99")
    assert f0.buy("1", "100.00") == PASSED
    f0.fill("1", "100.00", fee="0.01")
    bid(f0, "100.00")
    assert list(f0.buy("1", "100.00")) == [Reason.LOSS_MAX]


def test_marks_alone_stop_a_scope_that_sends_no_order(f0: F0) -> None:
    bid(f0, "80.00")
    marked, stopped = f0.take(MarkPositions())
    assert isinstance(marked, g.PositionsMarked)
    assert isinstance(stopped, g.ScopeStopped)
    assert (stopped.scope, stopped.stop.cause) == (Scope(account="A1"), "loss")
    assert stopped.stop.why == "lost 2000 today, 2000 is the limit"
    bid(f0, "79.00")
    assert [type(each) for each in f0.take(MarkPositions())] == [g.PositionsMarked]


def test_a_new_day_begins_with_nothing_lost(f0: F0) -> None:
    bid(f0, "80.00")
    f0.take(MarkPositions())
    f0.wait(86_400 * 10**9)
    bid(f0, "80.00")
    assert [type(each) for each in f0.take(StartDay(TOMORROW))] == [g.DayStarted]
    assert f0.ledger.accounts["A1"].scope.state is TradingState.ACTIVE
    assert f0.buy("1", "80.00") == PASSED
    bid(f0, "60.01")
    assert f0.buy("1", "60.00") == PASSED
    bid(f0, "60.00")
    assert list(f0.buy("1", "60.00")) == [Reason.LOSS_MAX]


def test_a_stop_of_the_day_outlives_a_restart(f0: F0) -> None:
    bid(f0, "80.00")
    f0.take(MarkPositions())
    f0.restart()
    bid(f0, "100.00")
    assert list(f0.buy("1", "100.00")) == [Reason.REDUCING_ONLY]


def test_a_strategy_that_has_lost_stops_alone(f0: F0) -> None:
    f0.take(c.SetLimits("", Limits(loss_max=D(100)), scope=Scope(strategy="s")))
    assert f0.buy("50", "100.00", strategy="s") == PASSED
    f0.fill("50", "100.00")
    bid(f0, "98.00")
    refusal = f0.buy("1", "98.00", strategy="s")[Reason.LOSS_MAX]
    assert refusal.scope == "strategy=s"
    assert f0.buy("1", "98.00") == PASSED


def test_what_is_held_and_cannot_be_closed_has_no_value(f0: F0) -> None:
    f0.one_sided(ask="100.00")
    assert list(f0.buy("1", "100.00")) == [Reason.NO_REFERENCE]


def test_an_account_without_this_limit_may_only_reduce(f0: F0) -> None:
    f0.limit(loss_max=None)
    assert f0.buy("1", "100.00")[Reason.LIMIT_MISSING].field == "loss_max"


def test_a_day_comes_once_and_not_before_its_time(f0: F0) -> None:
    assert f0.take(StartDay(TODAY)) == []
    assert f0.take(StartDay("2012-06-20")) == []
    for day in ("2012-06-23", "9999-12-31", "soon"):
        (refused,) = f0.take(StartDay(day))
        assert isinstance(refused, e.RequestRefused)
    assert f0.ledger.day == TODAY
