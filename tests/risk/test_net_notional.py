"""How far to one side of the market a scope may lean."""

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages.refusals import Reason
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.order import OrderType, Side
from tests.risk.f0 import F0, PASSED, figures

D = Decimal


def short(qty: int) -> c.SubmitOrder:
    return c.SubmitOrder("A1", "XYZ", Side.SELL, D(qty), OrderType.LIMIT, D(100), short_sale=True)


@pytest.fixture
def f0() -> F0:
    """Long 300 ABC and short 100 XYZ, at 100 each: 20,000 net."""
    f0 = F0(cash="1000000")
    f0.take(c.ListInstrument(Instrument("XYZ"), (Listing("XYZ", "sim", "XYZ"),)))
    f0.quote("99.99", "100.01", "XYZ")
    f0.take(short(100))
    f0.fill("100", "100.00")
    f0.held("300")
    f0.limit(net_notional_max=D(30_000))
    return f0


def test_a_buy_may_take_it_to_the_limit_and_no_further(f0: F0) -> None:
    refusal = f0.buy("101", "100.00")[Reason.NET_NOTIONAL_MAX]
    assert figures(refusal) == ("30100", "30000", "10000")
    assert refusal.detail == "account=A1 could come to be 30100 long"
    assert f0.buy("100", "100.00") == PASSED


def test_open_buys_count_and_open_sales_give_nothing_back(f0: F0) -> None:
    assert f0.buy("60", "100.00") == PASSED
    assert f0.sell("200", "100.00") == PASSED
    assert figures(f0.buy("41", "100.00")[Reason.NET_NOTIONAL_MAX])[2] == "4000"
    assert f0.buy("40", "100.00") == PASSED


def test_a_sale_is_held_to_the_other_side(f0: F0) -> None:
    f0.take(short(500))
    assert f0.last.refusals == ()
    f0.take(short(1))
    (refusal,) = f0.last.refusals
    assert refusal.code == Reason.NET_NOTIONAL_MAX
    assert refusal.detail == "account=A1 could come to be 30100 short"


def test_it_is_no_bound_where_it_is_not_given(f0: F0) -> None:
    f0.limit()
    assert f0.buy("400", "100.00") == PASSED


def test_without_a_reference_there_is_no_saying(f0: F0) -> None:
    f0.unquoted()
    assert list(f0.buy("1", "100.00")) == [Reason.NO_REFERENCE]
