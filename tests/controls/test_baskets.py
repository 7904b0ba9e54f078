"""RC26: a whole plan against its total and its intent, before any order of it exists."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace

from holdfast.messages.plan import Action, Decision, Size
from holdfast.messages.refusals import Reason
from holdfast.model.order import OrderType
from tests.controls.doors import Door, Told
from tests.controls.rows import accepts, rejects
from tests.support.limits import WIDE

LINES = 349
MILLION = 10**6
LIMITS = replace(
    WIDE,
    basket_value_max=Decimal(60 * MILLION),
    order_qty_max=Decimal(10**9),
    order_value_max=Decimal(9 * 10**11),
    position_qty_max=Decimal(10**9),
    gross_notional_max=Decimal(9 * 10**11),
    open_value_max=Decimal(9 * 10**11),
    value_rate_max=Decimal(9 * 10**11),
)


@pytest.fixture
def basket(door: Door) -> Door:
    """A door to an account of 349 names, with money for all of them."""
    for line in range(LINES):
        door.stage.list_instrument(f"N{line}")
    door.stage.open_account("BIG", LIMITS, cash="1E+11")
    return door


def _plan(door: Door, total: int, **intent: Decimal) -> Told:
    """Buy the same value of every name at 100."""
    qty = Decimal(total) // (LINES * 100)
    decisions = (
        Decision(
            f"N{line}",
            Action.BUY,
            size=Size(qty),
            order_type=OrderType.LIMIT,
            limit_price=Decimal(100),
        )
        for line in range(LINES)
    )
    return door.plan("P1", *decisions, account="BIG", **intent)


@accepts("RC26")
def test_349_lines_for_58_million_leave_under_a_limit_of_60_million(basket: Door) -> None:
    told = _plan(basket, 58 * MILLION)
    assert told.ok, told.refusals
    assert len(basket.stage.placed) == LINES
    basket.stage.check()


@rejects("RC26")
def test_of_349_lines_for_444_billion_none_leaves(basket: Door) -> None:
    orders = len(basket.stage.desk.ledger.orders)
    told = basket.no(Reason.BASKET_VALUE_MAX, _plan, basket, 444_000 * MILLION)
    assert told.limit == Decimal(60 * MILLION)
    assert told.measured is not None and told.measured > Decimal(443_999 * MILLION)
    assert basket.stage.sent == basket.stage.placed == []
    assert len(basket.stage.desk.ledger.orders) == orders


@rejects("RC26")
def test_a_total_that_is_not_what_was_meant_is_refused_whole(basket: Door) -> None:
    told = _plan(basket, 58 * MILLION, notional=Decimal(5 * MILLION))
    assert told.codes == [Reason.INTENT_MISMATCH]
    assert basket.stage.placed == []
