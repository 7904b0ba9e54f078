"""RC06: aggregate credit, at once and over everything that is held, open, in flight or unknown."""

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages import differences as d
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages import rulings as g
from holdfast.messages.control import MarkPositions
from holdfast.messages.refusals import Reason
from holdfast.model.account import Account
from holdfast.model.instrument import Instrument, Listing
from holdfast.model.limits import Limits
from holdfast.model.order import OrderType, Side
from holdfast.model.scope import FIRM, Scope
from tests.risk.f0 import F0, PASSED, figures
from tests.support.people import named

D = Decimal


@pytest.fixture
def f0() -> F0:
    f0 = F0(cash="10000000")
    f0.limit(gross_notional_max=D(100_000))
    return f0


@pytest.fixture
def loaded(f0: F0) -> F0:
    """Long 400, with 300 more being bought at 100: 30,000 of 100,000 are left."""
    f0.held("400")
    assert f0.buy("300", "100.00") == PASSED
    return f0


def test_exactly_the_limit_passes(loaded: F0) -> None:
    assert loaded.buy("300", "100.00") == PASSED


def test_one_unit_more_is_refused_with_measure_limit_and_headroom(loaded: F0) -> None:
    refused = loaded.buy("301", "100.00")
    assert list(refused) == [Reason.GROSS_NOTIONAL_MAX]
    refusal = refused[Reason.GROSS_NOTIONAL_MAX]
    assert figures(refusal) == ("100100", "100000", "30000")
    assert (refusal.field, refusal.scope) == ("qty", "account=A1")
    assert refusal.detail == "gross exposure of account=A1 could come to 100100"


def test_what_is_held_counts_at_the_reference_and_not_at_what_it_cost(loaded: F0) -> None:
    loaded.quote("109.99", "110.01", "ABC")
    assert figures(loaded.buy("261", "100.00")[Reason.GROSS_NOTIONAL_MAX]) == (
        "100100",
        "100000",
        "26000",
    )
    assert loaded.buy("260", "100.00") == PASSED


def test_in_flight_and_unknown_orders_count_until_there_is_proof(loaded: F0) -> None:
    loaded.take(r.VenueSilent(loaded.last.id, "no answer", loaded.time.now()))
    assert list(loaded.buy("301", "100.00")) == [Reason.GROSS_NOTIONAL_MAX]
    unknown = next(iter(loaded.ledger.open_orders))
    loaded.take(r.VenueKnowsNot(unknown, True, loaded.time.now()))
    assert loaded.buy("301", "100.00") == PASSED


def test_shorts_count_as_longs_do(f0: F0) -> None:
    f0.held("-400")
    assert f0.sell("300", "100.00") == PASSED
    assert list(f0.sell("301", "100.00")) == [Reason.GROSS_NOTIONAL_MAX]
    assert f0.sell("300", "100.00") == PASSED


def test_of_two_orders_at_once_only_one_has_the_headroom(f0: F0) -> None:
    f0.held("400")
    orders = [
        c.SubmitOrder("A1", "ABC", Side.BUY, D(n), OrderType.LIMIT, D(100)) for n in (500, 101)
    ]
    for order in orders:
        f0.desk.deliver(named(f0.ledger, order))
    f0.desk.drain()
    assert [each.refusals == () for each in list(f0.ledger.orders.values())[-2:]] == [True, False]


def test_a_replacement_counts_the_worse_of_old_and_new_price(loaded: F0) -> None:
    order = loaded.last
    loaded.accept(order.id)
    # 600 at 50 is 30,000, but until the answer they may still trade at 100
    refused = loaded.take(c.ReplaceOrder(order.id, D(601), D("95.00")))[0]
    assert isinstance(refused, e.RequestRefused)
    assert Reason.GROSS_NOTIONAL_MAX in [each.code for each in refused.refusals]
    loaded.limit(gross_notional_max=D(100_000), order_value_max=D(100_000))
    loaded.take(c.ReplaceOrder(order.id, D(600), D("95.00")))
    assert loaded.ledger.accounts["A1"].scope.tally.open_value == 60_000
    assert list(loaded.buy("1", "100.00")) == [Reason.GROSS_NOTIONAL_MAX]


def test_what_only_reduces_passes_over_the_limit_and_without_one(loaded: F0) -> None:
    loaded.limit(gross_notional_max=D(10))
    assert loaded.sell("400", "100.00") == PASSED
    loaded.limit(gross_notional_max=None)
    assert loaded.buy("1", "100.00")[Reason.LIMIT_MISSING].field == "gross_notional_max"


def test_without_a_reference_there_is_no_saying(f0: F0) -> None:
    f0.unquoted()
    assert list(f0.buy("1", "100.00")) == [Reason.NO_REFERENCE]


def test_a_wider_scope_adds_up_what_its_accounts_hold(loaded: F0) -> None:
    loaded.take(c.OpenAccount(Account("A2", "sim"), {"USD": D(10**7)}))
    loaded.take(c.SetLimits("A2", loaded.ledger.accounts["A1"].limits))
    loaded.take(c.SetLimits("", Limits(gross_notional_max=D(110_000)), scope=FIRM))
    loaded.take(c.SubmitOrder("A2", "ABC", Side.BUY, D(300), OrderType.LIMIT, D(100)))
    assert loaded.last.refusals == ()
    refusal = loaded.buy("101", "100.00")[Reason.GROSS_NOTIONAL_MAX]
    assert (refusal.scope, *figures(refusal)) == ("firm", "110100", "110000", "10000")
    assert loaded.buy("100", "100.00") == PASSED


def test_a_strategy_is_held_to_its_own_orders_alone(loaded: F0) -> None:
    whose = Scope(strategy="s")
    loaded.take(c.SetLimits("", Limits(gross_notional_max=D(10_000)), scope=whose))
    assert loaded.buy("100", "100.00", strategy="s") == PASSED
    assert loaded.buy("1", "99.00", strategy="s")[Reason.GROSS_NOTIONAL_MAX].scope == "strategy=s"
    assert loaded.buy("100", "100.00") == PASSED


# --- accounts that are none of ours -----------------------------------------------------


def told(f0: F0, qty: str, instrument: str = "ABC") -> list[e.Event]:
    return f0.take(r.VenueHolds("sim", "ERROR", instrument, D(qty), f0.time.now()))


def test_what_a_venue_holds_for_an_unmapped_account_counts_for_the_firm(f0: F0) -> None:
    f0.take(c.SetLimits("", Limits(gross_notional_max=D(100_000)), scope=FIRM))
    events = told(f0, "-600")
    assert [type(each) for each in events] == [g.UnmappedHeld, d.DifferenceFound]
    refusal = f0.buy("401", "100.00")[Reason.GROSS_NOTIONAL_MAX]
    assert (refusal.scope, *figures(refusal)) == ("firm", "100100", "100000", "40000")
    assert f0.buy("400", "100.00") == PASSED
    assert told(f0, "-600") == []


def test_what_is_unmapped_and_has_no_mark_stops_what_adds_risk(f0: F0) -> None:
    f0.take(c.ListInstrument(Instrument("XYZ"), (Listing("XYZ", "sim", "XYZ"),)))
    f0.take(c.SetLimits("", Limits(gross_notional_max=D(100_000)), scope=FIRM))
    told(f0, "10", "XYZ")
    assert list(f0.buy("1", "100.00")) == [Reason.NO_REFERENCE]
    f0.quote("200.00", "200.02", "XYZ")
    f0.take(MarkPositions())
    assert list(f0.buy("981", "100.00")) == [Reason.ORDER_VALUE_MAX, Reason.GROSS_NOTIONAL_MAX]
    told(f0, "0", "XYZ")
    assert f0.ledger.unmapped == {}
    f0.check()
