"""RC07: no order that could take the position over its limit if all that is open trades."""

from decimal import Decimal

import pytest

from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason
from holdfast.model.limits import Limits
from holdfast.model.order import OrderType, Side
from holdfast.model.scope import Scope
from tests.risk.f0 import F0, PASSED, numbers
from tests.support.people import named

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


# --- RC08 and RC09: one headroom is used once, and a change counts the worse of old and new -----


def test_of_two_orders_at_once_only_one_has_the_headroom(f0: F0) -> None:
    f0.held("500")
    for qty in ("600", "600"):
        terms = c.SubmitOrder("A1", "ABC", Side.BUY, Decimal(qty), OrderType.LIMIT, Decimal(100))
        f0.desk.deliver(named(f0.ledger, terms))
    f0.desk.drain()
    first, second = list(f0.ledger.orders.values())[-2:]
    assert first.refusals == ()
    assert [each.code for each in second.refusals] == [Reason.POSITION_LIMIT]


def test_two_orders_at_once_may_share_what_is_enough_for_both(f0: F0) -> None:
    f0.held("500")
    for price in ("100.00", "99.00"):
        assert f0.buy("500", price) == PASSED
    assert list(f0.buy("1", "98.00")) == [Reason.POSITION_LIMIT]


@pytest.fixture
def working(f0: F0) -> F0:
    """Long 600, with 500 more being bought: 400 are free."""
    f0.held("600")
    assert f0.buy("500", "100.00") == PASSED
    f0.accept(f0.last.id)
    return f0


def test_a_change_may_grow_by_what_is_free(working: F0) -> None:
    order = working.last
    working.take(c.ReplaceOrder(order.id, Decimal(900)))
    assert (order.pending_qty, order.reserved_qty) == (900, 900)
    assert list(working.buy("1", "99.00")) == [Reason.POSITION_LIMIT]


def test_a_change_may_grow_by_no_more(working: F0) -> None:
    order = working.last
    (refused,) = working.take(c.ReplaceOrder(order.id, Decimal(1_100)))
    assert isinstance(refused, e.RequestRefused)
    refusals = {each.code: each for each in refused.refusals}
    assert numbers(refusals[Reason.POSITION_LIMIT]) == ("1700", "1500", "900")
    assert order.pending_qty is None


def test_a_change_that_shrinks_frees_nothing_until_the_venue_has_made_it(working: F0) -> None:
    order = working.last
    working.take(c.ReplaceOrder(order.id, Decimal(100)))
    assert list(working.buy("401", "99.00")) == [Reason.POSITION_LIMIT]
    working.take(
        r.VenueReplaces(order.id, "V2", Decimal(100), order.limit_price, None, working.time.now())
    )
    assert working.buy("800", "99.00") == PASSED


# --- scopes -----------------------------------------------------------------------------------


def test_a_strategy_is_held_to_what_it_holds_itself(f0: F0) -> None:
    f0.take(c.SetLimits("", Limits(position_qty_max=Decimal(100)), scope=Scope(strategy="s")))
    f0.held("400")
    assert f0.buy("60", "100.00", strategy="s") == PASSED
    f0.fill("60", "100.00")
    assert f0.buy("40", "100.00", strategy="s") == PASSED
    refusal = f0.buy("1", "99.00", strategy="s")[Reason.POSITION_LIMIT]
    assert (refusal.scope, *numbers(refusal)) == ("strategy=s", "101", "100", "0")
    assert f0.buy("1", "99.00") == PASSED


def test_the_firm_adds_up_what_all_accounts_hold_of_an_instrument(f0: F0) -> None:
    f0.account("A2")
    f0.take(c.SubmitOrder("A2", "ABC", Side.BUY, Decimal(300), OrderType.LIMIT, Decimal(100)))
    limits = Limits(position_qty_max=Decimal(500))
    f0.take(c.SetLimits("", limits, scope=Scope(instrument="ABC")))
    refusal = f0.buy("201", "99.00")[Reason.POSITION_LIMIT]
    assert (refusal.scope, *numbers(refusal)) == ("instrument=ABC", "501", "500", "200")
    assert f0.buy("200", "99.00") == PASSED


def test_a_change_in_a_scope_gives_back_what_its_old_self_holds(f0: F0) -> None:
    f0.take(c.SetLimits("", Limits(position_qty_max=Decimal(100)), scope=Scope(strategy="s")))
    assert f0.buy("80", "100.00", strategy="s") == PASSED
    order = f0.last
    f0.accept(order.id)
    f0.take(c.ReplaceOrder(order.id, Decimal(101)))
    assert order.pending_qty is None
    f0.take(c.ReplaceOrder(order.id, Decimal(100)))
    assert order.pending_qty == 100
