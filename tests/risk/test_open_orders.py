"""RC06: how many orders may be open."""

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason
from holdfast.model.limits import Limits
from holdfast.model.scope import FIRM
from tests.risk.f0 import F0, PASSED, numbers


@pytest.fixture
def f0() -> F0:
    """Two of two orders are open."""
    f0 = F0(cash="1000000")
    f0.held("10")
    f0.limit(open_orders_max=2)
    assert f0.buy("1", "99.00") == PASSED
    assert f0.buy("2", "99.00") == PASSED
    return f0


def test_one_more_is_refused(f0: F0) -> None:
    refusal = f0.buy("3", "99.00")[Reason.OPEN_ORDERS_MAX]
    assert numbers(refusal) == ("3", "2", "0")
    assert (refusal.scope, refusal.detail) == ("account=A1", "account=A1 has 2 open orders")


def test_one_that_is_over_makes_room(f0: F0) -> None:
    f0.take(r.VenueRejects(f0.last.id, "NO", "", f0.time.now()))
    assert f0.buy("3", "99.00") == PASSED


def test_one_of_unknown_fate_does_not(f0: F0) -> None:
    f0.take(r.VenueSilent(f0.last.id, "", f0.time.now()))
    assert list(f0.buy("3", "99.00")) == [Reason.OPEN_ORDERS_MAX]


def test_a_change_is_no_new_order(f0: F0) -> None:
    order = f0.last
    f0.accept(order.id)
    f0.take(c.ReplaceOrder(order.id, Decimal(3)))
    assert order.pending_qty == 3


def test_what_only_reduces_passes(f0: F0) -> None:
    assert f0.sell("5", "101.00") == PASSED


def test_the_firm_counts_them_all(f0: F0) -> None:
    f0.limit(open_orders_max=100)
    f0.take(c.SetLimits("", Limits(open_orders_max=3), scope=FIRM))
    assert f0.buy("3", "99.00") == PASSED
    assert f0.buy("4", "99.00")[Reason.OPEN_ORDERS_MAX].scope == "firm"


def test_an_account_without_this_limit_may_only_reduce(f0: F0) -> None:
    f0.limit(open_orders_max=None)
    assert f0.buy("1", "100.00")[Reason.LIMIT_MISSING].field == "open_orders_max"
