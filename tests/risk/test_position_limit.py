"""RC07: no order that could take the position over its limit if all that is open trades."""

from decimal import Decimal

import pytest

from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason
from tests.risk.f0 import F0, PASSED, numbers

WIDE = Decimal(100_000)


@pytest.fixture
def f0() -> F0:
    f0 = F0(cash="1000000")
    f0.limit(order_value_max=WIDE)
    return f0


@pytest.fixture
def loaded(f0: F0) -> F0:
    """Long 1,000, with 400 more being bought and 500 being sold; 1,500 is the limit."""
    f0.held("1000")
    assert f0.buy("400", "100.00") == PASSED
    assert f0.sell("500", "100.00") == PASSED
    return f0


def test_exactly_the_limit_at_worst_passes(loaded: F0) -> None:
    assert loaded.buy("100", "100.00") == PASSED


def test_one_unit_more_is_refused_though_sales_are_open(loaded: F0) -> None:
    refused = loaded.buy("101", "100.00")
    assert list(refused) == [Reason.POSITION_LIMIT]
    refusal = refused[Reason.POSITION_LIMIT]
    assert numbers(refusal) == ("1501", "1500", "100")
    assert refusal.field == "qty"
    assert refusal.detail == "ABC could come to 1501"


def test_a_short_has_the_same_limit(f0: F0) -> None:
    f0.held("-1000")
    assert f0.sell("400", "100.00") == PASSED
    assert f0.buy("300", "100.00") == PASSED
    assert numbers(f0.sell("101", "100.00")[Reason.POSITION_LIMIT]) == ("1501", "1500", "100")
    assert f0.sell("100", "100.00") == PASSED


def test_an_order_of_unknown_fate_still_counts(loaded: F0) -> None:
    assert loaded.buy("100", "100.00") == PASSED
    loaded.take(r.VenueSilent(loaded.last.id, "no answer", loaded.time.now()))
    assert list(loaded.buy("1", "100.00")) == [Reason.POSITION_LIMIT]


def test_a_partial_fill_moves_from_open_to_held_and_frees_nothing(f0: F0) -> None:
    f0.held("1000")
    assert f0.buy("500", "100.00") == PASSED
    f0.fill("200", "100.00")
    assert list(f0.buy("1", "100.00")) == [Reason.POSITION_LIMIT]


def test_a_position_over_a_lowered_limit_may_still_be_reduced(loaded: F0) -> None:
    loaded.limit(position_qty_max=Decimal(100), order_value_max=WIDE)
    assert loaded.sell("500", "100.00") == PASSED
    assert list(loaded.sell("200", "100.00")) == [Reason.POSITION_LIMIT]


def test_a_reduce_only_order_that_reduces_passes(loaded: F0) -> None:
    assert loaded.sell("500", "100.00", reduce_only=True) == PASSED


def test_a_reduce_only_order_that_would_do_more_is_refused(loaded: F0) -> None:
    refused = loaded.sell("501", "100.00", reduce_only=True)
    assert list(refused) == [Reason.POSITION_LIMIT]
    refusal = refused[Reason.POSITION_LIMIT]
    assert numbers(refusal) == ("501", "500", "500")
    assert refusal.field == "reduce_only"
    assert refusal.detail == "reduce_only, and ABC has 500 left to reduce"


def test_a_reduce_only_purchase_covers_a_short_and_no_more(f0: F0) -> None:
    f0.held("-300")
    assert f0.buy("100", "100.00", reduce_only=True) == PASSED
    assert numbers(f0.buy("201", "99.00", reduce_only=True)[Reason.POSITION_LIMIT])[:2] == (
        "201",
        "200",
    )
    assert f0.buy("200", "99.00", reduce_only=True) == PASSED


def test_a_reduce_only_order_without_a_position_is_refused(f0: F0) -> None:
    refusal = f0.buy("1", "100.00", reduce_only=True)[Reason.POSITION_LIMIT]
    assert numbers(refusal)[:2] == ("1", "0")


def test_an_account_without_this_limit_may_not_trade(f0: F0) -> None:
    f0.limit(position_qty_max=None)
    assert f0.buy("1", "100.00")[Reason.LIMIT_MISSING].field == "position_qty_max"
