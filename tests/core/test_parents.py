"""Parents under an algo that asks for too much: the desk gives out no more than was ordered."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.core.policy import Algo, Parent, Policies, Step
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.instrument import Listing
from holdfast.model.numbers import Nanos
from holdfast.model.order import OrderRole, OrderStatus, Side, Tactic
from tests.support.desks import POLICIES, SECOND, PlayedDesk, ready_desk


class Greedy:
    """At each wake cancel all that is open, and send what is left as six and four tenths.

    With `more` a slice of one unit follows, and another, whatever is left.
    """

    def check(self, terms: c.SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
        return ()

    def start_at(self, terms: c.SubmitOrder, at: Nanos) -> Nanos:
        return at

    def step(self, parent: Parent) -> Step:
        terms = parent.order.terms
        left = parent.order.qty - parent.state.committed
        sizes = [left * 6 / 10, left * 4 / 10] if left else []
        if terms.tactic is not None and terms.tactic.params.get("more"):
            sizes += [Decimal(1), Decimal(1)]
        children = tuple(
            c.SubmitOrder(
                terms.account,
                terms.instrument,
                terms.side,
                qty,
                principal=terms.principal,
                parent_id=parent.order.id,
                role=OrderRole.SLICE,
            )
            for qty in sizes
        )
        return Step(children, tuple(parent.state.open_children), parent.at + SECOND)


def greedy_desk(**params: bool) -> PlayedDesk:
    desk = ready_desk()
    greedy: Algo = Greedy()
    desk.desk.engine.policies = Policies(POLICIES.checks, POLICIES.sizers, {"greedy": greedy})
    tactic = Tactic("greedy", dict(params))
    desk.take(
        c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(1_000), client_order_id="p", tactic=tactic)
    )
    return desk


@pytest.fixture
def desk() -> PlayedDesk:
    return greedy_desk()


def test_slices_that_come_to_their_parent_leave(desk: PlayedDesk) -> None:
    slices = list(desk.ledger.orders.values())[1:]
    assert [(each.qty, each.refusals) for each in slices] == [(600, ()), (400, ())]
    assert desk.ledger.parents[desk.order("p").id].committed == 1_000
    desk.check()


def test_a_third_of_one_unit_is_refused_with_what_is_left_and_freezes_the_parent() -> None:
    desk = greedy_desk(more=True)
    parent, *slices = desk.ledger.orders.values()
    assert [each.qty for each in slices] == [600, 400, 1]
    (refusal,) = slices[2].refusals
    assert refusal.code is Reason.PARENT_OVERRUN
    assert (refusal.measured, refusal.limit, refusal.headroom) == (1_001, 1_000, 0)
    state = desk.ledger.parents[parent.id]
    assert (state.ending, state.wake_at) == (OrderStatus.CANCELED, None)
    assert parent.status is OrderStatus.PENDING_CANCEL
    (alarm,) = desk.ledger.discrepancies
    assert (alarm.subject, alarm.detail) == (
        parent.id,
        "its slices would outrun it, so it is frozen",
    )
    assert alarm.evidence == "1001 of 1000 would be out with 1 more"
    assert desk.wait(3600 * SECOND) == []
    assert len(desk.venue.sent) == 2
    desk.check()


def test_a_frozen_parent_ends_with_its_last_slice_and_what_that_traded() -> None:
    desk = greedy_desk(more=True)
    parent, first, second, _ = desk.ledger.orders.values()
    at = desk.time.now()
    price = Decimal(100)
    desk.take(
        r.VenueFills(first.id, "X1", Decimal(600), price, Decimal(0), "USD", r.Liquidity.TAKER, at)
    )
    assert parent.is_open
    desk.take(r.VenueCancels(second.id, at))
    assert (parent.status, parent.cum_qty) == (OrderStatus.CANCELED, 600)
    desk.check()


def test_an_algo_cancels_a_child_once(desk: PlayedDesk) -> None:
    told = desk.wait(SECOND)
    assert [type(event) for event in told] == [e.CancelSent, e.CancelSent, e.ParentScheduled]
    assert [type(event) for event in desk.wait(SECOND)] == [e.ParentScheduled]


def test_a_wake_that_comes_early_twice_or_for_nobody_changes_nothing(desk: PlayedDesk) -> None:
    parent = desk.order("p").id
    assert desk.take(c.Wake(parent)) == []
    assert desk.take(c.Wake("E-99")) == []
    desk.take(c.CancelOrder(parent))
    desk.time.advance(desk.time.now() + SECOND)
    assert desk.take(c.Wake(parent)) == []
