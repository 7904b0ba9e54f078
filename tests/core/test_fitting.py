"""Sizes that were derived are cut to what the limits leave; sizes that were said are not."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from holdfast.core.fitting import may_cut
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages.plan import (
    Action,
    Decision,
    DecisionPlan,
    ExecutionParams,
    OnBreach,
    Size,
    SizeUnit,
)
from holdfast.model.order import OrderType
from tests.support.desks import PlayedDesk, ready_desk
from tests.support.limits import WIDE


def limited(**limits: object) -> PlayedDesk:
    desk = ready_desk()
    desk.take(c.SetLimits("A", replace(WIDE, **limits)))
    return desk


def outcome(
    desk: PlayedDesk, value: str, unit: SizeUnit, on_breach: OnBreach | None = None, **more: object
) -> e.DecisionOutcome:
    terms = {"order_type": OrderType.LIMIT, "limit_price": D(100), **more}
    size = Size(D(value), unit)
    decision = Decision("AAPL", Action.BUY, size=size, **terms)  # type: ignore[arg-type]
    plan = DecisionPlan(f"p{desk.ledger.seq}", "A", (decision,))
    desk.take(c.SubmitPlan(plan, ExecutionParams(on_breach=on_breach)))
    (told,) = desk.ledger.accounts["A"].plans[plan.plan_id].outcomes
    return told


def test_dollars_are_cut_to_the_largest_order_and_the_note_says_why() -> None:
    desk = limited(order_qty_max=D(1_000))
    told = outcome(desk, "120000", SizeUnit.DOLLARS)
    assert (told.qty, told.refusals) == (D(1_000), ())
    assert told.note == "cut from 1200 to 1000: ORDER_QTY_MAX of account=A"


def test_a_limit_on_value_is_never_rounded_into() -> None:
    desk = limited(order_value_max=D("33333.33"))
    told = outcome(desk, "120000", SizeUnit.DOLLARS)
    assert told.qty == D(333)
    assert "ORDER_VALUE_MAX" in told.note


def test_the_strictest_of_several_limits_is_what_is_left() -> None:
    desk = limited(order_qty_max=D(1_000), order_value_max=D(50_000), position_qty_max=D(700))
    assert outcome(desk, "120000", SizeUnit.DOLLARS).qty == D(500)
    # what the first one reserves is no longer left
    told = outcome(desk, "120000", SizeUnit.DOLLARS)
    assert (told.qty, told.refusals) == (D(200), ())
    assert "POSITION_LIMIT" in told.note


def test_where_nothing_is_left_the_order_is_refused_as_it_was_asked() -> None:
    desk = limited(position_qty_max=D(500))
    assert outcome(desk, "50000", SizeUnit.DOLLARS).qty == D(500)
    told = outcome(desk, "1000", SizeUnit.DOLLARS)
    assert (told.qty, [each.code for each in told.refusals]) == (D(10), ["POSITION_LIMIT"])
    assert told.note == ""


def test_a_breach_that_no_smaller_order_cures_is_refused() -> None:
    desk = limited(order_qty_max=D(100))
    told = outcome(desk, "120000", SizeUnit.DOLLARS, limit_price=D(120))
    assert {each.code for each in told.refusals} >= {"PRICE_COLLAR", "ORDER_QTY_MAX"}
    assert told.note == ""


@pytest.mark.parametrize("unit", [SizeUnit.SHARES, SizeUnit.CONTRACTS])
def test_what_is_said_to_the_unit_is_refused_unless_it_may_be_cut(unit: SizeUnit) -> None:
    desk = limited(order_qty_max=D(1_000))
    told = outcome(desk, "1200", unit)
    assert [each.code for each in told.refusals] == ["ORDER_QTY_MAX"]
    assert outcome(desk, "1200", unit, OnBreach.CUT).qty == D(1_000)


def test_derived_sizes_may_be_kept_from_being_cut() -> None:
    desk = limited(order_qty_max=D(1_000))
    told = outcome(desk, "120000", SizeUnit.DOLLARS, OnBreach.REFUSE)
    assert [each.code for each in told.refusals] == ["ORDER_QTY_MAX"]


def test_closing_all_without_a_size_is_exact() -> None:
    assert not may_cut(None, ExecutionParams())
    assert may_cut(None, ExecutionParams(on_breach=OnBreach.CUT))


def test_what_cannot_be_paid_for_is_cut() -> None:
    desk = limited()
    told = outcome(desk, "300", SizeUnit.PCT_EQUITY)
    # a margin account carries twice its equity
    assert (told.qty, told.refusals) == (D(20_000), ())
    assert told.note == "cut from 30000 to 20000: BUYING_POWER of account=A"


@given(
    qty=st.integers(1, 3_000),
    value=st.integers(1, 300_000),
    position=st.integers(1, 3_000),
    asked=st.integers(100, 400_000),
)
def test_whatever_the_limits_a_cut_size_passes_and_one_lot_more_would_not(
    qty: int, value: int, position: int, asked: int
) -> None:
    sheet = {"order_qty_max": D(qty), "order_value_max": D(value), "position_qty_max": D(position)}
    desk = limited(**sheet)
    told = outcome(desk, str(asked), SizeUnit.DOLLARS)
    largest = min(qty, value // 100, position, asked // 100)
    if largest:
        assert (told.qty, told.refusals) == (D(largest), ())
    else:
        assert told.refusals
