"""Asking after orders: again until there is an answer, at the same moments in every replay."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from holdfast.core.asking import CANCELS_MAX
from holdfast.core.invariants import audit
from holdfast.core.ledger import NEVER
from holdfast.messages import commands as c
from holdfast.messages import control as k
from holdfast.messages import events as e
from holdfast.messages import links as n
from holdfast.messages import reports as r
from holdfast.messages import requests as q
from holdfast.model.asking import SECOND_NS, Asking
from holdfast.model.order import Liquidity, OrderStatus, OrderType, Side
from holdfast.model.scope import FIRM
from tests.support.arming import arm
from tests.support.desks import PlayedDesk, ready_desk

MINUTE = 60 * SECOND_NS
HOUR = 60 * MINUTE


@pytest.fixture
def desk() -> PlayedDesk:
    return ready_desk()


def limit(name: str, **terms: object) -> c.SubmitOrder:
    return c.SubmitOrder(
        "A", "AAPL", Side.BUY, D(10), OrderType.LIMIT, D(99), client_order_id=name, **terms
    )


def lost(desk: PlayedDesk, name: str = "o1") -> str:
    """Send an order, and let the venue fall silent."""
    desk.take(limit(name))
    order_id = desk.order(name).id
    desk.take(r.VenueSilent(order_id, "no answer", desk.time.now()))
    return order_id


def queries(desk: PlayedDesk) -> list[q.QueryOrder]:
    return [each for each in desk.venue.sent if isinstance(each, q.QueryOrder)]


def placed(desk: PlayedDesk) -> list[str]:
    return [each.order_id for each in desk.venue.sent if isinstance(each, q.PlaceOrder)]


def count(events: list[e.Event], kind: type) -> int:
    return sum(isinstance(event, kind) for event in events)


def state(desk: PlayedDesk, order_id: str, number: int = 0) -> r.VenueStates:
    order = desk.ledger.orders[order_id]
    return r.VenueStates(
        order_id, "V", OrderStatus.NEW, order.qty, order.cum_qty, order.limit_price, None,
        desk.time.now(), number,
    )  # fmt: skip


def test_a_lost_order_is_asked_after_quickly_then_rarely_and_never_placed_again(
    desk: PlayedDesk,
) -> None:
    order_id = lost(desk)
    told = desk.wait(SECOND_NS)
    assert 3 <= count(told, e.QuerySent) <= 4
    told = desk.wait(MINUTE)
    assert 5 <= count(told, e.QuerySent) <= 8
    told = desk.wait(HOUR)
    assert 120 <= count(told, e.QuerySent) <= 240
    order = desk.ledger.orders[order_id]
    assert (order.status, order.reserved_qty) == (OrderStatus.UNKNOWN, D(10))
    assert placed(desk) == [order_id]
    desk.check()
    desk.check_decisions()


def test_the_same_seed_asks_at_the_same_moments_and_another_at_others() -> None:
    def moments(seed: int) -> list[int]:
        desk = PlayedDesk(seed=seed)
        desk.account()
        desk.instrument()
        desk.quote("99.99", "100.01")
        lost(desk)
        desk.wait(MINUTE)
        return [
            entry.at
            for entry in desk.journal.entries()
            if any(isinstance(event, e.QuerySent) for event in entry.events)
        ]

    assert moments(7) == moments(7)
    assert moments(7) != moments(8)


def test_the_pace_is_that_of_the_run_and_is_kept_with_it(desk: PlayedDesk) -> None:
    slow = Asking(first_ns=10 * SECOND_NS, attempts=1, every_max_ns=10 * SECOND_NS)
    desk.take(c.StartDesk("desk", "E", "build", asking=slow))
    arm(desk.ledger, desk.take)
    lost(desk)
    assert desk.wait(5 * SECOND_NS - 1) == []
    assert count(desk.wait(MINUTE), e.QuerySent) >= 6
    assert desk.ledger.questions.asking == slow
    desk.check()
    desk.check_decisions()


EVIDENCE = [
    lambda order_id, at: r.VenueAccepts(order_id, "V", at),
    lambda order_id, at: r.VenueRejects(order_id, "NO", "", at),
    lambda order_id, at: r.VenueFills(order_id, "x", D(1), D(99), D(0), "USD", Liquidity.TAKER, at),
    r.VenueCancels,
    r.VenueExpires,
    lambda order_id, at: r.VenueKnowsNot(order_id, final=True, at=at),
    lambda order_id, at: r.VenueReplaces(order_id, "V", D(10), D(99), None, at),
]


@pytest.mark.parametrize("report", EVIDENCE)
def test_whatever_the_venue_says_of_an_unknown_order_ends_the_asking(
    desk: PlayedDesk, report
) -> None:
    order_id = lost(desk)
    told = desk.take(report(order_id, desk.time.now()))
    assert n.QuestionAnswered(order_id) in told
    assert desk.ledger.next_lapse == NEVER
    assert desk.wait(HOUR) == []
    assert len(queries(desk)) == 1
    desk.check()


@pytest.mark.parametrize(
    "report",
    [
        lambda order_id, at: r.VenueKnowsNot(order_id, final=False, at=at),
        lambda order_id, at: r.VenueSilent(order_id, "", at),
        lambda order_id, at: r.VenueRejectsCancel(order_id, "UNKNOWN", "", at),
        lambda order_id, at: r.VenueRejectsReplace(order_id, "UNKNOWN", "", at),
    ],
)
def test_what_is_no_evidence_ends_nothing(desk: PlayedDesk, report) -> None:
    order_id = lost(desk)
    for _ in range(3):
        desk.take(report(order_id, desk.time.now()))
    assert desk.ledger.orders[order_id].status is OrderStatus.UNKNOWN
    assert count(desk.wait(MINUTE), e.QuerySent) > 3
    assert audit(desk.ledger) == ()


def test_the_queries_of_orders_that_fell_silent_together_are_spread(desk: PlayedDesk) -> None:
    for number in range(20):
        lost(desk, f"o{number}")
    moments = {each.due for each in desk.ledger.questions.open.values()}
    assert len(moments) == 20
    desk.wait(SECOND_NS)
    asked = [each.order_id for each in queries(desk)]
    assert all(asked.count(order_id) >= 4 for order_id in set(asked))


def test_a_timer_that_comes_early_or_twice_asks_nothing(desk: PlayedDesk) -> None:
    lost(desk)
    assert desk.take(k.Lapse()) == []
    desk.wait(SECOND_NS)
    assert desk.take(k.Lapse()) == []


def test_a_desk_whose_timer_was_for_what_is_answered_waits_for_the_next(desk: PlayedDesk) -> None:
    first = lost(desk, "o1")
    desk.wait(20 * SECOND_NS)
    second = lost(desk, "o2")
    desk.take(r.VenueAccepts(second, "V2", desk.time.now()))
    # the timer that the second set finds nothing, and the first is asked after all the same
    assert count(desk.wait(MINUTE), e.QuerySent) >= 2
    assert queries(desk)[-1].order_id == first


def test_a_cancel_without_any_answer_is_sent_three_times_in_all(desk: PlayedDesk) -> None:
    desk.take(limit("o1"))
    order_id = desk.order("o1").id
    desk.take(r.VenueAccepts(order_id, "V", desk.time.now()))
    desk.take(c.CancelOrder(order_id))
    desk.take(r.VenueSilent(order_id, "", desk.time.now()))
    desk.wait(HOUR)
    pulls = [each for each in desk.venue.sent if isinstance(each, q.PullOrder)]
    assert len(pulls) == CANCELS_MAX
    assert desk.ledger.orders[order_id].status is OrderStatus.PENDING_CANCEL
    assert placed(desk) == [order_id]
    # a person may insist
    assert count(desk.take(k.Kill(FIRM)), e.CancelSent) == 1


def test_a_cancel_is_sent_again_before_the_query_that_asks_what_became_of_it(
    desk: PlayedDesk,
) -> None:
    desk.take(limit("o1"))
    order_id = desk.order("o1").id
    desk.take(r.VenueAccepts(order_id, "V", desk.time.now()))
    desk.take(c.CancelOrder(order_id))
    desk.take(r.VenueSilent(order_id, "", desk.time.now()))
    desk.wait(SECOND_NS)
    kinds = [type(each) for each in desk.venue.sent[-5:-1]]
    assert kinds.count(q.PullOrder) >= 1
    assert kinds[kinds.index(q.PullOrder) + 1] is q.QueryOrder


def test_an_answer_to_a_query_before_the_cancel_does_not_send_it_again(desk: PlayedDesk) -> None:
    desk.take(limit("o1"))
    order_id = desk.order("o1").id
    desk.take(r.VenueAccepts(order_id, "V", desk.time.now()))
    desk.take(c.Reconcile())
    before = queries(desk)[-1].number
    desk.take(c.CancelOrder(order_id))
    assert desk.take(state(desk, order_id, before)) == []
    assert desk.ledger.orders[order_id].status is OrderStatus.PENDING_CANCEL
    # the same words of a query that left after it
    desk.take(c.Reconcile())
    told = desk.take(state(desk, order_id, queries(desk)[-1].number))
    assert count(told, e.CancelSent) == 1


def test_a_venue_that_gives_no_number_back_is_taken_to_answer_the_last_query(
    desk: PlayedDesk,
) -> None:
    desk.take(limit("o1"))
    order_id = desk.order("o1").id
    desk.take(r.VenueAccepts(order_id, "V", desk.time.now()))
    desk.take(c.Reconcile())
    desk.take(c.ReplaceOrder(order_id, D(20)))
    old = state(desk, order_id)
    assert desk.take(old) == []
    desk.take(c.Reconcile())
    told = desk.take(old)
    assert count(told, e.ReplaceRejected) == 1


def test_the_answer_of_one_query_is_asked_of_every_venue_by_its_number(desk: PlayedDesk) -> None:
    order_id = lost(desk)
    desk.wait(SECOND_NS)
    numbers = [each.number for each in queries(desk)]
    assert numbers == sorted(set(numbers))
    assert desk.ledger.questions.open[order_id].number == numbers[-1]


def test_two_hundred_questions_at_once_are_all_asked_again(desk: PlayedDesk) -> None:
    wide = [lost(desk, f"o{number}") for number in range(200)]
    desk.venue.sent.clear()
    desk.wait(100_000_000)
    assert {each.order_id for each in queries(desk)} == set(wide)
