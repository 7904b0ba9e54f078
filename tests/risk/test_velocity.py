"""RC30: an instrument whose market runs is paused for everybody, and goes on by itself."""

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason
from holdfast.model.order import OrderStatus
from holdfast.model.scope import Scope
from holdfast.model.trading import Latch, TradingState
from tests.risk.f0 import F0, PASSED, numbers
from tests.support.desks import SECOND

PAUSE = {
    "velocity_max": Decimal("0.05"),
    "velocity_window_ns": 10 * SECOND,
    "velocity_pause_ns": 60 * SECOND,
    "price_collar": Decimal(1),
}


@pytest.fixture
def f0() -> F0:
    f0 = F0()
    f0.limit(**PAUSE)
    f0.trades_at("100.00")
    f0.wait(9 * SECOND)
    return f0


@pytest.mark.parametrize("mid", ["104.90", "105.00", "95.10", "95.00"])
def test_a_move_of_less_passes(f0: F0, mid: str) -> None:
    f0.trades_at(mid)
    assert f0.buy("10", "100.00") == PASSED


@pytest.mark.parametrize("mid", ["105.10", "94.90"])
def test_a_move_of_more_is_refused_with_measure_limit_and_headroom(f0: F0, mid: str) -> None:
    f0.trades_at(mid)
    refused = f0.buy("10", "100.00")
    assert list(refused) == [Reason.VELOCITY]
    refusal = refused[Reason.VELOCITY]
    assert numbers(refusal) == ("0.051", "0.05", "0.05")
    assert refusal.detail == "ABC moved by 0.0510 within 10000 ms"
    f0.check_decisions()


def test_a_move_that_took_longer_passes(f0: F0) -> None:
    f0.trades_at("103.00")
    f0.wait(11 * SECOND)
    f0.trades_at("106.00")
    assert f0.buy("10", "100.00") == PASSED


def test_there_and_back_is_a_move_too(f0: F0) -> None:
    f0.trades_at("105.40")
    f0.wait(SECOND)
    f0.trades_at("100.00")
    assert numbers(f0.buy("10", "100.00")[Reason.VELOCITY])[0].startswith("0.0512")


def test_it_pauses_the_instrument_for_everybody_until_a_time(f0: F0) -> None:
    f0.trades_at("105.10")
    f0.buy("10", "100.00")
    stop = f0.ledger.scopes["instrument=ABC"].stops["velocity"]
    assert (stop.state, stop.latch) == (TradingState.REDUCING, Latch.TIME)
    assert stop.until == f0.time.now() + 60 * SECOND
    told = [each for entry in f0.journal.entries() for each in entry.events]
    stopped = [each for each in told if isinstance(each, g.ScopeStopped)]
    assert [each.scope for each in stopped] == [Scope(instrument="ABC")]


def test_while_it_lasts_new_orders_wait_though_the_market_has_come_to_rest(f0: F0) -> None:
    f0.trades_at("105.10")
    f0.buy("10", "100.00")
    f0.wait(50 * SECOND)
    f0.trades_at("105.10")
    assert list(f0.buy("10", "100.00")) == [Reason.REDUCING_ONLY]


def test_afterwards_it_goes_on_by_itself_with_a_fresh_quote(f0: F0) -> None:
    f0.trades_at("105.10")
    f0.buy("10", "100.00")
    f0.wait(60 * SECOND)
    assert list(f0.buy("10", "100.00")) == [Reason.STALE_REFERENCE]
    f0.trades_at("105.20")
    assert f0.buy("10", "100.00") == PASSED


def test_cancels_and_what_only_reduces_pass(f0: F0) -> None:
    f0.trades_at("100.00")
    f0.held("100")
    assert f0.buy("10", "99.00") == PASSED
    resting = f0.last
    f0.accept(resting.id)
    f0.trades_at("94.90")
    f0.buy("10", "90.00")
    assert f0.sell("100", "94.00") == PASSED
    f0.take(c.CancelOrder(resting.id))
    assert resting.status is OrderStatus.PENDING_CANCEL


def test_an_account_without_a_limit_of_it_may_not_trade(f0: F0) -> None:
    f0.limit(**{**PAUSE, "velocity_max": None})
    assert f0.buy("1", "100.00")[Reason.LIMIT_MISSING].field == "velocity_max"
