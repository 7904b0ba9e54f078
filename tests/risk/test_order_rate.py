"""RC10: no more messages of a scope in one second than its limit; cancels count and pass."""

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason
from holdfast.model.limits import Limits
from holdfast.model.order import Side, Tactic
from holdfast.model.scope import FIRM, Scope
from tests.risk.f0 import F0, PASSED, numbers
from tests.support.desks import SECOND

TWAP = Tactic("twap", {"slices": 6, "duration_s": 1, "jitter": "0"})


@pytest.fixture
def f0() -> F0:
    f0 = F0()
    f0.limit(order_rate_max=10)
    return f0


def send(f0: F0, count: int) -> None:
    for _ in range(count):
        assert f0.buy("1", "99.00") == PASSED


def test_ten_orders_of_one_second_pass_and_the_eleventh_is_refused(f0: F0) -> None:
    send(f0, 10)
    refused = f0.buy("1", "99.00")
    assert list(refused) == [Reason.ORDER_RATE_MAX]
    refusal = refused[Reason.ORDER_RATE_MAX]
    assert numbers(refusal) == ("11", "10", "0")
    assert refusal.scope == "account=A1"
    assert refusal.detail == "account=A1 has sent 10 messages in the last second"
    f0.check_decisions()


def test_a_cancel_passes_where_an_order_does_not_and_counts(f0: F0) -> None:
    send(f0, 9)
    told = f0.take(c.CancelOrder(f0.last.id))
    assert [type(event) for event in told] == [e.CancelSent]
    assert list(f0.buy("1", "99.00")) == [Reason.ORDER_RATE_MAX]
    first = next(iter(f0.ledger.open_orders))
    assert [type(event) for event in f0.take(c.CancelOrder(first))] == [e.CancelSent]
    refusal = f0.buy("1", "99.00")[Reason.ORDER_RATE_MAX]
    assert numbers(refusal) == ("12", "10", "-1")


def test_a_change_counts_and_is_refused_at_the_limit(f0: F0) -> None:
    send(f0, 1)
    order = f0.last
    f0.take(r.VenueAccepts(order.id, "V1", f0.time.now()))
    f0.take(c.ReplaceOrder(order.id, qty=Decimal(2)))
    f0.take(r.VenueReplaces(order.id, "V1", Decimal(2), Decimal("99.00"), None, f0.time.now()))
    send(f0, 8)
    (told,) = f0.take(c.ReplaceOrder(order.id, qty=Decimal(3)))
    assert isinstance(told, e.RequestRefused)
    assert told.refusals[0].code is Reason.ORDER_RATE_MAX


def test_the_window_slides_and_is_exact(f0: F0) -> None:
    send(f0, 5)
    f0.wait(SECOND // 2)
    send(f0, 5)
    f0.wait(SECOND // 2 - 1)
    assert list(f0.buy("1", "99.00")) == [Reason.ORDER_RATE_MAX]
    f0.wait(1)
    send(f0, 5)
    assert list(f0.buy("1", "99.00")) == [Reason.ORDER_RATE_MAX]


def test_what_was_refused_did_not_leave_and_does_not_count(f0: F0) -> None:
    for _ in range(20):
        assert list(f0.buy("1001", "40.00")) != []
    send(f0, 10)


def test_orders_that_only_reduce_pass_and_count(f0: F0) -> None:
    f0.held("5")
    send(f0, 9)
    assert list(f0.buy("1", "99.00")) == [Reason.ORDER_RATE_MAX]
    assert f0.sell("5", "100.00") == PASSED
    assert numbers(f0.buy("1", "99.00")[Reason.ORDER_RATE_MAX])[0] == "12"


@pytest.mark.parametrize(
    "scope",
    [Scope(trader="ann"), Scope(instrument="ABC"), Scope(venue="sim"), Scope(strategy="s"), FIRM],
    ids=lambda scope: scope.key,
)
def test_each_scope_has_a_window_and_a_limit_of_its_own(f0: F0, scope: Scope) -> None:
    f0.take(c.SetLimits("", Limits(order_rate_max=2), scope=scope, why="test", permanent=True))
    for _ in range(2):
        assert f0.buy("1", "99.00", principal="ann", strategy="s") == PASSED
    refusal = f0.buy("1", "99.00", principal="ann", strategy="s")[Reason.ORDER_RATE_MAX]
    assert (refusal.scope, numbers(refusal)) == (scope.key, ("3", "2", "0"))
    outside = f0.buy("1", "99.00", principal="bob")
    assert list(outside) == ([] if scope.trader or scope.strategy else [Reason.ORDER_RATE_MAX])
    f0.check_decisions()


def test_a_window_is_bounded_whatever_is_sent(f0: F0) -> None:
    f0.limit(order_rate_max=3)
    for _ in range(3):
        assert f0.buy("1", "99.00") == PASSED
    for _ in range(40):
        for order_id in tuple(f0.ledger.open_orders):
            f0.take(c.CancelOrder(order_id))
        f0.wait(SECOND)
        f0.quote("99.99", "100.01", "ABC")
        assert f0.buy("1", "99.00") == PASSED
    messages = f0.ledger.accounts["A1"].scope.tally.messages
    assert len(messages.times) < 80


def test_the_window_survives_a_restart(f0: F0) -> None:
    send(f0, 10)
    f0.restart()
    assert list(f0.buy("1", "99.00")) == [Reason.ORDER_RATE_MAX]


def test_an_account_without_this_limit_may_only_reduce(f0: F0) -> None:
    f0.held("1")
    f0.limit(order_rate_max=None)
    refused = f0.buy("1", "99.00")
    assert list(refused) == [Reason.LIMIT_MISSING]
    assert refused[Reason.LIMIT_MISSING].field == "order_rate_max"
    assert f0.sell("1", "100.00") == PASSED


def test_a_parent_is_no_message_and_its_slices_are(f0: F0) -> None:
    f0.limit(order_rate_max=2)
    f0.take(c.SubmitOrder("A1", "ABC", Side.BUY, Decimal(6), tactic=TWAP))
    f0.wait(SECOND * 9 // 10)
    children = [each for each in f0.ledger.orders.values() if each.terms.parent_id]
    assert [each.refusals[0].code for each in children if each.refusals] == [
        Reason.ORDER_RATE_MAX
    ] * (len(children) - 2)
    assert len(children) >= 3
