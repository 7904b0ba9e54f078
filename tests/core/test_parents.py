"""Parents under an algo that asks for too much: the desk gives out no more than was ordered."""

from __future__ import annotations

from decimal import Decimal

import pytest

from holdfast.core.ledger import Order
from holdfast.core.policy import Policies
from holdfast.core.working import Algo, Amend, Parent, Step
from holdfast.messages import commands as c
from holdfast.messages import events as e
from holdfast.messages import reports as r
from holdfast.messages.refusals import Reason, Refusal
from holdfast.model.band import Band, BandSource, Reached
from holdfast.model.instrument import Listing
from holdfast.model.numbers import Nanos
from holdfast.model.order import (
    Liquidity,
    OrderRole,
    OrderStatus,
    OrderType,
    Param,
    Side,
    Tactic,
)
from tests.support.desks import POLICIES, SECOND, PlayedDesk, ready_desk


class Greedy:
    """At each wake cancel all that is open, and send what is left as six and four tenths.

    With `more` a slice of one unit follows, and another, whatever is left.
    """

    on_child = False

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


class Follower:
    """One child at the bid, that follows it; the rest when a child is over."""

    on_child = True

    def check(self, terms: c.SubmitOrder, listing: Listing) -> tuple[Refusal, ...]:
        return ()

    def start_at(self, terms: c.SubmitOrder, at: Nanos) -> Nanos:
        return at

    def step(self, parent: Parent) -> Step:
        quote, terms = parent.quote, parent.order.terms
        assert quote is not None
        asked = int(parent.state.memory.get("asked", 0)) + 1
        band = Band(BandSource.BID, quote.bid - CENT, quote.bid + CENT)
        children: tuple[c.SubmitOrder, ...] = ()
        if not parent.open and parent.state.committed < parent.order.qty:
            child = c.SubmitOrder(
                terms.account,
                terms.instrument,
                terms.side,
                Decimal(5),
                OrderType.LIMIT,
                quote.bid,
                principal=terms.principal,
                parent_id=parent.order.id,
                role=OrderRole.SLICE,
            )
            children = (child,)
        amends = tuple(Amend(each.id, None, quote.bid) for each in parent.open)
        seen = "" if parent.reached is None else f"{parent.reached.source} {parent.reached.price}"
        memory: dict[str, Param] = {"asked": asked, "seen": seen}
        return Step(children, amends=amends, bands=(band,), memory=memory)


CENT = Decimal("0.01")


def follower_desk() -> PlayedDesk:
    desk = ready_desk()
    desk.desk.engine.policies = _following()
    terms = c.SubmitOrder(
        "A", "AAPL", Side.BUY, Decimal(8), client_order_id="p", tactic=Tactic("follow")
    )
    desk.take(terms)
    return desk


def _following() -> Policies:
    follower: Algo = Follower()
    return Policies(POLICIES.checks, POLICIES.sizers, {"follow": follower})


def _child(desk: PlayedDesk, index: int) -> Order:
    return desk.ledger.orders[desk.ledger.parents[desk.order("p").id].children[index]]


def test_a_price_that_meets_a_band_has_the_algo_asked_and_its_child_moved() -> None:
    desk = follower_desk()
    child = _child(desk, 0)
    desk.take(r.VenueAccepts(child.id, "V1", 0))
    desk.quote("100.00", "100.02")
    told = desk.wait(0)
    assert [type(each) for each in told] == [e.ParentNoted, e.ReplaceSent, e.ParentScheduled]
    assert child.pending_limit_price == Decimal("100.00")
    assert desk.ledger.parents[desk.order("p").id].memory == {"asked": 2, "seen": "BID 100.00"}
    desk.check()


def test_a_price_within_the_band_asks_nobody() -> None:
    desk = follower_desk()
    desk.quote("99.995", "100.02")
    assert desk.wait(0) == []


def test_a_band_that_was_dropped_meanwhile_changes_nothing() -> None:
    desk = follower_desk()
    parent = desk.order("p").id
    elsewhere = Reached("AAPL", BandSource.BID, Decimal("99.99"), 0)
    assert desk.take(c.ReachBand(parent, elsewhere)) == []
    assert desk.take(c.ReachBand("E-99", elsewhere)) == []
    desk.take(c.CancelOrder(parent))
    far = Reached("AAPL", BandSource.BID, Decimal(200), 0)
    assert desk.take(c.ReachBand(parent, far)) == []


def test_a_child_that_is_over_has_the_algo_asked_at_once_with_evidence_of_its_own() -> None:
    desk = follower_desk()
    child = _child(desk, 0)
    desk.take(r.VenueAccepts(child.id, "V1", 0))
    desk.take(
        r.VenueFills(
            child.id, "x1", Decimal(5), Decimal("99.99"), Decimal(0), "USD", Liquidity.MAKER, 0
        )
    )
    parent = desk.ledger.parents[desk.order("p").id]
    assert len(parent.children) == 1, "five more would outrun eight"
    assert parent.memory["asked"] == 2
    desk.check()


def test_memory_and_bands_outlive_a_restart() -> None:
    desk = follower_desk()
    desk.restart()
    desk.desk.engine.policies = _following()
    desk.quote("100.05", "100.06")
    desk.wait(0)
    parent = desk.ledger.parents[desk.order("p").id]
    assert parent.memory == {"asked": 2, "seen": "BID 100.05"}
    assert len(parent.children) == 1
    desk.check()


def test_a_child_that_is_on_its_way_is_not_changed() -> None:
    desk = follower_desk()
    desk.quote("100.00", "100.02")
    told = desk.wait(0)
    assert [type(each) for each in told] == [e.ParentNoted, e.ParentScheduled]
