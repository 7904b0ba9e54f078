"""EV-2: no more value of a scope in one minute than its limit, whatever became of it."""

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason
from holdfast.model.limits import Limits
from holdfast.model.order import Side, Tactic
from holdfast.model.scope import Scope
from tests.risk.f0 import F0, PASSED, numbers
from tests.support.desks import SECOND

TWAP = Tactic("twap", {"slices": 3, "duration_s": 3, "jitter": "0"})


@pytest.fixture
def f0() -> F0:
    """A strategy s that may order 20,000 a minute."""
    f0 = F0()
    sheet = Limits(value_rate_max=Decimal(20_000))
    f0.take(c.SetLimits("", sheet, scope=Scope(strategy="s"), why="test", permanent=True))
    return f0


def later(f0: F0, ns: int) -> None:
    f0.wait(ns)
    f0.quote("99.99", "100.01", "ABC")


def test_a_strategy_orders_up_to_its_value_a_minute_and_no_more(f0: F0) -> None:
    assert f0.buy("100", "100.00", strategy="s") == PASSED
    assert f0.buy("100", "100.00", strategy="s") == PASSED
    refused = f0.buy("1", "100.00", strategy="s")
    assert list(refused) == [Reason.VALUE_RATE_MAX]
    refusal = refused[Reason.VALUE_RATE_MAX]
    assert numbers(refusal) == ("20100.00", "20000", "0.00")
    assert refusal.scope == "strategy=s"
    assert refusal.detail == "strategy=s has ordered 20000 in the last minute"
    assert f0.buy("100", "100.00", strategy="t") == PASSED
    f0.check_decisions()


def test_what_is_cancelled_or_rejected_counts_all_the_same(f0: F0) -> None:
    assert f0.buy("150", "100.00", strategy="s") == PASSED
    f0.take(r.VenueRejects(f0.last.id, "NO", "", f0.time.now()))
    assert list(f0.buy("51", "100.00", strategy="s")) == [Reason.VALUE_RATE_MAX]


def test_a_minute_later_it_counts_no_more(f0: F0) -> None:
    assert f0.buy("150", "100.00", strategy="s") == PASSED
    later(f0, 30 * SECOND)
    assert f0.buy("50", "100.00", strategy="s") == PASSED
    later(f0, 30 * SECOND - 1)
    assert list(f0.buy("1", "100.00", strategy="s")) == [Reason.VALUE_RATE_MAX]
    later(f0, 1)
    assert f0.buy("150", "100.00", strategy="s") == PASSED
    assert list(f0.buy("1", "100.00", strategy="s")) == [Reason.VALUE_RATE_MAX]


def test_a_change_counts_what_it_adds(f0: F0) -> None:
    assert f0.buy("100", "100.00", strategy="s") == PASSED
    order = f0.last
    f0.take(r.VenueAccepts(order.id, "V1", f0.time.now()))
    (refused,) = f0.take(c.ReplaceOrder(order.id, qty=Decimal(201)))
    assert isinstance(refused, e.RequestRefused)
    assert refused.refusals[0].code is Reason.VALUE_RATE_MAX
    assert numbers(refused.refusals[0]) == ("20100.00", "20000", "10000.00")
    (sent,) = f0.take(c.ReplaceOrder(order.id, qty=Decimal(180)))
    assert isinstance(sent, e.ReplaceSent)
    assert list(f0.buy("21", "100.00", strategy="s")) == [Reason.VALUE_RATE_MAX]
    assert f0.buy("20", "100.00", strategy="s") == PASSED


def test_of_a_parent_its_slices_count_as_they_leave(f0: F0) -> None:
    order = c.SubmitOrder("A1", "ABC", Side.BUY, Decimal(240), strategy="s", tactic=TWAP)
    f0.take(order)
    assert f0.last.is_open
    f0.wait(SECOND * 5 // 2)
    slices = [each for each in f0.ledger.orders.values() if each.terms.parent_id]
    # a market order is worth the ask and the collar: 80 x 105.0105
    assert [each.refusals != () for each in slices[:3]] == [False, False, True]
    assert slices[2].refusals[0].code is Reason.VALUE_RATE_MAX
    f0.check_decisions()


def test_orders_that_only_reduce_pass_and_count(f0: F0) -> None:
    assert f0.buy("150", "100.00", strategy="s") == PASSED
    f0.fill("150", "100.00")
    assert f0.sell("150", "100.00", strategy="s") == PASSED
    measured = f0.buy("1", "100.00", strategy="s")[Reason.VALUE_RATE_MAX].measured
    assert measured == 30_100


def test_the_sums_survive_a_restart(f0: F0) -> None:
    assert f0.buy("150", "100.00", strategy="s") == PASSED
    f0.restart()
    assert list(f0.buy("51", "100.00", strategy="s")) == [Reason.VALUE_RATE_MAX]


def test_an_account_without_this_limit_may_only_reduce(f0: F0) -> None:
    f0.held("1")
    f0.limit(value_rate_max=None)
    assert f0.buy("1", "99.00")[Reason.LIMIT_MISSING].field == "value_rate_max"
    assert f0.sell("1", "100.00") == PASSED


def test_without_a_price_to_value_it_at_an_order_is_refused(f0: F0) -> None:
    f0.unquoted()
    assert Reason.NO_REFERENCE in f0.buy("1")
