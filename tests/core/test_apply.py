"""A fact that cannot be is a bug of ours, and stops the desk."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.core.apply import APPLIERS, apply
from holdfast.core.must import InvariantBroken
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.model.account import Account
from holdfast.model.order import Liquidity, OrderRole, OrderStatus, Side, Tactic
from tests.support.desks import PlayedDesk, ready_desk

TWAP = Tactic("twap", {"duration_s": 20, "slices": 2, "jitter": "0"})
TERMS = c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(10))


@pytest.fixture
def desk() -> PlayedDesk:
    desk = ready_desk()
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(10), client_order_id="o"))
    desk.take(c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(10), tactic=TWAP, client_order_id="p"))
    return desk


def test_every_event_has_its_applier() -> None:
    assert set(APPLIERS) == set(e.Event.__args__)


def test_an_order_is_made_once(desk: PlayedDesk) -> None:
    again = e.OrderSent(desk.order("o").id, TERMS, Decimal(100), None)
    with pytest.raises(InvariantBroken, match="I01"):
        apply(desk.ledger, again)


def test_a_fill_is_booked_once(desk: PlayedDesk) -> None:
    fill = e.OrderFilled(
        desk.order("o").id, "f", Decimal(1), Decimal(1), Decimal(0), "USD", Liquidity.MAKER, 0
    )
    apply(desk.ledger, fill)
    with pytest.raises(InvariantBroken, match="I06"):
        apply(desk.ledger, fill)


def test_an_account_is_opened_once(desk: PlayedDesk) -> None:
    with pytest.raises(InvariantBroken, match="opened twice"):
        apply(desk.ledger, e.AccountOpened(Account("A", "sim"), {}))


def test_a_plan_is_taken_once(desk: PlayedDesk) -> None:
    from holdfast.messages.plan import DecisionPlan

    taken = e.PlanAccepted(DecisionPlan("p", "A", ()), ())
    apply(desk.ledger, taken)
    with pytest.raises(InvariantBroken):
        apply(desk.ledger, taken)


def test_children_never_outrun_their_parent(desk: PlayedDesk) -> None:
    parent = desk.order("p").id
    child = c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(6), parent_id=parent, role=OrderRole.SLICE)
    with pytest.raises(InvariantBroken, match="I10"):
        apply(desk.ledger, e.OrderSent("E-9", child, Decimal(100), None))


def test_nothing_is_found_that_is_over_and_no_parent_ends_twice(desk: PlayedDesk) -> None:
    order, parent = desk.order("o").id, desk.order("p").id
    apply(desk.ledger, e.OrderCanceled(order, ""))
    with pytest.raises(InvariantBroken, match="I05"):
        apply(desk.ledger, e.OrderFound(order, "V", OrderStatus.NEW))
    apply(desk.ledger, e.ParentEnded(parent, OrderStatus.CANCELED, ""))
    with pytest.raises(InvariantBroken, match="I05"):
        apply(desk.ledger, e.ParentEnded(parent, OrderStatus.CANCELED, ""))


def test_a_cancel_of_what_is_over_cannot_leave(desk: PlayedDesk) -> None:
    order = desk.order("o").id
    apply(desk.ledger, e.OrderCanceled(order, ""))
    with pytest.raises(InvariantBroken, match="I05"):
        apply(desk.ledger, e.CancelSent(order))
