"""RC06: how much may be worth of what is open."""

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason
from holdfast.model.limits import Limits
from holdfast.model.scope import Scope
from tests.risk.f0 import F0, PASSED, numbers

D = Decimal


@pytest.fixture
def f0() -> F0:
    """40,000 of 80,000 are open."""
    f0 = F0(cash="1000000")
    f0.limit(open_value_max=D(80_000))
    assert f0.buy("400", "100.00") == PASSED
    return f0


def test_exactly_the_limit_passes_whichever_side(f0: F0) -> None:
    assert f0.sell("400", "100.00") == PASSED


def test_one_unit_more_is_refused_with_measure_limit_and_headroom(f0: F0) -> None:
    refusal = f0.buy("401", "100.00")[Reason.OPEN_VALUE_MAX]
    assert numbers(refusal) == ("80100.00", "80000", "40000.00")
    assert (refusal.scope, refusal.field) == ("account=A1", "qty")
    assert refusal.detail == "open orders of account=A1 would be worth 80100"


def test_what_has_filled_is_open_no_more(f0: F0) -> None:
    f0.fill("100", "100.00")
    assert f0.buy("500", "100.00") == PASSED


def test_an_unknown_order_is_open(f0: F0) -> None:
    f0.take(r.VenueSilent(f0.last.id, "", f0.time.now()))
    assert list(f0.buy("401", "100.00")) == [Reason.OPEN_VALUE_MAX]


def test_a_replacement_gives_back_what_its_old_self_holds(f0: F0) -> None:
    order = f0.last
    f0.accept(order.id)
    f0.limit(open_value_max=D(80_000), order_value_max=D(100_000))
    f0.take(c.ReplaceOrder(order.id, D(801)))
    assert order.pending_qty is None
    f0.take(c.ReplaceOrder(order.id, D(800)))
    assert order.pending_qty == 800


def test_a_reducing_order_holds_no_money(f0: F0) -> None:
    f0.fill("400", "100.00")
    f0.limit(open_value_max=D(1))
    assert f0.sell("400", "100.00") == PASSED


def test_each_scope_has_its_own_sum(f0: F0) -> None:
    whose = Scope(account="A1", strategy="s")
    f0.take(c.SetLimits("A1", Limits(open_value_max=D(1_000)), scope=whose))
    assert f0.buy("10", "100.00", strategy="s") == PASSED
    refusal = f0.buy("1", "99.00", strategy="s")[Reason.OPEN_VALUE_MAX]
    assert refusal.scope == "account=A1,strategy=s"
    assert f0.buy("10", "100.00") == PASSED


def test_an_account_without_this_limit_may_only_reduce(f0: F0) -> None:
    f0.limit(open_value_max=None)
    assert f0.buy("1", "100.00")[Reason.LIMIT_MISSING].field == "open_value_max"
