"""RC02, RC25: an order of unusual value waits for a second look."""

from decimal import Decimal

import pytest

from holdfast.messages.refusals import Reason
from tests.risk.f0 import F0, PASSED, numbers


@pytest.fixture
def f0() -> F0:
    f0 = F0()
    f0.limit(order_value_soft=Decimal(20_000))
    return f0


def test_exactly_the_limit_passes(f0: F0) -> None:
    assert f0.buy("200", "100.00") == PASSED


def test_a_cent_more_is_a_soft_block_with_measure_limit_and_headroom(f0: F0) -> None:
    refused = f0.buy("200", "100.01")
    assert list(refused) == [Reason.ORDER_VALUE_SOFT]
    refusal = refused[Reason.ORDER_VALUE_SOFT]
    assert numbers(refusal) == ("20002.00", "20000", "20000")
    assert refusal.field == "qty"
    assert refusal.block_id
    assert refusal.scope == "account=A1"


def test_the_hard_limit_is_no_soft_block(f0: F0) -> None:
    refused = f0.buy("500", "100.01")
    assert list(refused) == [Reason.ORDER_VALUE_MAX, Reason.ORDER_VALUE_SOFT]
    assert not refused[Reason.ORDER_VALUE_MAX].block_id


def test_where_no_scope_sets_it_nothing_is_soft() -> None:
    assert F0().buy("400", "100.00") == PASSED


def test_the_exits_of_a_bracket_are_the_desks_to_size(f0: F0) -> None:
    assert f0.buy("150", "100.00", stop_loss=Decimal("95.00")) == PASSED
    f0.limit(order_value_soft=Decimal(10))
    f0.fill("150", "100.00")
    assert f0.last.terms.exit_of
    assert f0.last.refusals == ()
