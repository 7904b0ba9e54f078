"""RC20: a person is told as orders for each fill near the limit, and then no more are sent."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import rulings as g
from holdfast.messages.refusals import Reason
from holdfast.model.limits import Limits
from holdfast.model.order import OrderType, Side
from holdfast.model.scope import Scope
from holdfast.views.explain import explain
from tests.risk.f0 import F0, PASSED, numbers
from tests.support.desks import SECOND

ORDER = c.SubmitOrder(
    "A1", "ABC", Side.BUY, Decimal(1), type=OrderType.LIMIT, limit_price=Decimal("50.00")
)


@pytest.fixture
def f0() -> F0:
    f0 = F0()
    f0.limit(order_fill_ratio_max=Decimal(50), order_fill_min=10)
    return f0


def orders(f0: F0, count: int, fills: int = 0, **terms: object) -> list[e.Event]:
    told: list[e.Event] = []
    for number in range(count):
        told += f0.take(replace(ORDER, **terms))
        assert f0.last.is_open, f0.last.refusals
        if number < fills:
            f0.fill("1", "50.00")
    return told


def test_a_hundred_orders_for_two_fills_pass_and_one_more_is_refused(f0: F0) -> None:
    orders(f0, 100, fills=2)
    refused = f0.buy("1", "50.00")
    assert list(refused) == [Reason.ORDER_FILL_RATIO]
    refusal = refused[Reason.ORDER_FILL_RATIO]
    assert numbers(refusal) == ("50.5", "50", "0")
    assert refusal.scope == "account=A1"
    assert refusal.detail == "account=A1 would have 101 orders for 2 fills today"
    f0.check_decisions()


def test_cancels_and_orders_that_only_reduce_pass(f0: F0) -> None:
    orders(f0, 100, fills=2)
    assert Reason.ORDER_FILL_RATIO in f0.buy("1", "50.00")
    order_id = next(reversed(f0.ledger.open_orders))
    assert [type(event) for event in f0.take(c.CancelOrder(order_id))] == [e.CancelSent]
    assert f0.sell("2", "100.00") == PASSED


def test_another_fill_makes_room(f0: F0) -> None:
    orders(f0, 100, fills=2)
    f0.fill("1", "50.00")
    assert f0.buy("1", "50.00") == PASSED


def test_below_the_least_number_the_ratio_says_nothing(f0: F0) -> None:
    f0.limit(order_fill_ratio_max=Decimal(3), order_fill_min=10)
    orders(f0, 9)
    assert numbers(f0.buy("1", "50.00")[Reason.ORDER_FILL_RATIO])[:2] == ("10", "3")


def test_a_person_is_told_at_four_fifths_of_the_limit_once_a_minute(f0: F0) -> None:
    told = orders(f0, 79, fills=2)
    assert not [event for event in told if isinstance(event, g.LimitNear)]
    sent, near = orders(f0, 1)
    assert isinstance(sent, e.OrderSent)
    assert near == g.LimitNear(
        f0.last.id, Scope(account="A1"), "order_fill_ratio", Decimal(40), Decimal(50)
    )
    assert len(orders(f0, 10)) == 10
    f0.wait(60 * SECOND)
    f0.quote("99.99", "100.01", "ABC")
    assert len(orders(f0, 2)) == 3
    f0.check()
    f0.check_decisions()


def test_the_warning_is_in_the_story_of_its_order(f0: F0) -> None:
    orders(f0, 80, fills=2)
    story = [line.text for line in explain(f0.journal.entries(), f0.last.id)]
    assert "NEAR A LIMIT: order_fill_ratio of account=A1 is at 40 of 50" in story


def test_a_new_day_counts_anew(f0: F0) -> None:
    orders(f0, 100, fills=2)
    f0.take(k.StartDay("2012-06-22"))
    assert f0.buy("1", "50.00") == PASSED


def test_each_scope_has_its_own_ratio(f0: F0) -> None:
    sheet = Limits(order_fill_ratio_max=Decimal(5), order_fill_min=5)
    f0.take(c.SetLimits("", sheet, scope=Scope(strategy="s"), why="test", permanent=True))
    orders(f0, 5, strategy="s")
    refused = f0.buy("1", "50.00", strategy="s")
    assert refused[Reason.ORDER_FILL_RATIO].scope == "strategy=s"
    assert f0.buy("1", "50.00", strategy="t") == PASSED


def test_the_counts_survive_a_restart(f0: F0) -> None:
    orders(f0, 100, fills=2)
    f0.restart()
    assert Reason.ORDER_FILL_RATIO in f0.buy("1", "50.00")


def test_without_this_limit_orders_only_reduce(f0: F0) -> None:
    f0.held("1")
    f0.limit(order_fill_ratio_max=None)
    assert f0.buy("1", "99.00")[Reason.LIMIT_MISSING].field == "order_fill_ratio_max"
    assert f0.sell("1", "100.00") == PASSED
