"""Parents under an algo that asks for too much: the desk gives out no more than was ordered."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.core.policy import Algo, Parent, Policies, Step
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.instrument import Listing
from holdfast.model.numbers import Nanos
from holdfast.model.order import OrderRole, Side, Tactic
from tests.support.desks import POLICIES, SECOND, PlayedDesk, ready_desk


class Greedy:
    """At each wake cancel all that is open, and send one child too large and one that fits."""

    def check(self, terms: c.SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
        return ()

    def start_at(self, terms: c.SubmitOrder, at: Nanos) -> Nanos:
        return at

    def step(self, parent: Parent) -> Step:
        terms = parent.order.terms
        left = parent.order.qty - parent.state.committed
        sizes = (left + 1, left) if left else ()
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


@pytest.fixture
def desk() -> PlayedDesk:
    desk = ready_desk()
    greedy: Algo = Greedy()
    desk.desk.engine.policies = Policies(POLICIES.checks, POLICIES.sizers, {"greedy": greedy})
    terms = c.SubmitOrder("A", "AAPL", Side.BUY, Decimal(10), client_order_id="p")
    desk.take(
        c.SubmitOrder(
            terms.account,
            terms.instrument,
            terms.side,
            terms.qty,
            client_order_id="p",
            tactic=Tactic("greedy"),
        )
    )
    return desk


def test_a_child_that_outruns_its_parent_is_refused_with_what_is_left(desk: PlayedDesk) -> None:
    refused, sent = list(desk.ledger.orders.values())[1:]
    assert refused.refusals[0].code is Reason.PARENT_OVERRUN
    measures = (refused.refusals[0].measured, refused.refusals[0].limit)
    assert measures == (Decimal(11), Decimal(10))
    assert refused.refusals[0].headroom == 10
    assert sent.qty == 10
    assert desk.ledger.parents[desk.order("p").id].committed == 10
    desk.check()


def test_an_algo_cancels_a_child_once(desk: PlayedDesk) -> None:
    told = desk.wait(SECOND)
    assert [type(event) for event in told] == [e.CancelSent, e.ParentScheduled]
    assert [type(event) for event in desk.wait(SECOND)] == [e.ParentScheduled]


def test_a_wake_that_comes_early_twice_or_for_nobody_changes_nothing(desk: PlayedDesk) -> None:
    parent = desk.order("p").id
    assert desk.take(c.Wake(parent)) == []
    assert desk.take(c.Wake("E-99")) == []
    desk.take(c.CancelOrder(parent))
    desk.time.advance(desk.time.now() + SECOND)
    assert desk.take(c.Wake(parent)) == []
